//! Roles: few enough to be read whole.

use std::{collections::HashMap, sync::Arc};

use entity::role::{Column, Entity, Model};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use super::by_key;
use crate::sql::storable;

/// The roles of some ids.
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

/// The roles of some slugs.
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

/// Where a role stands in the list: by its title.
pub(crate) type Position = (String, String);

/// The place of a role in the list.
pub(crate) fn position(role: &Model) -> Position {
    (role.title.to_lowercase(), role.slug.clone())
}

/// The roles whose title or slug contains a text, or all of them, in order.
pub(crate) async fn all(
    database: &DatabaseConnection,
    search: Option<&str>,
) -> Result<Vec<Model>, DbErr> {
    let mut rows = Entity::find().all(database).await?;
    if let Some(text) = search.map(str::to_lowercase) {
        rows.retain(|role| role.title.to_lowercase().contains(&text) || role.slug.contains(&text));
    }
    rows.sort_by_cached_key(position);
    Ok(rows)
}
