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
    let mut sql = Sql::new(
        "select rs.source_id as id, max(r.finished_at) filter (where r.status = 1) as last_success, \
         (array_agg(r.status = 2 order by r.id desc) filter (where r.finished_at is not null))[1] as last_failed \
         from run_source rs join run r on r.id = rs.run_id where rs.source_id = any(",
    );
    sql.bind(ids).push(") group by rs.source_id");
    let rows: Vec<State> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// How many postings are stored from some sources.
pub(crate) async fn postings(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, i64>, DbErr> {
    let mut sql = Sql::new(
        "select source_id as id, count(*) as postings from posting where source_id = any(",
    );
    sql.bind(ids).push(") group by source_id");
    let rows: Vec<PostingsRow> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.postings)).collect())
}
