//! What closes postings, and what opens them again: evidence only.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgConnection, PgPool};

use super::changes::Changes;
use super::{Error, duplicates};

/// Why a posting closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closure {
    /// A complete listing shows it no more.
    Delisted,
    /// Its source says that it was taken back.
    Withdrawn,
    /// The last day that its source gave has passed, and nobody has seen it since.
    Expired,
}

/// Fewer missing postings are never held: small boards change as a whole.
const HELD_ABOVE: i64 = 20;

/// Postings closed in one transaction where they expire.
const SWEEP: i64 = 1_000;

impl Closure {
    /// How it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delisted => "delisted",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// When a posting counts as closed that is found gone at `$2`. Nobody vouches for the time in which nobody looked, so a listing
    /// closes it a week after it was last seen at the latest; a week of UTC, which is the same in every session's time zone.
    const fn moment(self) -> &'static str {
        match self {
            Self::Delisted => {
                "greatest(p.last_seen, least($2::timestamptz,
                 (p.last_seen at time zone 'UTC' + interval '7 days') at time zone 'UTC'))"
            }
            Self::Withdrawn => "greatest(p.last_seen, $2::timestamptz)",
            Self::Expired => "greatest(p.last_seen, least(p.expires_at, $2::timestamptz))",
        }
    }
}

/// Postings that were open and are not any more, and the duplicate keys to settle.
#[derive(Debug, Default)]
pub(super) struct Closed {
    pub(super) ids: Vec<i64>,
    pub(super) keys: Vec<i64>,
}

impl Closed {
    /// Settles the copies of what was closed, and answers what the log has to name of them.
    pub(super) async fn settle(&self, connection: &mut PgConnection) -> Result<Vec<i64>, Error> {
        duplicates::settle(connection, &self.keys).await
    }

    fn new(rows: Vec<(i64, Option<i64>)>) -> Self {
        let keys = rows.iter().filter_map(|(_, key)| *key);
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        Self {
            ids: rows.into_iter().map(|(id, _)| id).collect(),
            keys,
        }
    }
}

/// Closes those of these postings that are open. The writers' lock must be held.
pub(super) async fn close(
    connection: &mut PgConnection,
    ids: &[i64],
    at: DateTime<Utc>,
    because: Closure,
) -> Result<Closed, Error> {
    if ids.is_empty() {
        return Ok(Closed::default());
    }
    let statement = format!(
        "update posting p set closed_at = {}, closed_because = $3 where p.id = any($1) and p.closed_at is null
         returning p.id, p.duplicate_key",
        because.moment()
    );
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(ids)
        .bind(at)
        .bind(because.as_str())
        .fetch_all(connection)
        .await?;
    Ok(Closed::new(rows))
}

/// Closes what a complete listing that began at `began` did not show, unless that is so much that the next listing has to
/// confirm it. The writers' lock must be held.
pub(super) async fn close_missing(
    connection: &mut PgConnection,
    target: i32,
    began: DateTime<Utc>,
    confirmed: bool,
) -> Result<(Closed, u64), Error> {
    let (open, missing): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where last_seen < $2) from posting where target_id = $1 and closed_at is null",
    )
    .bind(target)
    .bind(began)
    .fetch_one(&mut *connection)
    .await?;
    if !confirmed && missing > HELD_ABOVE && missing > open / 2 {
        return Ok((Closed::default(), missing.unsigned_abs()));
    }
    let ids: Vec<i64> = sqlx::query_scalar(
        "select id from posting where target_id = $1 and closed_at is null and last_seen < $2",
    )
    .bind(target)
    .bind(began)
    .fetch_all(&mut *connection)
    .await?;
    let closed = close(connection, &ids, began, Closure::Delisted).await?;
    Ok((closed, 0))
}

/// Closes postings whose last day has passed and that nobody has seen since: a board that shows one after its day knows better.
/// Answers how many were closed.
///
/// # Errors
/// When Postgres refuses; what was closed before stays closed.
pub async fn close_expired(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, Error> {
    let mut closed = 0;
    loop {
        let mut transaction = pool.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let ids: Vec<i64> = sqlx::query_scalar(
            "select id from posting where closed_at is null and expires_at < $1 and last_seen <= expires_at
             order by expires_at, id limit $2",
        )
        .bind(now)
        .bind(SWEEP)
        .fetch_all(&mut *transaction)
        .await?;
        if ids.is_empty() {
            return Ok(closed);
        }
        let gone = close(&mut transaction, &ids, now, Closure::Expired).await?;
        let touched = gone.settle(&mut transaction).await?;
        closed += gone.ids.len() as u64;
        let changes = Changes {
            closed: gone.ids,
            touched,
            ..Changes::default()
        };
        changes.write(&mut transaction).await?;
        transaction.commit().await?;
    }
}

/// Opens postings that were seen at these moments after they had closed; their former stretch stays on record. The writers'
/// lock must be held.
pub(super) async fn reopen(
    connection: &mut PgConnection,
    seen: impl Iterator<Item = (i64, DateTime<Utc>)>,
) -> Result<(), Error> {
    let (ids, moments): (Vec<_>, Vec<_>) = seen.unzip();
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into posting_spell (posting_id, opened_at, closed_at, closed_because)
         select p.id, coalesce(p.reopened_at, p.first_seen), p.closed_at, coalesce(p.closed_because, '')
         from posting p where p.id = any($1) and p.closed_at is not null
         on conflict (posting_id, opened_at) do nothing",
    )
    .bind(&ids)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update posting p set closed_at = null, closed_because = null, reopened_at = seen.moment
         from unnest($1::bigint[], $2::timestamptz[]) seen (id, moment) where p.id = seen.id and p.closed_at is not null",
    )
    .bind(ids)
    .bind(moments)
    .execute(connection)
    .await?;
    Ok(())
}
