//! Hearing of new changes at once: one connection of the process listens for all who follow the log.
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
    sync::watch,
    time::{sleep, timeout},
};

use crate::query::change;

/// The channel on which writers say how far the log reaches.
const CHANNEL: &str = "posting_change";

/// How often a database that cannot tell of changes is asked for them.
const REPLICA_PAUSE: Duration = Duration::from_millis(500);

/// How Postgres says that a replica lets nobody listen.
const READ_ONLY: &str = "25006";

/// Changes whenever there may be more to read.
pub(crate) type News = watch::Receiver<()>;

/// Who hears of new changes, for all who follow them.
#[derive(Clone)]
pub(crate) struct Follower {
    database: DatabaseConnection,
    /// How long a lost notification may go unnoticed.
    patience: Duration,
    // Gone when nobody follows: then nobody listens either.
    news: Arc<Mutex<Weak<watch::Sender<()>>>>,
}

impl Follower {
    /// One that has nobody to hear for yet.
    pub(crate) fn new(database: DatabaseConnection, patience: Duration) -> Self {
        Self {
            database,
            patience,
            news: Arc::default(),
        }
    }

    /// How long a change may go unnoticed of which nobody is told.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// News from now on, until the receiver is dropped; if the sender goes first, follow again.
    pub(crate) fn follow(&self) -> News {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = news.upgrade() {
            return sender.subscribe();
        }
        let (sender, receiver) = watch::channel(());
        let sender = Arc::new(sender);
        *news = Arc::downgrade(&sender);
        let (database, patience) = (self.database.clone(), self.patience);
        tokio::spawn(async move {
            tokio::select! {
                () = sender.closed() => {}
                () = listen(&database, patience, &sender) => {}
            }
        });
        receiver
    }
}

/// Listens for ever, anew whenever the connection is lost.
async fn listen(database: &DatabaseConnection, patience: Duration, sender: &watch::Sender<()>) {
    loop {
        // The log is asked after the listening has begun, so that nothing falls between the two.
        let heard = match listener(database.get_postgres_connection_pool()).await {
            Ok(listener) => hear(database, listener, patience, sender).await,
            Err(cause) if is_replica(&cause) => {
                look(database, patience.min(REPLICA_PAUSE), sender).await
            }
            Err(cause) => Err(cause.to_string()),
        };
        if let Err(cause) = heard {
            tracing::warn!(%cause, "changes of postings are not heard of; trying again");
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
async fn look(
    database: &DatabaseConnection,
    pause: Duration,
    sender: &watch::Sender<()>,
) -> Result<(), String> {
    let mut known = None;
    loop {
        let newest = change::newest(database).await;
        let newest = Some(newest.map_err(|cause| cause.to_string())?);
        if newest != known {
            known = newest;
            sender.send_replace(());
        }
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
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes on that the log has grown, told or seen, until the connection is lost.
async fn hear(
    database: &DatabaseConnection,
    mut listener: PgListener,
    patience: Duration,
    sender: &watch::Sender<()>,
) -> Result<(), String> {
    let mut known = None;
    loop {
        let newest = change::newest(database).await;
        let newest = Some(newest.map_err(|cause| cause.to_string())?);
        if newest != known {
            known = newest;
            sender.send_replace(());
        }
        // Notifications are passed on as they come; where none does, the log itself is asked every so often.
        while let Ok(told) = timeout(patience, listener.try_recv()).await {
            let told = told.map_err(|cause| cause.to_string())?;
            let told = told.ok_or("the connection was lost")?;
            known = told.payload().parse().ok();
            sender.send_replace(());
        }
    }
}
