//! How a node stands for somebody from a moment on.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One row of `progress_event`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_event")]
pub struct Model {
    /// Given once; a person's later event has the greater one.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The change that it is a part of.
    pub change_id: i64,
    /// Whose progress it is.
    pub account_id: i64,
    /// The roadmap's slug.
    pub roadmap: String,
    /// The key that the node had then.
    pub node: String,
    /// How it stands; nothing where nothing is said of it.
    pub state: Option<State>,
    /// What they noted about it.
    pub note: Option<String>,
    /// Since when.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How a node stands for somebody.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Nothing was done about it.
    #[default]
    #[sea_orm(num_value = 0)]
    NotStarted,
    /// It is being learnt.
    #[sea_orm(num_value = 1)]
    Learning,
    /// It was learnt.
    #[sea_orm(num_value = 2)]
    Done,
    /// They had it before.
    #[sea_orm(num_value = 3)]
    Known,
    /// They will not do it.
    #[sea_orm(num_value = 4)]
    Skipped,
}

impl State {
    /// Whether they have it.
    #[must_use]
    pub fn is_held(self) -> bool {
        matches!(self, Self::Done | Self::Known)
    }
}
