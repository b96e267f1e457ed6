//! Postings that are known to be open although nothing was read of them anew.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgConnection};

use super::{Error, closing, duplicates};

/// Vouches for these postings: whoever lists them shows that they are open. Answers which of them exist, and which of those had been
/// closed. The writers' lock must be held.
pub(super) async fn vouch(
    connection: &mut PgConnection,
    ids: &[i64],
    target: i32,
    now: DateTime<Utc>,
) -> Result<Vouched, Error> {
    if ids.is_empty() {
        return Ok(Vouched::default());
    }
    let rows: Vec<(i64, Option<i64>, bool)> = sqlx::query_as(
        "update posting set last_seen = greatest(last_seen, $3), target_id = $2 where id = any($1)
         returning id, duplicate_key, closed_at is not null and closed_at < $3",
    )
    .bind(ids)
    .bind(target)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    let back = rows.iter().filter(|(_, _, back)| *back);
    let reopened: Vec<i64> = back.map(|(id, _, _)| *id).collect();
    closing::reopen(connection, reopened.iter().map(|id| (*id, now))).await?;
    let keys: Vec<i64> = rows.iter().filter_map(|(_, key, _)| *key).collect();
    settle_shared(connection, &keys).await?;
    Ok(Vouched {
        known: rows.iter().map(|(id, _, _)| *id).collect(),
        reopened,
    })
}

/// What became of postings that were vouched for.
#[derive(Debug, Default)]
pub(super) struct Vouched {
    /// Those that there are.
    pub(super) known: Vec<i64>,
    /// Those that had been closed.
    pub(super) reopened: Vec<i64>,
}

/// Vouches for all that is open of a target and was last seen before some moment. The writers' lock must be held.
pub(super) async fn vouch_for_all(
    connection: &mut PgConnection,
    target: i32,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let keys: Vec<Option<i64>> = sqlx::query_scalar(
        "update posting set last_seen = $3 where target_id = $1 and closed_at is null and last_seen < $2
         returning duplicate_key",
    )
    .bind(target)
    .bind(before)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    let keys: Vec<i64> = keys.into_iter().flatten().collect();
    settle_shared(connection, &keys).await
}

/// Settles the keys that several postings share.
async fn settle_shared(connection: &mut PgConnection, keys: &[i64]) -> Result<(), Error> {
    let shared: Vec<i64> = sqlx::query_scalar(
        "select duplicate_key from posting where duplicate_key = any($1) group by duplicate_key having count(*) > 1",
    )
    .bind(keys)
    .fetch_all(&mut *connection)
    .await?;
    duplicates::settle(connection, &shared).await
}
