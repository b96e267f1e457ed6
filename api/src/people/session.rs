//! Sessions: a token, kept as its hash, and the account it is good for.

use chrono::{DateTime, Utc};
use entity::{account, session};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::Viewer;

/// What is stored of a token.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TokenHash(Vec<u8>);

impl TokenHash {
    /// That of a token. It needs no salt and no slowness: a token is 256 random bits, which nobody can guess.
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).to_vec())
    }
}

/// Whose token it is, if it is good now.
pub(super) async fn find(
    database: &DatabaseConnection,
    token: &TokenHash,
    now: DateTime<Utc>,
) -> Result<Option<Viewer>, DbErr> {
    let session = session::Entity::find_by_id(token.0.clone())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(database)
        .await?;
    let Some(session) = session else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(session.account_id)
        .one(database)
        .await?;
    Ok(account.map(|account| Viewer::new(account.id, &account.name)))
}

/// Ends a session; one that is over already stays so.
pub(super) async fn end(database: &DatabaseConnection, token: &TokenHash) -> Result<(), DbErr> {
    session::Entity::delete_by_id(token.0.clone())
        .exec(database)
        .await?;
    Ok(())
}
