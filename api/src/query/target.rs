//! Targets: what is collected of each source.

use std::{collections::HashMap, sync::Arc};

use entity::target::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use crate::sql::Sql;

/// The targets of a source, by board.
pub(crate) type Targets = Arc<[Arc<Model>]>;

/// The targets of some sources; a source that nobody collects has an empty list.
pub(crate) async fn of_sources(
    database: &DatabaseConnection,
    sources: Vec<i32>,
) -> Result<HashMap<i32, Targets>, DbErr> {
    let rows = Entity::find()
        .filter(Column::SourceId.is_in(sources.iter().copied()))
        .order_by_asc(Column::Id)
        .all(database)
        .await?;
    let mut targets: HashMap<i32, Vec<Arc<Model>>> = sources
        .into_iter()
        .map(|source| (source, Vec::new()))
        .collect();
    for row in rows {
        targets
            .entry(row.source_id)
            .or_default()
            .push(Arc::new(row));
    }
    let in_order = |(source, mut targets): (i32, Vec<Arc<Model>>)| {
        targets.sort_by(|one, other| one.board.cmp(&other.board));
        (source, targets.into())
    };
    Ok(targets.into_iter().map(in_order).collect())
}

/// All targets.
pub(crate) async fn all(database: &DatabaseConnection) -> Result<Vec<Model>, DbErr> {
    Entity::find().all(database).await
}

#[derive(FromQueryResult)]
struct OpenRow {
    id: i32,
    open: i64,
}

/// How many stored postings of some targets are not known to have closed.
pub(crate) async fn open(
    database: &DatabaseConnection,
    targets: Vec<i32>,
) -> Result<HashMap<i32, i64>, DbErr> {
    let mut sql = Sql::new(
        "select target_id as id, count(*) as open from posting where closed_at is null and target_id = any(",
    );
    sql.bind(targets).push(") group by target_id");
    let rows: Vec<OpenRow> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.open)).collect())
}
