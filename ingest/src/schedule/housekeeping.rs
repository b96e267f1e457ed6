//! What goes by itself: postings past their last day, the log of long ago.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sqlx::{self, PgPool};
use serde::Serialize;

use crate::expiry;
use crate::store::{self, close_expired};

/// Whoever has not read the log of changes for so long begins anew.
const CHANGES_KEPT: Duration = Duration::days(90);

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Postings closed because their last day has passed.
    pub expired: u64,
    /// Texts whose time is over.
    pub texts: u64,
    /// Entries of the log of changes.
    pub changes: u64,
    /// What was remembered of addresses that nobody has asked for since long.
    pub addresses: u64,
}

/// Closes what has expired and deletes what nobody needs any more.
///
/// # Errors
/// When Postgres refuses; what went before that is gone.
pub async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<Swept, store::Error> {
    let expired = close_expired(pool, now).await?;
    let texts = expiry::texts(pool, now).await?;
    // The last entry stays, so that a reader who is up to date finds where it stands.
    let changes = sqlx::query(
        "delete from posting_change where changed_at < $1 and id < (select max(id) from posting_change)",
    )
    .bind(now - CHANGES_KEPT)
    .execute(pool)
    .await?
    .rows_affected();
    let addresses = sqlx::query("delete from validator where stored_at < $1")
        .bind(now - CHANGES_KEPT)
        .execute(pool)
        .await?
        .rows_affected();
    Ok(Swept {
        expired,
        texts,
        changes,
        addresses,
    })
}
