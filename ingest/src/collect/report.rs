//! What a collection did, for people and programs.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::store::{Collection, Counts, Target};

/// What a collection did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Slug of the source.
    pub source: String,
    /// The board; empty where the source is read as a whole.
    pub board: String,
    /// The run's id, for `waymark runs show`; none if there was nothing to run.
    pub run: Option<i64>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Answers taken in.
    pub answers: u64,
    /// Records read.
    pub read: u64,
    /// What became of them.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What asking again would come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// It may be well again soon.
    Passing,
    /// The same, until somebody does something about it.
    Lasting,
    /// The same: the board does not exist any more.
    Gone,
}

/// How a collection ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// All was asked.
    Finished {
        /// Postings that are gone and close once the next collection confirms it.
        held: u64,
    },
    /// A quota is used up, or the host wants to be left alone; the next collection goes on.
    Postponed {
        /// When it makes sense to ask again.
        until: DateTime<Utc>,
        /// Why.
        why: String,
    },
    /// The source could not be read; the next collection goes on where this one stopped.
    Failed {
        /// Why, and what to do.
        why: String,
        /// What asking again would come to.
        failure: Failure,
    },
    /// It was told to stop; the next collection goes on.
    Stopped,
    /// Somebody else collects the same target.
    Busy,
    /// It has been collected since it was due.
    Done,
}

impl Outcome {
    /// What it is called, without what is said of it.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Finished { .. } => "finished",
            Self::Postponed { .. } => "postponed",
            Self::Failed { .. } => "failed",
            Self::Stopped => "stopped",
            Self::Busy => "busy",
            Self::Done => "done",
        }
    }

    /// A failure that only somebody can do something about.
    pub(super) const fn lasting(why: String) -> Self {
        let failure = Failure::Lasting;
        Self::Failed { why, failure }
    }
}

impl Report {
    /// Of a target that was not asked anything.
    pub(super) fn of(target: &Target, outcome: Outcome) -> Self {
        Self {
            source: target.source.clone(),
            board: target.board.clone(),
            run: None,
            outcome,
            answers: 0,
            read: 0,
            counts: Counts::default(),
        }
    }

    pub(super) fn new(collection: &Collection, outcome: Outcome) -> Self {
        let ledger = &collection.ledger;
        let counts = ledger.by_source.get(&collection.target.source).copied();
        Self {
            run: Some(ledger.run_id),
            answers: collection.state.answers,
            read: ledger.read,
            counts: counts.unwrap_or_default(),
            ..Self::of(&collection.target, outcome)
        }
    }
}
