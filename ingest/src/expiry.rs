//! Texts are kept for some days only; the facts that were read from them stay.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgPool};

use crate::store::{Error, duplicates};

/// Texts deleted in one transaction, so that nobody waits long for their rows.
const BATCH: i64 = 2_000;

/// Deletes the texts whose time is over and tells how many there were. Those who write texts are let in between two batches.
///
/// # Errors
/// When Postgres refuses; what was deleted until then stays so.
pub async fn texts(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut deleted = 0;
    loop {
        let mut transaction = pool.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let batch = sqlx::query(
            "delete from posting_text where posting_id in (
             select posting_id from posting_text where expires_at <= $1 order by expires_at limit $2)",
        )
        .bind(now)
        .bind(BATCH)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        deleted += batch;
        if batch == 0 {
            return Ok(deleted);
        }
    }
}
