//! The keys of an issuer as they were last seen, and when to look again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};

use super::{fetch::Source, jwt::Token, key::Key};

/// After how long keys are looked at again, while the old ones still serve.
const FRESH: Duration = Duration::minutes(30);

/// How long keys are believed without having been seen again.
const BELIEVED: Duration = Duration::hours(1);

/// How often an issuer is asked at most, whatever tokens come.
const PAUSE: Duration = Duration::minutes(1);

/// The keys of an issuer; a clone is the same.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    source: Arc<Source>,
    held: Arc<Mutex<Held>>,
    /// Held by whoever asks the issuer, so that nobody asks beside them.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Held {
    keys: Arc<[Key]>,
    seen: Option<DateTime<Utc>>,
    asked: Option<DateTime<Utc>>,
}

impl Held {
    /// The keys, if they were seen within some time.
    fn within(&self, time: Duration, now: DateTime<Utc>) -> Option<Arc<[Key]>> {
        is_within(self.seen, time, now).then(|| Arc::clone(&self.keys))
    }
}

fn is_within(moment: Option<DateTime<Utc>>, time: Duration, now: DateTime<Utc>) -> bool {
    // Requests that came together see one another's moments as slightly to come; a clock that was set back must not make anything
    // last.
    moment.is_some_and(|moment| now - moment < time && moment - now < PAUSE)
}

impl Keys {
    /// None yet.
    pub(super) fn new(source: Source) -> Self {
        Self {
            source: Arc::new(source),
            held: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// The keys to check a token with. The issuer is asked only if none of those held fits it, or they were not seen for long.
    pub(super) async fn with(&self, token: &Token<'_>, now: DateTime<Utc>) -> Arc<[Key]> {
        let held = self.held().within(BELIEVED, now);
        let fitting = held.filter(|keys| keys.iter().any(|key| token.may_be_signed_with(key)));
        let Some(keys) = fitting else {
            self.look(now).await;
            return self.held().within(BELIEVED, now).unwrap_or_default();
        };
        let is_fresh = self.held().within(FRESH, now).is_some();
        if !is_fresh && self.is_due(now) {
            // Nobody has to wait for it: what is held still serves.
            tokio::spawn(self.clone().look_again(now));
        }
        keys
    }

    /// Looks at the keys again, to the end even if whoever wants it goes away: their token may be a lie, and others wait as well.
    async fn look(&self, now: DateTime<Utc>) {
        let is_under_way = self.turn.try_lock().is_err();
        if is_under_way || self.is_due(now) {
            // It ends by itself, since asking does.
            let _ = tokio::spawn(self.clone().look_again(now)).await;
        }
    }

    async fn look_again(self, now: DateTime<Utc>) {
        let _turn = self.turn.lock().await;
        if !self.is_due(now) {
            return;
        }
        self.held().asked = Some(now);
        match self.source.keys().await {
            Ok(keys) => {
                let mut held = self.held();
                held.keys = keys.into();
                held.seen = Some(now);
            }
            Err(error) => {
                let issuer = self.source.issuer();
                tracing::warn!(issuer, %error, "the keys of the issuer cannot be read: its tokens may not be believed");
            }
        }
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        !is_within(self.held().asked, PAUSE, now)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
