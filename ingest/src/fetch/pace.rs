//! When a host may be asked next: one row of Postgres for all workers, so that together they ask no faster than one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgPool};

use super::error::FetchError;

/// How many requests have to fail in a row before a host is left alone.
const FAILURES: i32 = 5;
/// For how long at first, in seconds; the time doubles with every further failure.
const FIRST_REST: f64 = 300.0;
/// At most so long.
const LONGEST_REST: f64 = 6.0 * 3600.0;
/// No host may keep us away for longer by a word alone, in seconds.
const LONGEST_BLOCK: f64 = 24.0 * 3600.0;

/// Waits for a host's next free moment, and answers how many requests to it have failed in a row.
///
/// A moment that is farther away than `patience` is not taken; the error has it.
pub(super) async fn turn(
    pool: &PgPool,
    host: &str,
    pace: Duration,
    patience: Duration,
) -> Result<i32, FetchError> {
    let (mut wait, mut failures) = if pace.is_zero() {
        blocked(pool, host, patience).await?
    } else {
        reserve(pool, host, pace, patience).await?
    };
    while !wait.is_zero() {
        tokio::time::sleep(wait).await;
        // Another worker may have been sent away in the meantime.
        (wait, failures) = blocked(pool, host, patience).await?;
    }
    Ok(failures)
}

/// Takes the next free moment.
async fn reserve(
    pool: &PgPool,
    host: &str,
    pace: Duration,
    patience: Duration,
) -> Result<(Duration, i32), FetchError> {
    let reserved: Option<(f64, i32)> = sqlx::query_as(
        "insert into host (name, free_at) values ($1, clock_timestamp() + make_interval(secs => $2))
         on conflict (name) do update
            set free_at = greatest(clock_timestamp(), host.free_at, host.blocked_until) + make_interval(secs => $2)
          where greatest(host.free_at, host.blocked_until) <= clock_timestamp() + make_interval(secs => $3)
         returning extract(epoch from free_at - make_interval(secs => $2) - clock_timestamp())::float8, failures",
    )
    .bind(host)
    .bind(pace.as_secs_f64())
    .bind(patience.as_secs_f64())
    .fetch_optional(pool)
    .await?;
    match reserved {
        Some((wait, failures)) => Ok((seconds(wait), failures)),
        None => Err(later(pool, host).await?),
    }
}

/// How long a host has asked to be left alone from now on.
async fn blocked(
    pool: &PgPool,
    host: &str,
    patience: Duration,
) -> Result<(Duration, i32), FetchError> {
    let row: Option<(Option<f64>, i32)> = sqlx::query_as(
        "select extract(epoch from blocked_until - clock_timestamp())::float8, failures from host where name = $1",
    )
    .bind(host)
    .fetch_optional(pool)
    .await?;
    let (wait, failures) = row.unwrap_or((None, 0));
    let wait = seconds(wait.unwrap_or(0.0));
    if wait > patience {
        return Err(later(pool, host).await?);
    }
    Ok((wait, failures))
}

async fn later(pool: &PgPool, host: &str) -> Result<FetchError, sqlx::Error> {
    let row: Option<(DateTime<Utc>, Option<String>)> = sqlx::query_as(
        "select greatest(free_at, blocked_until, clock_timestamp()),
                case when blocked_until > clock_timestamp() then blocked_because end from host where name = $1",
    )
    .bind(host)
    .fetch_optional(pool)
    .await?;
    Ok(match row {
        Some((until, because)) => FetchError::Later {
            until,
            because: because.unwrap_or_else(|| format!("others are waiting to ask {host}")),
        },
        // The row went away between two statements.
        None => FetchError::temporary(host, "is being forgotten"),
    })
}

/// Leaves a host alone for a while, and answers until when.
pub(super) async fn block(
    pool: &PgPool,
    host: &str,
    wait: Duration,
    because: &str,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into host (name, free_at, blocked_until, blocked_because)
         values ($1, clock_timestamp(), clock_timestamp() + make_interval(secs => $2), $3)
         on conflict (name) do update
            set blocked_until = greatest(host.blocked_until, excluded.blocked_until), blocked_because = excluded.blocked_because
         returning blocked_until",
    )
    .bind(host)
    .bind(wait.as_secs_f64().min(LONGEST_BLOCK))
    .bind(because)
    .fetch_one(pool)
    .await
}

/// Counts a request that failed after every attempt; the host rests once there are too many in a row.
/// Answers until when, if so.
pub(super) async fn failed(
    pool: &PgPool,
    host: &str,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    let failures: i32 = sqlx::query_scalar(
        "insert into host (name, free_at, failures) values ($1, clock_timestamp(), 1)
         on conflict (name) do update set failures = host.failures + 1 returning failures",
    )
    .bind(host)
    .fetch_one(pool)
    .await?;
    if failures < FAILURES {
        return Ok(None);
    }
    let rest = Duration::from_secs_f64(rest(failures));
    let because = format!("{host} has failed {failures} times in a row");
    block(pool, host, rest, &because).await.map(Some)
}

/// Forgets a host's failures.
pub(super) async fn succeeded(pool: &PgPool, host: &str) -> Result<(), sqlx::Error> {
    sqlx::query("update host set failures = 0 where name = $1")
        .bind(host)
        .execute(pool)
        .await?;
    Ok(())
}

/// For how many seconds a host is left alone after so many failures in a row.
fn rest(failures: i32) -> f64 {
    (FIRST_REST * 2f64.powi(failures.saturating_sub(FAILURES).min(16))).min(LONGEST_REST)
}

fn seconds(wait: f64) -> Duration {
    Duration::try_from_secs_f64(wait.max(0.0)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_keeps_failing_is_left_alone_for_longer_and_longer() {
        let minutes = [5, 6, 7, 11, 12, i32::MAX].map(|failures| rest(failures) / 60.0);
        assert_eq!(
            minutes,
            [5.0, 10.0, 20.0, 320.0, 360.0, 360.0].map(f64::from)
        );
    }
}
