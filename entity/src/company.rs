//! Employers.

use sea_orm::entity::prelude::*;

/// One row of `company`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "company")]
pub struct Model {
    /// Hash of the normalised name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The name as first seen.
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
