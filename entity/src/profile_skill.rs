//! Skills that people say they have.

use sea_orm::entity::prelude::*;

/// One row of `profile_skill`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile_skill")]
pub struct Model {
    /// Who says so.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// The skill.
    #[sea_orm(primary_key, auto_increment = false)]
    pub skill_id: i32,
}

impl ActiveModelBehavior for ActiveModel {}
