//! What is collected: a source, or one board of it.

use sea_orm::entity::prelude::*;

/// One row of `target`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The source.
    pub source_id: i32,
    /// Board, site or query as the source names it; empty where the source is read as a whole.
    pub board: String,
    /// Whether the configuration lists it.
    pub enabled: bool,
    /// Up to when a finished collection saw everything, for sources that tell what changed since.
    pub seen_until: Option<DateTimeUtc>,
    /// When the latest collection began.
    pub attempted_at: Option<DateTimeUtc>,
    /// When the latest collection that succeeded ended.
    pub succeeded_at: Option<DateTimeUtc>,
    /// What that one showed as open; none for one that shows changes only.
    pub listed: Option<i64>,
    /// Since when every collection found nothing open.
    pub empty_since: Option<DateTimeUtc>,
    /// Since when every collection has failed.
    pub failing_since: Option<DateTimeUtc>,
    /// How many have failed since.
    pub failures: i32,
    /// Why the latest one did.
    pub failure: Option<String>,
    /// Whether asking again is pointless.
    pub gone: bool,
    /// Since when answers differ from the form we know.
    pub drifted_since: Option<DateTimeUtc>,
    /// In which fields they differ, e.g. `missing: title`.
    pub drift: Vec<String>,
    /// Since when a closing waits for the next collection to confirm it.
    pub held_since: Option<DateTimeUtc>,
    /// How many postings it would close.
    pub held: i64,
}

impl ActiveModelBehavior for ActiveModel {}
