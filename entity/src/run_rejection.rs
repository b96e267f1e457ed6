//! Records that a run refused, and why.

use sea_orm::entity::prelude::*;

/// One row of `run_rejection`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_rejection")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
    /// Order within the run, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// The file.
    pub file: String,
    /// The line or record within it.
    pub position: String,
    /// Why it was refused.
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
