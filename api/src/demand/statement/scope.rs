//! What an answer rests on: how much of the market has no place, and which vocabulary read it.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::super::{interval::Proportion, population::Population};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct UnresolvedRow {
    postings: i64,
    unresolved: i64,
}

#[derive(FromQueryResult)]
struct VocabularyRow {
    id: i32,
    version: String,
}

/// The share of postings whose location was not understood, under the same filter without its regions.
pub(crate) async fn unresolved(
    database: &DatabaseConnection,
    population: &Population,
) -> Result<Option<Proportion>, DbErr> {
    let mut sql = Sql::new(
        "select count(*) as postings, count(*) filter (where not p.place_resolved \
         and coalesce(cardinality(p.cluster_region_ids), 0) = 0) as unresolved from posting p where ",
    );
    population.anywhere().eligible(&mut sql);
    let rows: Vec<UnresolvedRow> = sql.all(database).await?;
    let row = rows.first();
    Ok(row.and_then(|row| Proportion::new(row.unresolved, row.postings)))
}

/// The versions of some vocabularies.
pub(crate) async fn vocabularies(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, Arc<str>>, DbErr> {
    let mut sql = Sql::new("select id, version from vocabulary where id = any(");
    sql.bind(ids).push(")");
    let rows: Vec<VocabularyRow> = sql.all(database).await?;
    let version = |row: VocabularyRow| (row.id, row.version.into());
    Ok(rows.into_iter().map(version).collect())
}
