//! Roles: what a posting's title says the person will be.

use sea_orm::entity::prelude::*;

/// One row of `role`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role")]
pub struct Model {
    /// Given once, never reused.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Readable key, e.g. `machine-learning-engineer`.
    #[sea_orm(unique)]
    pub slug: String,
    /// How people write it.
    pub title: String,
    /// Family of roles, e.g. `data`.
    pub family: String,
    /// The role it is a special case of.
    pub parent_id: Option<i32>,
    /// Unit group of ISCO-08.
    pub isco08: Option<String>,
    /// Code of O*NET-SOC 2019.
    pub onet_soc: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
