//! Collections: one target asked, read and stored, answer by answer. Whatever happens in between, the next collection goes on
//! where this one stopped.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::sqlx::PgPool;
use tokio::sync::watch;
use tracing::{Instrument, field::Empty};

use crate::fetch::Client;
use crate::reading::Reader;
use crate::source;
use crate::store::{self, Retention, Store, Target, targets};

mod answer;
mod course;
mod faulty;
mod report;

pub use report::{Failure, Outcome, Report};

/// What it takes to collect: shared by all collections of a process.
pub struct Collector {
    pool: PgPool,
    reader: Arc<Reader>,
    client: Client,
    clock: fn() -> DateTime<Utc>,
    text_days: u16,
    /// Stores that no collection holds at the moment; opening one takes longer than a small board.
    idle: Mutex<Vec<Store>>,
}

/// Says that it is time to stop: the answer at hand is still stored, and nothing more is asked.
pub type Stop = watch::Receiver<bool>;

impl Collector {
    /// Makes ready to collect.
    #[must_use]
    pub fn new(
        pool: PgPool,
        reader: Arc<Reader>,
        client: Client,
        clock: fn() -> DateTime<Utc>,
        text_days: u16,
    ) -> Self {
        Self {
            pool,
            reader,
            client,
            clock,
            text_days,
            idle: Mutex::default(),
        }
    }

    /// The database that is collected into.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The present moment, as precisely as Postgres keeps it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)().trunc_subsecs(6)
    }

    /// Collects a target, unless somebody else does so at this moment, or has done so since it was due. That a source fails is
    /// a part of the report.
    ///
    /// # Errors
    /// When Postgres refuses; the next collection goes on from what was stored.
    pub async fn collect(
        &self,
        target: &Target,
        due: Option<DateTime<Utc>>,
        stop: Stop,
    ) -> Result<Report, store::Error> {
        let Some(source) = source::find(&target.source) else {
            let why = format!("this version knows no source `{}`", target.source);
            return Ok(Report::of(target, Outcome::lasting(why)));
        };
        let mut store = self.store().await?;
        if !store.claim(target).await? {
            self.give_back(store);
            return Ok(Report::of(target, Outcome::Busy));
        }
        // It may have been collected to the end while this one waited for its turn.
        let target = targets::find(&self.pool, &target.source, &target.board)
            .await?
            .unwrap_or_else(|| target.clone());
        if due.is_some_and(|due| target.attempted_at > Some(due)) {
            store.release(&target).await?;
            self.give_back(store);
            return Ok(Report::of(&target, Outcome::Done));
        }
        let span = tracing::info_span!(
            target: "waymark::trace",
            "collect",
            waymark.source = source.card().slug,
            waymark.outcome = Empty,
        );
        let course = course::run(self, &mut store, source, &target, stop);
        let result = course.instrument(span.clone()).await;
        let outcome = result
            .as_ref()
            .map_or("unstored", |report| report.outcome.name());
        span.record("waymark.outcome", outcome);
        if result.is_ok() {
            store.release(&target).await?;
            self.give_back(store);
        }
        result
    }

    async fn store(&self) -> Result<Store, store::Error> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(mut store) = idle
            && store.is_alive().await
        {
            store.renew(self.retention());
            return Ok(store);
        }
        Store::open(&self.pool, &self.reader.vocabulary_key(), self.retention()).await
    }

    fn give_back(&self, store: Store) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(store);
    }

    fn retention(&self) -> Retention {
        Retention {
            now: self.now(),
            text_days: self.text_days,
        }
    }
}
