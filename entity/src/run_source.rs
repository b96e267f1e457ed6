//! What a run did to the postings of one source.

use sea_orm::entity::prelude::*;

/// One row of `run_source`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_source")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
    /// The source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: i32,
    /// Postings not seen before.
    pub added: i64,
    /// Postings whose facts changed.
    pub changed: i64,
    /// Postings that were as we knew them.
    pub unchanged: i64,
    /// Records refused.
    pub rejected: i64,
    /// Postings that turned out to be gone.
    pub closed: i64,
    /// Postings that were seen again after they had closed.
    pub reopened: i64,
}

impl ActiveModelBehavior for ActiveModel {}
