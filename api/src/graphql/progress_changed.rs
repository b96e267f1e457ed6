//! Following one's progress as it changes, in whatever tab and on whatever server.

use std::time::Duration;

use async_graphql::{Context, Result};
use futures_util::{Stream, stream::unfold};
use tokio::time::sleep;

use super::{
    error::unknown,
    loader::{Loaders, RoadmapSlug},
    progress::{RoadmapProgress, standing_of},
    viewer::{signed_in, unauthenticated},
};
use crate::{
    Settings,
    demand::unknown::Noun,
    feed::{Follower, Told},
    people::{Caller, Viewer},
};

/// How long to wait before a reading that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Somebody who follows their progress.
struct Follow {
    loaders: Loaders,
    settings: Settings,
    caller: Caller,
    told: Told,
    viewer: Viewer,
    roadmap: String,
    /// The latest event that was told, once anything was.
    latest: Option<i64>,
    ended: bool,
}

/// How far whoever asks has got with a roadmap: at once, and then after each change.
pub(super) async fn follow(
    ctx: &Context<'_>,
    roadmap: String,
) -> Result<impl Stream<Item = Result<RoadmapProgress>> + use<>> {
    let viewer = signed_in(ctx)?;
    let loaders = ctx.data::<Loaders>()?.clone();
    if loaders.load(RoadmapSlug(roadmap.clone())).await?.is_none() {
        return Err(unknown(ctx, Noun::Roadmap, &roadmap).await);
    }
    let subscriber = Follow {
        settings: *ctx.data::<Settings>()?,
        caller: ctx.data::<Caller>()?.clone(),
        // Followed before the first reading, so that nothing falls between the two.
        told: ctx.data::<Follower>()?.told(&viewer, &roadmap),
        loaders,
        viewer,
        roadmap,
        latest: None,
        ended: false,
    };
    Ok(unfold(subscriber, Follow::step))
}

impl Follow {
    async fn step(mut self) -> Option<(Result<RoadmapProgress>, Self)> {
        if self.ended {
            return None;
        }
        loop {
            if self.latest.is_some() {
                self.told.next().await;
            }
            match self.read().await {
                Ok(Some(progress)) => return Some((Ok(progress), self)),
                Ok(None) if self.ended => return Some((Err(unauthenticated()), self)),
                Ok(None) => {}
                // Logged where it happened; Postgres may be on its way back.
                Err(_) => {
                    sleep(PAUSE).await;
                    self.told.again();
                }
            }
        }
    }

    /// How far they have got, if that is news; it ends when their token is no longer good, or the roadmap is gone.
    async fn read(&mut self) -> Result<Option<RoadmapProgress>> {
        self.loaders.forget();
        let (caller, now) = (self.caller.clone(), (self.settings.clock)());
        let again = move |database| async move { caller.again(&database, now).await };
        let viewer = self.loaders.read(again).await?;
        let roadmap = self.loaders.load(RoadmapSlug(self.roadmap.clone())).await?;
        let (Some(_), Some(roadmap)) = (viewer.filter(|viewer| *viewer == self.viewer), roadmap)
        else {
            self.ended = true;
            return Ok(None);
        };
        let standing = standing_of(self.viewer.clone(), &roadmap);
        let Some(standing) = self.loaders.load(standing).await? else {
            // It has no nodes to stand on; asking again at once would find none either.
            self.ended = true;
            return Ok(None);
        };
        if self.latest == Some(standing.latest) {
            return Ok(None);
        }
        self.latest = Some(standing.latest);
        Ok(Some(RoadmapProgress::new(roadmap, standing)))
    }
}
