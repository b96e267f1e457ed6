//! Former stretches of time in which postings were open, before they came back.

use sea_orm::entity::prelude::*;

/// One row of `posting_spell`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_spell")]
pub struct Model {
    /// The posting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub posting_id: i64,
    /// The first moment at which it was known to be open.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opened_at: DateTimeUtc,
    /// When it closed.
    pub closed_at: DateTimeUtc,
    /// What evidence closed it.
    pub closed_because: String,
}

impl ActiveModelBehavior for ActiveModel {}
