//! Where postings come from.

use sea_orm::entity::prelude::*;

/// One row of `source`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    /// Given once.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Readable key, e.g. `ashby`.
    #[sea_orm(unique)]
    pub slug: String,
    /// Name to show.
    pub name: String,
    /// Where the source lives.
    pub url: Option<String>,
    /// What its terms ask us to say.
    pub attribution: Option<String>,
    /// Whether its postings are made up.
    pub sample: bool,
    /// Whether employers themselves publish there.
    pub first_party: bool,
    /// What its terms come to, in a sentence; none for a source that we have no card of.
    pub terms: Option<String>,
    /// Where its terms stand.
    pub terms_url: Option<String>,
    /// The day on which we read them.
    pub terms_read_on: Option<Date>,
    /// Whether its postings may be shown again elsewhere.
    pub redistribution: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
