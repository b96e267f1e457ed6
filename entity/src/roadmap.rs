//! Roadmaps, one row an edition.

use sea_orm::entity::prelude::*;

/// One row of `roadmap`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Readable key.
    pub slug: String,
    /// 1, 2, … ; a changed file makes the next one.
    pub edition: i32,
    /// Hash of the file.
    pub content_hash: String,
    /// Title.
    pub title: String,
    /// What it is, in a paragraph.
    pub summary: Option<String>,
    /// The role it leads to.
    pub role_id: i32,
    /// Whose facts it carries.
    pub attribution: Option<String>,
    /// Everything that is not a node (`content::roadmap::Article`).
    pub article: Json,
    /// Keys of older editions with those of the nodes that have taken their place, by old key.
    pub renamed: Json,
    /// Keys of older editions that are gone with the reason, by key.
    pub removed: Json,
    /// When it was loaded.
    pub loaded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
