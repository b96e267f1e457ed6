//! Takes postings away with everything that hangs on them.

use std::collections::BTreeSet;

use sea_orm::sqlx::{self, PgConnection};

use super::changes::Changes;
use super::{Error, duplicates};

/// What lies beside a posting under its id; its text goes with it by itself.
const BESIDE: [&str; 3] = [
    "delete from posting_spell where posting_id = any($1)",
    "delete from posting_detail where posting_id = any($1)",
    "delete from posting_reading where posting_id = any($1)",
];

/// Erases postings, what lies beside them, and companies that are left without one; the copies that stay are clustered anew, and
/// all of it is entered in the log of changes. The [`duplicates::lock`] must be held.
///
/// # Errors
/// When Postgres refuses.
pub async fn erase(connection: &mut PgConnection, ids: &[i64]) -> Result<(), Error> {
    for statement in BESIDE {
        sqlx::query(statement)
            .bind(ids)
            .execute(&mut *connection)
            .await?;
    }
    let erased: Vec<(i64, i64, Option<i64>, Option<i64>)> = sqlx::query_as(
        "delete from posting where id = any($1) returning id, canonical_id, duplicate_key, company_id",
    )
    .bind(ids)
    .fetch_all(&mut *connection)
    .await?;
    let keys: BTreeSet<i64> = erased.iter().filter_map(|(_, _, key, _)| *key).collect();
    let companies: BTreeSet<i64> = erased.iter().filter_map(|(.., company)| *company).collect();
    let mut touched = duplicates::settle(connection, &Vec::from_iter(keys)).await?;
    // Nobody can look up any more which cluster an erased posting belonged to.
    touched.extend(
        erased
            .iter()
            .flat_map(|(id, canonical_id, ..)| [*id, *canonical_id]),
    );
    let changes = Changes {
        touched,
        ..Changes::default()
    };
    changes.write(connection).await?;
    erase_companies(connection, &Vec::from_iter(companies)).await
}

/// Erases those among some companies that have no posting.
///
/// # Errors
/// When Postgres refuses.
pub async fn erase_companies(connection: &mut PgConnection, ids: &[i64]) -> Result<(), Error> {
    let employing: Vec<i64> =
        sqlx::query_scalar("select distinct company_id from posting where company_id = any($1)")
            .bind(ids)
            .fetch_all(&mut *connection)
            .await?;
    sqlx::query("delete from company where id = any($1) and id <> all($2)")
        .bind(ids)
        .bind(employing)
        .execute(connection)
        .await?;
    Ok(())
}
