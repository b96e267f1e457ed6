//! Takes generated postings away.

use entity::run::Kind;
use sea_orm::sqlx::{self, PgPool};

use crate::generate::slugs;
use crate::store::{Error, duplicates, erasure};

/// Postings taken away in one transaction.
const BATCH: i64 = 20_000;

/// The next postings and the last of them, and their copies, so that no cluster has to be settled whose rest goes next.
const NEXT: &str = "with next as (select id, duplicate_key from posting where source_id = any($1) and id > $2 order by id limit $3),
    all_copies as (select id from next union select p.id from next n join posting p on p.duplicate_key = n.duplicate_key
        where p.source_id = any($1))
    select array(select id from all_copies order by id), (select max(id) from next)";

/// How many there are.
pub(crate) async fn count(pool: &PgPool) -> Result<u64, Error> {
    let slugs: Vec<&str> = slugs().collect();
    let found: i64 = sqlx::query_scalar(
        "select count(*) from posting where source_id = any(array(select id from source where slug = any($1)))",
    )
    .bind(slugs)
    .fetch_one(pool)
    .await?;
    Ok(found.unsigned_abs())
}

/// Takes all of them away, then their sources and runs; `progress` hears how many are gone.
pub(crate) async fn clear(pool: &PgPool, mut progress: impl FnMut(u64)) -> Result<u64, Error> {
    let slugs: Vec<&str> = slugs().collect();
    let sources: Vec<i32> = sqlx::query_scalar("select id from source where slug = any($1)")
        .bind(&slugs)
        .fetch_all(pool)
        .await?;
    let (mut cleared, mut after) = (0, i64::MIN);
    loop {
        let mut transaction = pool.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let (ids, last): (Vec<i64>, Option<i64>) = sqlx::query_as(NEXT)
            .bind(&sources)
            .bind(after)
            .bind(BATCH)
            .fetch_one(&mut *transaction)
            .await?;
        let Some(last) = last else { break };
        erasure::erase(&mut transaction, &ids).await?;
        transaction.commit().await?;
        after = last;
        cleared += ids.len() as u64;
        progress(cleared);
    }
    let mut transaction = pool.begin().await?;
    sqlx::query("delete from source where id = any($1)")
        .bind(&sources)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("delete from run where kind = $1")
        .bind(Kind::Generated as i16)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(cleared)
}
