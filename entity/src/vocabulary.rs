//! The vocabularies that ever read a posting.

use sea_orm::entity::prelude::*;

/// One row of `vocabulary`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vocabulary")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Hash of the vocabulary's content.
    #[sea_orm(unique)]
    pub version: String,
    /// When it was first used here.
    pub loaded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
