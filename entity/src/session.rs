//! Tokens by which people are known.

use sea_orm::entity::prelude::*;

/// One row of `session`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// The SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub account_id: i64,
    /// What a token that was made by hand is for; none where somebody signed in.
    pub label: Option<String>,
    /// When it was given.
    pub created_at: DateTimeUtc,
    /// Until when it is good.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
