//! Runs of ingestion as they go on.
//!
//! Whoever ingests says nothing about it: what it counts stands in the transaction that stores it, and a notification there would make
//! all who write wait for each other at the commit. So the few runs that can change are looked at while somebody watches, once for all
//! who do; that works on replicas, and beside any number of servers.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use sea_orm::{DatabaseConnection, DbErr};
use tokio::{sync::watch, time::sleep};

use crate::query::run::{Told, latest};

/// How long a change may go unnoticed.
const PAUSE: Duration = Duration::from_millis(500);

/// How long to wait before a look that failed is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// The runs that can change, as they were when they were looked at last; nothing before the first look.
type Seen = Option<Arc<Runs>>;

/// Runs by their ids and those of their sources.
type Runs = BTreeMap<(i64, i32), Arc<Told>>;

/// Who looks at runs, for all who watch them.
#[derive(Clone)]
pub(crate) struct Watcher {
    database: DatabaseConnection,
    // Gone when nobody watches: then nobody looks either.
    voice: Arc<Mutex<Weak<watch::Sender<Seen>>>>,
}

impl Watcher {
    /// One that has nobody to look for yet.
    pub(super) fn new(database: DatabaseConnection) -> Self {
        Self {
            database,
            voice: Arc::default(),
        }
    }

    /// Watches the runs of one source, or of all.
    pub(crate) fn watch(&self, source: Option<i32>) -> Watched {
        Watched {
            receiver: self.receiver(),
            watcher: self.clone(),
            source,
            known: None,
            waiting: VecDeque::new(),
        }
    }

    fn receiver(&self) -> watch::Receiver<Seen> {
        let mut known = self.voice.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = known.upgrade() {
            return voice.subscribe();
        }
        let (voice, receiver) = watch::channel(None);
        let voice = Arc::new(voice);
        *known = Arc::downgrade(&voice);
        let database = self.database.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = voice.closed() => {}
                () = look(&database, &voice) => {}
            }
        });
        receiver
    }
}

/// Looks for ever.
async fn look(database: &DatabaseConnection, voice: &watch::Sender<Seen>) {
    loop {
        let before = voice.borrow().clone();
        let pause = match seen(database, before.as_deref()).await {
            Ok(now) => {
                if before.as_deref() != Some(&now) {
                    voice.send_replace(Some(Arc::new(now)));
                }
                PAUSE
            }
            Err(cause) => {
                tracing::warn!(%cause, "runs could not be looked at; trying again");
                AGAIN
            }
        };
        sleep(pause).await;
    }
}

/// The latest runs, and earlier ones that were under way when they were seen last.
async fn seen(database: &DatabaseConnection, before: Option<&Runs>) -> Result<Runs, DbErr> {
    let under_way = before.into_iter().flatten();
    let under_way = under_way.filter(|(_, told)| told.run.finished_at.is_none());
    let found = latest(database, under_way.map(|((run, _), _)| *run).collect()).await?;
    let keyed = |told: Told| ((told.run.id, told.run.source_id), Arc::new(told));
    Ok(found.into_iter().map(keyed).collect())
}

/// What somebody is told of runs.
pub(crate) struct Watched {
    watcher: Watcher,
    receiver: watch::Receiver<Seen>,
    /// The source whose runs are of interest, if not all are.
    source: Option<i32>,
    /// The runs as this one knows them.
    known: Seen,
    /// What is still to be told.
    waiting: VecDeque<Arc<Told>>,
}

impl Watched {
    /// The next run that is not as it was: first those that are under way, then each that changes. Whoever is slow is told how runs
    /// stand, not how they came to.
    pub(crate) async fn next(&mut self) -> Arc<Told> {
        loop {
            if let Some(told) = self.waiting.pop_front() {
                return told;
            }
            let seen = self.receiver.borrow_and_update().clone();
            if let Some(now) = seen {
                self.waiting = self.news(&now);
                self.known = Some(now);
            }
            if self.waiting.is_empty() && self.receiver.changed().await.is_err() {
                self.receiver = self.watcher.receiver();
            }
        }
    }

    fn news(&self, now: &Runs) -> VecDeque<Arc<Told>> {
        let is_news = |key: &(i64, i32), told: &Arc<Told>| match &self.known {
            Some(known) => known.get(key) != Some(told),
            None => told.run.finished_at.is_none(),
        };
        let of_interest = |told: &Arc<Told>| {
            self.source
                .is_none_or(|source| source == told.run.source_id)
        };
        let news = now
            .iter()
            .filter(|(key, told)| of_interest(told) && is_news(key, told));
        news.map(|(_, told)| Arc::clone(told)).collect()
    }
}
