//! Employers.

use rustc_hash::{FxHashMap, FxHashSet};
use sea_orm::sqlx::{self, PgConnection};

use super::Error;
use crate::facts::Facts;

/// Remembered ids beyond this are forgotten: writing one again does no harm.
const REMEMBERED: usize = 500_000;

/// Writes the employers of a batch that were not written before over this connection.
pub(super) async fn ensure<'a>(
    connection: &mut PgConnection,
    batch: impl Iterator<Item = &'a Facts>,
    written: &mut FxHashSet<i64>,
) -> Result<(), Error> {
    let employers = batch.filter_map(|facts| facts.company.as_ref());
    let new: FxHashMap<i64, &str> = employers
        .filter(|company| !written.contains(&company.id))
        .map(|company| (company.id, company.name.as_str()))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = new.into_iter().collect();
    // One order for all writers, so that two imports never wait for each other.
    rows.sort_unstable();
    let (ids, names): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    enter(connection, &ids, &names).await?;
    if written.len() > REMEMBERED {
        written.clear();
    }
    written.extend(ids);
    Ok(())
}

/// Writes those employers that are not there yet.
pub(super) async fn enter(
    connection: &mut PgConnection,
    ids: &[i64],
    names: &[&str],
) -> Result<(), Error> {
    sqlx::query(
        "insert into company (id, name) select * from unnest($1::bigint[], $2::text[]) on conflict (id) do nothing",
    )
    .bind(ids)
    .bind(names)
    .execute(connection)
    .await?;
    Ok(())
}
