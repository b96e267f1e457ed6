//! Regions.

use std::{collections::HashMap, sync::Arc};

use entity::region::{Column, Entity, Level, Model};
use sea_orm::{ActiveEnum, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use super::by_key;
use crate::{
    range::{Range, Rows},
    sql::{Sql, containing, storable},
};

/// What a list of regions is narrowed to.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Search {
    /// A part of the name in any case, or the code.
    pub(crate) text: Option<String>,
    /// The level.
    pub(crate) level: Option<Level>,
    /// The id of a region they lie in.
    pub(crate) within: Option<i32>,
}

/// Where a region stands in the list: the widest levels first, then the most populous.
pub(crate) type Position = (i16, i64, i32);

/// The place of a region in the list.
pub(crate) fn position(region: &Model) -> Position {
    (region.level.to_value(), -region.population, region.id)
}

/// The regions of some ids.
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

/// The regions of some codes.
pub(crate) async fn by_codes(
    database: &DatabaseConnection,
    codes: Vec<String>,
) -> Result<HashMap<String, Arc<Model>>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Code.is_in(storable(codes)))
        .all(database)
        .await?;
    Ok(by_key(rows, |row| row.code.clone()))
}

/// One page of them.
pub(crate) async fn page(
    database: &DatabaseConnection,
    search: &Search,
    range: &Range<Position>,
) -> Result<Rows<Model>, DbErr> {
    let mut sql = Sql::new("select r.* from region r where ");
    search.condition(&mut sql);
    for (bound, comparison) in [(&range.after, ">"), (&range.before, "<")] {
        if let Some((level, population, id)) = bound {
            sql.push(" and (r.level, -r.population, r.id) ")
                .push(comparison)
                .push(" (");
            sql.bind(*level)
                .push(", ")
                .bind(*population)
                .push(", ")
                .bind(*id)
                .push(")");
        }
    }
    let direction = if range.backward { "desc" } else { "asc" };
    sql.push(&format!(
        " order by r.level {direction}, -r.population {direction}, r.id {direction} limit "
    ));
    sql.bind(range.fetch());
    Ok(range.cut(sql.all(database).await?))
}

/// How many there are on all pages.
pub(crate) async fn count(database: &DatabaseConnection, search: &Search) -> Result<i64, DbErr> {
    let mut sql = Sql::new("select count(*) as count from region r where ");
    search.condition(&mut sql);
    sql.count(database).await
}

impl Search {
    fn condition(&self, sql: &mut Sql) {
        sql.push("true");
        if let Some(level) = self.level {
            sql.push(" and r.level = ").bind(level.to_value());
        }
        if let Some(region) = self.within {
            sql.push(" and r.id <> ").bind(region);
            sql.push(" and r.ancestor_ids @> ").bind(vec![region]);
        }
        if let Some(text) = &self.text {
            sql.push(" and (r.name ilike ").bind(containing(text));
            sql.push(" or upper(r.code) = upper(")
                .bind(text.replace('\0', ""))
                .push("))");
        }
    }
}
