//! Sources: few enough to be read whole.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::source::{Column, Entity, Model};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter};

use super::by_key;
use crate::sql::{Sql, storable};

/// How a source has fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub(crate) struct State {
    /// The source.
    pub(crate) id: i32,
    /// When a run that succeeded last ended.
    pub(crate) last_success: Option<DateTime<Utc>>,
    /// Whether its latest finished run failed.
    pub(crate) last_failed: Option<bool>,
}

#[derive(FromQueryResult)]
struct PostingsRow {
    id: i32,
    postings: i64,
}

/// The sources of some ids.
pub(crate) async fn by_ids(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, Arc<Model>>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .all(database)
        .await?;
    Ok(by_key(rows, |row| row.id))
}

/// The sources of some slugs.
pub(crate) async fn by_slugs(
    database: &DatabaseConnection,
    slugs: Vec<String>,
) -> Result<HashMap<String, Arc<Model>>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Slug.is_in(storable(slugs)))
        .all(database)
        .await?;
    Ok(by_key(rows, |row| row.slug.clone()))
}

/// Where a source stands in the list: by its name.
pub(crate) type Position = (String, String);

/// The place of a source in the list.
pub(crate) fn position(source: &Model) -> Position {
    (source.name.to_lowercase(), source.slug.clone())
}

/// All sources in order.
pub(crate) async fn all(database: &DatabaseConnection) -> Result<Vec<Model>, DbErr> {
    let mut rows = Entity::find().all(database).await?;
    rows.sort_by_cached_key(position);
    Ok(rows)
}

/// How some sources have fared.
pub(crate) async fn states(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, State>, DbErr> {
    // Each looks back only as far as it has to: a source that is collected has thousands of runs a year.
    let latest = "from run_source rs join run r on r.id = rs.run_id where rs.source_id = s.id and";
    let mut sql = Sql::new(&format!(
        "select s.id, \
         (select r.finished_at {latest} r.status = 1 order by rs.run_id desc limit 1) as last_success, \
         (select r.status = 2 {latest} r.finished_at is not null order by rs.run_id desc limit 1) as last_failed \
         from unnest(",
    ));
    sql.bind(ids).push(") s (id)");
    let rows: Vec<State> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// How many postings are stored from some sources; 0 is an answer too, so that nobody asks again.
pub(crate) async fn postings(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, i64>, DbErr> {
    let mut stored: HashMap<i32, i64> = ids.iter().map(|id| (*id, 0)).collect();
    let mut sql = Sql::new(
        "select source_id as id, count(*) as postings from posting where source_id = any(",
    );
    sql.bind(ids).push(") group by source_id");
    let rows: Vec<PostingsRow> = sql.all(database).await?;
    stored.extend(rows.into_iter().map(|row| (row.id, row.postings)));
    Ok(stored)
}
