//! The steps of a roadmap's edition.

use schemars::JsonSchema;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One row of `roadmap_node`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap_node")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The edition.
    pub roadmap_id: i32,
    /// Key within the roadmap, kept for ever.
    pub key: String,
    /// Order in the file, from 0, depth first.
    pub ordinal: i32,
    /// What sort of step it is.
    pub kind: Kind,
    /// Title.
    pub title: String,
    /// What to do and why.
    pub summary: Option<String>,
    /// How much it matters.
    pub importance: Importance,
    /// The node it is a part of.
    pub parent_id: Option<i32>,
    /// Nodes to finish first.
    pub requires_ids: Vec<i32>,
    /// Month it begins, counted from the start.
    pub month_from: Option<f64>,
    /// Month it ends.
    pub month_to: Option<f64>,
    /// Its length as the guide prints it.
    pub printed_length: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What sort of step a node is.
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
    JsonSchema,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A stretch of months.
    #[sea_orm(num_value = 0)]
    Phase,
    /// One step of the way.
    #[sea_orm(num_value = 1)]
    Step,
    /// Something to learn.
    #[sea_orm(num_value = 2)]
    Topic,
    /// Something to build.
    #[sea_orm(num_value = 3)]
    Project,
    /// Something to have reached.
    #[sea_orm(num_value = 4)]
    Milestone,
}

/// How much a node or a skill matters.
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
    JsonSchema,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// There is no way round it.
    #[sea_orm(num_value = 0)]
    Required,
    /// Most people should.
    #[sea_orm(num_value = 1)]
    Recommended,
    /// Worth it for some.
    #[sea_orm(num_value = 2)]
    Optional,
}
