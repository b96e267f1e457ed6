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
    let rows: Vec<(i64, Option<i64>, bool, DateTime<Utc>)> = sqlx::query_as(
        "update posting p set last_seen = greatest(p.last_seen, $3), target_id = $2 from posting before
         where before.id = p.id and p.id = any($1)
         returning p.id, p.duplicate_key, before.closed_at is not null and before.closed_at < $3, before.last_seen",
    )
    .bind(ids)
    .bind(target)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    let back = rows.iter().filter(|(_, _, back, _)| *back);
    let reopened: Vec<i64> = back.map(|(id, ..)| *id).collect();
    closing::reopen(connection, reopened.iter().map(|id| (*id, now))).await?;
    let keys: Vec<i64> = rows.iter().filter_map(|(_, key, ..)| *key).collect();
    let mut touched = settle_shared(connection, &keys).await?;
    touched.extend(on_a_new_day(
        rows.iter().map(|(id, .., seen)| (*id, *seen)),
        now,
    ));
    Ok(Vouched {
        known: rows.iter().map(|(id, ..)| *id).collect(),
        reopened,
        touched,
    })
}

/// What became of postings that were vouched for.
#[derive(Debug, Default)]
pub(super) struct Vouched {
    /// Those that there are.
    pub(super) known: Vec<i64>,
    /// Those that had been closed.
    pub(super) reopened: Vec<i64>,
    /// Those that the log has to name, and others with them.
    pub(super) touched: Vec<i64>,
}

/// Those among postings, each with its last sighting before, that were not yet seen on the day of this one.
fn on_a_new_day(
    before: impl Iterator<Item = (i64, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> impl Iterator<Item = i64> {
    let new = before.filter(move |(_, seen)| seen.date_naive() < now.date_naive());
    new.map(|(id, _)| id)
}

/// Vouches for all that is open of a target and was last seen before some moment. Answers what the log has to name. The
/// writers' lock must be held.
pub(super) async fn vouch_for_all(
    connection: &mut PgConnection,
    target: i32,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<i64>, Error> {
    let rows: Vec<(i64, Option<i64>, DateTime<Utc>)> = sqlx::query_as(
        "update posting p set last_seen = $3 from posting before where before.id = p.id
         and p.target_id = $1 and p.closed_at is null and p.last_seen < $2
         returning p.id, p.duplicate_key, before.last_seen",
    )
    .bind(target)
    .bind(before)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    let keys: Vec<i64> = rows.iter().filter_map(|(_, key, _)| *key).collect();
    let mut touched = settle_shared(connection, &keys).await?;
    touched.extend(on_a_new_day(
        rows.iter().map(|(id, _, seen)| (*id, *seen)),
        now,
    ));
    Ok(touched)
}

/// Settles the keys that several postings share.
async fn settle_shared(connection: &mut PgConnection, keys: &[i64]) -> Result<Vec<i64>, Error> {
    let shared: Vec<i64> = sqlx::query_scalar(
        "select duplicate_key from posting where duplicate_key = any($1) group by duplicate_key having count(*) > 1",
    )
    .bind(keys)
    .fetch_all(&mut *connection)
    .await?;
    duplicates::settle(connection, &shared).await
}
