//! Skills that a node teaches.

use crate::roadmap_node::Importance;
use sea_orm::entity::prelude::*;

/// One row of `roadmap_node_skill`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap_node_skill")]
pub struct Model {
    /// The node.
    #[sea_orm(primary_key, auto_increment = false)]
    pub node_id: i32,
    /// The skill.
    #[sea_orm(primary_key, auto_increment = false)]
    pub skill_id: i32,
    /// Order in the file.
    pub ordinal: i32,
    /// How much it matters.
    pub importance: Importance,
    /// Skills of one node that share a choice are alternatives.
    pub choice: Option<String>,
    /// How many of them to hold.
    pub pick: Option<i16>,
}

impl ActiveModelBehavior for ActiveModel {}
