//! What goes by itself: postings past their last day, the log of long ago.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sqlx::{self, PgPool};
use serde::Serialize;

use crate::expiry;
use crate::store::{self, close_expired};

/// Whoever has not read the log of changes for so long begins anew.
const CHANGES_KEPT: Duration = Duration::days(90);

/// Reports of what was refused are of use for so long, and reports of runs for longer.
const REJECTIONS_KEPT: Duration = Duration::days(90);
const RUNS_KEPT: Duration = Duration::days(400);

/// Nobody goes on with a collection that stopped so long ago, e.g. because its board is not followed any more.
const COLLECTIONS_KEPT: Duration = Duration::days(2);

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
    sweep_runs(pool, now).await?;
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

/// Deletes reports that nobody reads any more.
async fn sweep_runs(pool: &PgPool, now: DateTime<Utc>) -> Result<(), store::Error> {
    let stopped = now - COLLECTIONS_KEPT;
    for statement in [
        "delete from collection_request using run where run.id = run_id and started_at < $1",
        "delete from collection using run where run.id = run_id and started_at < $1",
    ] {
        sqlx::query(statement).bind(stopped).execute(pool).await?;
    }
    sqlx::query("delete from run_rejection using run where run.id = run_id and started_at < $1")
        .bind(now - REJECTIONS_KEPT)
        .execute(pool)
        .await?;
    sqlx::query("delete from run where started_at < $1")
        .bind(now - RUNS_KEPT)
        .execute(pool)
        .await?;
    Ok(())
}
