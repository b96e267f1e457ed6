//! How somebody stands: the latest event of each node.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, FromQueryResult};

use super::word::{COLUMNS, Row};
use crate::{
    people::Viewer,
    progress::{Kept, Renames, fold},
    sql::Sql,
};

/// What is kept of each node by its present key, by roadmap.
pub(crate) type Standing = HashMap<String, HashMap<String, Kept>>;

/// How a person stands in some roadmaps, or in all of which they said anything.
pub(crate) async fn stand(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    roadmaps: Option<&[String]>,
) -> Result<Standing, DbErr> {
    before(database, viewer, roadmaps, i64::MAX).await
}

/// How they stood before a change.
pub(super) async fn before(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    roadmaps: Option<&[String]>,
    change: i64,
) -> Result<Standing, DbErr> {
    let mut sql = Sql::new("select distinct on (roadmap, node) ");
    sql.push(COLUMNS)
        .push(" from progress_event where account_id = ")
        .bind(viewer.account());
    if let Some(roadmaps) = roadmaps {
        sql.push(" and roadmap = any(")
            .bind(roadmaps.to_vec())
            .push(")");
    }
    sql.push(" and change_id < ")
        .bind(change)
        .push(" order by roadmap, node, id desc");
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in sql.all::<Row>(database).await? {
        rows.entry(row.roadmap.clone()).or_default().push(row);
    }
    let renames = renames(database, rows.keys().cloned().collect()).await?;
    let none = Renames::default();
    let folded = rows.into_iter().map(|(roadmap, rows)| {
        let renames = renames.get(&roadmap).unwrap_or(&none);
        let words = rows.into_iter().map(Row::kept);
        let kept = fold(words, renames);
        (roadmap, kept)
    });
    Ok(folded.collect())
}

#[derive(FromQueryResult)]
struct Renamed {
    roadmap: String,
    old_key: String,
    key: String,
}

/// Former keys of nodes with their present ones, by roadmap: the one place where stored keys meet present ones.
pub(super) async fn renames(
    database: &impl ConnectionTrait,
    roadmaps: Vec<String>,
) -> Result<HashMap<String, Renames>, DbErr> {
    let mut found: HashMap<String, Renames> = HashMap::new();
    if roadmaps.is_empty() {
        return Ok(found);
    }
    let mut sql = Sql::new(
        "select roadmap, old_key, key from roadmap_key where key <> old_key and roadmap = any(",
    );
    sql.bind(roadmaps).push(")");
    for row in sql.all::<Renamed>(database).await? {
        let renames = found.entry(row.roadmap).or_default();
        renames.0.insert(row.old_key, row.key);
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Slug {
    roadmap: String,
}

/// The roadmaps of which a person said anything, the latest first.
pub(crate) async fn roadmaps(
    database: &DatabaseConnection,
    viewer: &Viewer,
) -> Result<Vec<String>, DbErr> {
    let mut sql = Sql::new("select roadmap from progress_event where account_id = ");
    sql.bind(viewer.account())
        .push(" group by roadmap order by max(id) desc");
    let rows = sql.all::<Slug>(database).await?;
    Ok(rows.into_iter().map(|row| row.roadmap).collect())
}

#[derive(FromQueryResult)]
struct Newest {
    id: Option<i64>,
}

/// The newest change of anybody.
pub(crate) async fn newest(database: &DatabaseConnection) -> Result<i64, DbErr> {
    let sql = Sql::new("select max(id) as id from progress_change");
    let rows = sql.all::<Newest>(database).await?;
    Ok(rows.first().and_then(|row| row.id).unwrap_or(0))
}
