//! Runs of ingestion.

use std::sync::Arc;

use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use entity::run::Status;

use super::{id, page::count};
use crate::query::run::Run;

/// The order of a list of runs.
pub(crate) const ORDER: &str = "source.runs";

/// What one run did to the postings of one source.
#[derive(Clone)]
pub(crate) struct IngestRun {
    run: Run,
    source: Arc<str>,
}

impl IngestRun {
    /// What a run did to the source of a slug.
    pub(crate) fn new(run: Run, source: Arc<str>) -> Self {
        Self { run, source }
    }
}

/// What one run did to the postings of one source.
#[Object]
impl IngestRun {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("IngestRun", format!("{}/{}", self.run.id, self.source))
    }

    /// When the run began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.run.started_at
    }

    /// When it ended; null while it runs, and for ever if it was killed.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.run.finished_at
    }

    /// How it stands: RUNNING, SUCCEEDED, FAILED, or POSTPONED, e.g. until a quota is free again.
    async fn status(&self) -> &'static str {
        match self.run.status {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::Postponed => "POSTPONED",
        }
    }

    /// Records of the source that it read.
    async fn fetched(&self) -> i32 {
        let run = &self.run;
        count(run.added + run.changed + run.unchanged + run.rejected)
    }

    /// Postings not seen before.
    async fn added(&self) -> i32 {
        count(self.run.added)
    }

    /// Postings whose facts changed.
    async fn changed(&self) -> i32 {
        count(self.run.changed)
    }

    /// Postings that were as we knew them.
    async fn unchanged(&self) -> i32 {
        count(self.run.unchanged)
    }

    /// Postings that were found to have closed.
    async fn closed(&self) -> i32 {
        count(self.run.closed)
    }

    /// Postings that had closed and were seen again.
    async fn reopened(&self) -> i32 {
        count(self.run.reopened)
    }

    /// The board that it collected; null where it read files, or the source as a whole.
    async fn board(&self) -> Option<&str> {
        let board = self.run.board.as_deref();
        board.filter(|board| !board.is_empty())
    }

    /// Records refused.
    async fn rejected(&self) -> i32 {
        count(self.run.rejected)
    }

    /// Why it failed, for people.
    async fn note(&self) -> Option<&str> {
        self.run.note.as_deref()
    }
}
