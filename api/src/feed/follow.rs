//! Hearing of new changes at once: one connection of the process listens for all who follow the log, or their own progress.
//!
//! What is heard is only that there is more; everybody reads the log for themselves, from where they are. So a notification
//! that is lost, late, doubled or false changes nothing but how soon somebody reads.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use sea_orm::{
    DatabaseConnection,
    sqlx::{
        self, PgPool,
        postgres::{PgListener, PgPoolOptions},
    },
};
use tokio::{
    sync::{broadcast, watch},
    time::{sleep, timeout},
};

use super::{
    Told,
    run::{Watched, Watcher},
};
use crate::{
    people::{Viewer, progress},
    query::change,
};

/// The channel on which writers say how far the log reaches.
const CHANNEL: &str = "posting_change";

/// How often a database that cannot tell of changes is asked for them.
const REPLICA_PAUSE: Duration = Duration::from_millis(500);

/// How Postgres says that a replica lets nobody listen.
const READ_ONLY: &str = "25006";

/// How many changes of progress may wait for a slow subscriber before it is only told that there were too many.
const WAITING: usize = 1_024;

/// Changes whenever there may be more to read.
pub(crate) type News = watch::Receiver<()>;

/// Whose progress of which roadmap changed; an empty text where it may be anybody's.
pub(super) type Whose = Arc<str>;

/// Where those who listen pass on what they hear.
struct Voice {
    /// That there may be more in the log.
    news: watch::Sender<()>,
    /// Whose progress changed.
    progress: broadcast::Sender<Whose>,
}

impl Voice {
    fn anybody(&self) {
        self.whose("");
    }

    fn whose(&self, whose: &str) {
        // It fails only where nobody follows any progress.
        let _ = self.progress.send(whose.into());
    }
}

/// Who hears of new changes, for all who follow them.
#[derive(Clone)]
pub(crate) struct Follower {
    database: DatabaseConnection,
    /// How long a lost notification may go unnoticed.
    patience: Duration,
    // Gone when nobody follows: then nobody listens either.
    voice: Arc<Mutex<Weak<Voice>>>,
    runs: Watcher,
}

impl Follower {
    /// One that has nobody to hear for yet.
    pub(crate) fn new(database: DatabaseConnection, patience: Duration) -> Self {
        Self {
            runs: Watcher::new(database.clone()),
            database,
            patience,
            voice: Arc::default(),
        }
    }

    /// How long a change may go unnoticed of which nobody is told.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// News from now on, until the receiver is dropped; if the sender goes first, follow again.
    pub(crate) fn follow(&self) -> News {
        self.receivers().1
    }

    /// What somebody is told of their progress of a roadmap from now on.
    pub(crate) fn told(&self, viewer: &Viewer, roadmap: &str) -> Told {
        Told::new(self.clone(), &viewer.key(), roadmap)
    }

    /// What somebody is told of the runs of one source, or of all.
    pub(crate) fn watch_runs(&self, source: Option<i32>) -> Watched {
        self.runs.watch(source)
    }

    /// News of progress, and those of the log, without which nobody listens.
    pub(super) fn receivers(&self) -> (broadcast::Receiver<Whose>, News) {
        let mut known = self.voice.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = known.upgrade() {
            return (voice.progress.subscribe(), voice.news.subscribe());
        }
        let (news, receiver) = watch::channel(());
        let (progress, told) = broadcast::channel(WAITING);
        let voice = Arc::new(Voice { news, progress });
        *known = Arc::downgrade(&voice);
        let (database, patience) = (self.database.clone(), self.patience);
        tokio::spawn(async move {
            tokio::select! {
                () = voice.news.closed() => {}
                () = listen(&database, patience, &voice) => {}
            }
        });
        (told, receiver)
    }
}

/// Listens for ever, anew whenever the connection is lost.
async fn listen(database: &DatabaseConnection, patience: Duration, voice: &Voice) {
    loop {
        // The log is asked after the listening has begun, so that nothing falls between the two.
        let heard = match listener(database.get_postgres_connection_pool()).await {
            Ok(listener) => hear(database, listener, patience, voice).await,
            Err(cause) if is_replica(&cause) => {
                look(database, patience.min(REPLICA_PAUSE), voice).await
            }
            Err(cause) => Err(cause.to_string()),
        };
        if let Err(cause) = heard {
            tracing::warn!(%cause, "changes are not heard of; trying again");
        }
        sleep(patience).await;
    }
}

/// Whether nobody can listen because the database follows another one.
fn is_replica(cause: &sqlx::Error) -> bool {
    cause
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == READ_ONLY)
}

/// Passes on that the log has grown, as often as it is looked at, until it cannot be looked at. Whoever asks a replica that has
/// become a primary for news goes on in this way: the same is seen, a little later.
async fn look(database: &DatabaseConnection, pause: Duration, voice: &Voice) -> Result<(), String> {
    let mut known = Known::default();
    loop {
        known.look(database, voice).await?;
        sleep(pause).await;
    }
}

/// A connection of its own: the pool's are for answers.
async fn listener(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let options = pool.connect_options().as_ref().clone();
    let own = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen_all([CHANNEL, progress::CHANNEL]).await?;
    Ok(listener)
}

/// Passes on that the log has grown, told or seen, until the connection is lost.
async fn hear(
    database: &DatabaseConnection,
    mut listener: PgListener,
    patience: Duration,
    voice: &Voice,
) -> Result<(), String> {
    let mut known = Known::default();
    loop {
        known.look(database, voice).await?;
        // Notifications are passed on as they come; where none does, the tables themselves are asked every so often.
        while let Ok(told) = timeout(patience, listener.try_recv()).await {
            let told = told.map_err(|cause| cause.to_string())?;
            let told = told.ok_or("the connection was lost")?;
            if told.channel() == progress::CHANNEL {
                let (change, whose) = told.payload().split_once(' ').unwrap_or_default();
                known.progress = change.parse().ok().max(known.progress);
                voice.whose(whose);
            } else {
                known.log = told.payload().parse().ok();
                voice.news.send_replace(());
            }
        }
    }
}

/// How far the log and progress reach, as far as was passed on.
#[derive(Default)]
struct Known {
    log: Option<i64>,
    progress: Option<i64>,
}

impl Known {
    /// Passes on whatever has grown since.
    async fn look(&mut self, database: &DatabaseConnection, voice: &Voice) -> Result<(), String> {
        let log = change::newest(database).await;
        let log = Some(log.map_err(|cause| cause.to_string())?);
        if log != self.log {
            self.log = log;
            voice.news.send_replace(());
        }
        let newest = progress::newest(database).await;
        let newest = Some(newest.map_err(|cause| cause.to_string())?);
        if newest != self.progress {
            self.progress = newest;
            voice.anybody();
        }
        Ok(())
    }
}
