//! What one mutation did to somebody's progress.

use sea_orm::entity::prelude::*;

/// One row of `progress_change`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_change")]
pub struct Model {
    /// Given once; a person's later change has the greater one.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose progress it is.
    pub account_id: i64,
    /// What sort of change it is.
    pub kind: Kind,
    /// The roadmap; none where it is about several.
    pub roadmap: Option<String>,
    /// When.
    pub at: DateTimeUtc,
    /// The hash of the key under which the client sent it.
    pub client_key: Option<Vec<u8>>,
    /// The hash of all that it asked for.
    pub request: Option<Vec<u8>>,
    /// The hash of the token that takes it back.
    pub undo: Vec<u8>,
    /// Until when it can be taken back.
    pub expires_at: DateTimeUtc,
    /// The change that this one took back.
    pub undoes: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What sort of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Kind {
    /// Nodes were set.
    #[sea_orm(num_value = 0)]
    Set,
    /// Another change was taken back.
    #[sea_orm(num_value = 1)]
    Undo,
    /// A roadmap was begun anew.
    #[sea_orm(num_value = 2)]
    Reset,
    /// It came out of a document.
    #[sea_orm(num_value = 3)]
    Import,
}
