//! The spellings by which a skill is known.

use sea_orm::entity::prelude::*;

/// One row of `skill_alias`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "skill_alias")]
pub struct Model {
    /// The skill.
    #[sea_orm(primary_key, auto_increment = false)]
    pub skill_id: i32,
    /// One spelling, e.g. `golang`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub alias: String,
}

impl ActiveModelBehavior for ActiveModel {}
