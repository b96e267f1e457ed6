//! Runs: one reading of files or sources.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One row of `run`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run")]
pub struct Model {
    /// Given once, ascending.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What started it.
    pub kind: Kind,
    /// What it read, e.g. the file names.
    pub input: String,
    /// When it began.
    pub started_at: DateTimeUtc,
    /// When it ended; absent while it runs or if it was killed.
    pub finished_at: Option<DateTimeUtc>,
    /// How it stands.
    pub status: Status,
    /// Records read.
    pub read: i64,
    /// Records refused.
    pub rejected: i64,
    /// Why it failed or was put off, or what else there is to say, for people.
    pub note: Option<String>,
    /// What was collected, for a collection.
    pub target_id: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What started a run.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `waymark import`.
    #[sea_orm(num_value = 0)]
    Import,
    /// The bundled sample.
    #[sea_orm(num_value = 1)]
    Sample,
    /// `waymark reread`.
    #[sea_orm(num_value = 2)]
    Reread,
    /// A collection of one target.
    #[sea_orm(num_value = 3)]
    Collection,
    /// `waymark generate`.
    #[sea_orm(num_value = 4)]
    Generated,
}

/// How a run stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Under way, or killed before it could say otherwise.
    #[sea_orm(num_value = 0)]
    Running,
    /// Everything was read.
    #[sea_orm(num_value = 1)]
    Succeeded,
    /// It stopped early; what it had stored stays.
    #[sea_orm(num_value = 2)]
    Failed,
    /// It was put off, e.g. because a quota is used up; the next one goes on where it stopped.
    #[sea_orm(num_value = 3)]
    Postponed,
}
