//! Keeping the market in memory: it is read once, and then every change is taken in as soon as it is heard of.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::Follower;
use crate::demand::column::{Failed, Market, Refreshed, load};

/// How long to wait before something that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// How many postings are read between two lines about it.
const MILESTONE: usize = 1 << 20;

/// The market in memory, as far as it has got.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// It is being read.
    Loading,
    /// This version of it.
    Market(Arc<Market>),
    /// It cannot be held in columns, or is not to be: statements answer.
    Statements,
}

impl Kept {
    /// The market, where there is one.
    pub(crate) fn market(&self) -> Option<Arc<Market>> {
        match self {
            Self::Market(market) => Some(Arc::clone(market)),
            Self::Loading | Self::Statements => None,
        }
    }
}

/// Holds the current version of the market.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    kept: watch::Receiver<Kept>,
    read: Arc<AtomicUsize>,
}

impl Keeper {
    /// One that reads the market and keeps it up to date for as long as somebody holds it.
    pub(crate) fn new(database: DatabaseConnection, follower: Follower) -> Self {
        let (sender, kept) = watch::channel(Kept::Loading);
        let read = Arc::new(AtomicUsize::new(0));
        let keeping = Keeping {
            database,
            follower,
            read: Arc::clone(&read),
        };
        tokio::spawn(async move {
            tokio::select! {
                () = sender.closed() => {}
                () = keeping.keep(&sender) => {}
            }
        });
        Self { kept, read }
    }

    /// One that leaves everything to statements.
    pub(crate) fn idle() -> Self {
        let (_, kept) = watch::channel(Kept::Statements);
        Self {
            kept,
            read: Arc::default(),
        }
    }

    /// The market as it is kept now.
    pub(crate) fn kept(&self) -> Kept {
        self.kept.borrow().clone()
    }

    /// How many postings have been read, while it is being read.
    pub(crate) fn read(&self) -> usize {
        self.read.load(Ordering::Relaxed)
    }

    /// The current version and those that follow.
    pub(crate) fn versions(&self) -> Versions {
        Versions {
            kept: self.kept.clone(),
            seen: None,
        }
    }
}

/// Versions of the market as they come; one that is overtaken before anybody looks is passed over.
pub(crate) struct Versions {
    kept: watch::Receiver<Kept>,
    seen: Option<i64>,
}

/// What a version of the market holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// When the last change was committed that it holds.
    pub(crate) as_of: DateTime<Utc>,
    /// How many postings it counts.
    pub(crate) postings: i64,
}

impl Versions {
    /// The next version, once there is one; nothing where there will be none, because statements answer.
    pub(crate) async fn next(&mut self) -> Option<Version> {
        loop {
            let kept = self.kept.borrow_and_update().clone();
            match &kept {
                Kept::Statements => return None,
                Kept::Market(market) if self.seen != Some(market.log()) => {
                    self.seen = Some(market.log());
                    return Some(Version {
                        as_of: market.moment(),
                        postings: market.postings(),
                    });
                }
                Kept::Market(_) | Kept::Loading => self.kept.changed().await.ok()?,
            }
        }
    }
}

struct Keeping {
    database: DatabaseConnection,
    follower: Follower,
    read: Arc<AtomicUsize>,
}

impl Keeping {
    /// Reads and follows for ever, or until the market turns out to be too varied for columns.
    async fn keep(&self, sender: &watch::Sender<Kept>) {
        loop {
            // Followed first, so that nothing falls between the reading and the news.
            let news = self.follower.follow();
            let ended = match self.load().await {
                Ok(market) => {
                    sender.send_replace(Kept::Market(Arc::new(market)));
                    self.follow(sender, news).await
                }
                Err(cause) => Err(cause),
            };
            match ended {
                Ok(()) => tracing::info!("the market in memory is read anew"),
                Err(cause @ Failed::TooMany(_)) => {
                    tracing::error!(%cause, "statements answer from now on");
                    sender.send_replace(Kept::Statements);
                    return;
                }
                Err(cause) => {
                    tracing::warn!(%cause, "the market could not be read into memory; trying again");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn load(&self) -> Result<Market, Failed> {
        let progress = |read: usize| {
            self.read.store(read, Ordering::Relaxed);
            if read.is_multiple_of(MILESTONE) {
                tracing::info!(postings = read, "reading the market into memory");
            }
        };
        let market = load(&self.database, progress).await?;
        tracing::info!(
            rows = market.rows(),
            bytes = market.bytes(),
            "the market is in memory"
        );
        Ok(market)
    }

    /// Takes in every change; ends when the market has to be read anew.
    async fn follow(
        &self,
        sender: &watch::Sender<Kept>,
        mut news: super::News,
    ) -> Result<(), Failed> {
        loop {
            let Some(market) = sender.borrow().market() else {
                return Ok(());
            };
            // Before the reading: news that come meanwhile are news.
            news.mark_unchanged();
            match market.refresh(&self.database).await {
                Ok(Refreshed::Same) => {}
                Ok(Refreshed::Newer(market)) => {
                    let tidied = market.tidied();
                    sender.send_replace(Kept::Market(Arc::new(market)));
                    if let Some(tidied) = tidied {
                        sender.send_replace(Kept::Market(Arc::new(tidied)));
                    }
                }
                Ok(Refreshed::Outdated) => return Ok(()),
                // What is in memory stays true of its moment; Postgres may be on its way back.
                Err(Failed::Database(cause)) => {
                    tracing::warn!(%cause, "changes could not be taken into memory; trying again");
                    sleep(PAUSE).await;
                    continue;
                }
                Err(cause) => return Err(cause),
            }
            // The catalogue may change without news, so it is looked at every so often.
            if let Ok(Err(_)) = timeout(self.follower.patience(), news.changed()).await {
                news = self.follower.follow();
            }
        }
    }
}
