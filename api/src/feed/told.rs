//! What somebody is told of their progress of a roadmap.

use tokio::sync::broadcast::{self, error::RecvError};

use super::{Follower, News, follow::Whose};

/// What somebody is told of their progress of a roadmap.
pub(crate) struct Told {
    follower: Follower,
    /// Whose it is and of which roadmap, as the notifications say it.
    whose: String,
    /// What it hears; somebody listens as long as it holds the news.
    heard: (broadcast::Receiver<Whose>, News),
    /// Whether there may be something to read without any news.
    again: bool,
}

impl Told {
    /// From now on.
    pub(super) fn new(follower: Follower, viewer: &str, roadmap: &str) -> Self {
        let heard = follower.receivers();
        Self {
            follower,
            whose: format!("{viewer} {roadmap}"),
            heard,
            again: false,
        }
    }

    /// Returns as soon as there may be something to read.
    pub(crate) async fn next(&mut self) {
        while !std::mem::take(&mut self.again) {
            match self.heard.0.recv().await {
                Ok(whose) if whose.is_empty() || *whose == *self.whose => return,
                Ok(_) => {}
                // There were more than it could take: its own may have been among them.
                Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => {
                    self.heard = self.follower.receivers();
                    return;
                }
            }
        }
    }

    /// Makes the next return at once.
    pub(crate) fn again(&mut self) {
        self.again = true;
    }
}
