//! The texts postings were read from, with the evidence for their skills.

use sea_orm::entity::prelude::*;

/// One row of `posting_text`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting_text")]
pub struct Model {
    /// The posting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub posting_id: i64,
    /// The text.
    pub text: String,
    /// Skill of each span.
    pub span_skills: Vec<i32>,
    /// Start of each span, in Unicode scalar values.
    pub span_starts: Vec<i32>,
    /// End of each span, exclusive.
    pub span_ends: Vec<i32>,
    /// When the text will be deleted.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
