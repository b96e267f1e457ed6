//! What is collected of a source.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use entity::{
    health::{Condition, of_target},
    target::Model,
};

use super::{
    health::SourceHealth,
    loader::{OpenIn, load},
    page::count,
};

/// The order of a list of targets.
pub(crate) const ORDER: &str = "source.targets";

/// What is collected of a source: one board, site or query, or the source as a whole.
#[derive(Clone)]
pub(crate) struct SourceTarget {
    row: Arc<Model>,
    condition: Condition,
}

impl SourceTarget {
    /// A target as it fares at a moment.
    pub(crate) fn new(row: Arc<Model>, now: DateTime<Utc>) -> Self {
        let condition = of_target(&row, now);
        Self { row, condition }
    }
}

/// What is collected of a source: one board, site or query, or the source as a whole.
#[Object]
impl SourceTarget {
    /// The board, site or query as the source names it; null where the source is read as a whole.
    async fn board(&self) -> Option<&str> {
        Some(self.row.board.as_str()).filter(|board| !board.is_empty())
    }

    /// How it fares.
    async fn health(&self) -> SourceHealth {
        self.condition.health.into()
    }

    /// Since when the reason holds; null where nothing is wrong or nobody knows.
    async fn health_since(&self) -> Option<DateTime<Utc>> {
        self.condition.since
    }

    /// Why it fares so, for people.
    async fn health_reason(&self) -> &str {
        &self.condition.reason
    }

    /// When its latest collection began.
    async fn last_attempt(&self) -> Option<DateTime<Utc>> {
        self.row.attempted_at
    }

    /// When its latest collection that succeeded ended.
    async fn last_success(&self) -> Option<DateTime<Utc>> {
        self.row.succeeded_at
    }

    /// How many collections in a row have failed.
    async fn failures(&self) -> i32 {
        self.row.failures
    }

    /// How many postings that collection showed as open; null where it shows only what has changed.
    async fn listed(&self) -> Option<i32> {
        self.row.listed.map(count)
    }

    /// How many of its stored postings are not known to have closed, duplicates and incomplete ones included.
    async fn open_postings(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(count(load(ctx, OpenIn(self.row.id)).await?.unwrap_or(0)))
    }

    /// Where its answers differ from the form we know, e.g. `missing: title`.
    async fn drift(&self) -> &[String] {
        &self.row.drift
    }

    /// How many postings will be closed if the next collection misses them too; 0 where no closing waits.
    async fn held(&self) -> i32 {
        self.row.held_since.map_or(0, |_| count(self.row.held))
    }
}
