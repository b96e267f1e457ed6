//! How often a source may be asked by its terms: counted in Postgres, for all workers together and across restarts.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgPool};

use super::error::FetchError;
use crate::source::Card;

/// Which of Postgres's advisory locks this is; the second half of the key is the source.
const LOCK: i32 = 0x0071_0074;

/// Counts a request that is about to be made, or says when one may be made again.
pub(super) async fn spend(pool: &PgPool, card: &Card) -> Result<(), FetchError> {
    let Some(longest) = card.pace.quotas.iter().map(|quota| quota.seconds).max() else {
        return Ok(());
    };
    let mut transaction = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1, hashtext($2))")
        .bind(LOCK)
        .bind(card.slug)
        .execute(&mut *transaction)
        .await?;
    let [requests, seconds]: [Vec<i32>; 2] = [
        card.pace
            .quotas
            .iter()
            .map(|quota| whole(quota.requests))
            .collect(),
        card.pace
            .quotas
            .iter()
            .map(|quota| whole(quota.seconds))
            .collect(),
    ];
    // A stretch is used up while its n-th latest request lies within it, and free again when that one has left it.
    let used_up: Option<(DateTime<Utc>, i32, i32)> = sqlx::query_as(
        "select earlier.asked_at + make_interval(secs => quota.seconds) as until, quota.requests, quota.seconds
         from unnest($2::int[], $3::int[]) as quota (requests, seconds)
         cross join lateral (
             select asked_at from quota_request where source = $1 order by asked_at desc offset greatest(quota.requests - 1, 0) limit 1
         ) earlier
         where earlier.asked_at > clock_timestamp() - make_interval(secs => quota.seconds)
         order by until desc limit 1",
    )
    .bind(card.slug)
    .bind(requests)
    .bind(&seconds)
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some((until, requests, seconds)) = used_up {
        let name = card.name;
        let because = format!(
            "the terms of {name} allow {requests} requests in {seconds} s, and they are spent"
        );
        return Err(FetchError::Later { until, because });
    }
    sqlx::query("insert into quota_request (source, asked_at) values ($1, clock_timestamp())")
        .bind(card.slug)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "delete from quota_request where source = $1 and asked_at < clock_timestamp() - make_interval(secs => $2)",
    )
    .bind(card.slug)
    .bind(f64::from(longest))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

fn whole(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
