//! Skills and their spellings.

use std::{collections::HashMap, sync::Arc};

use entity::{
    skill::{Column, Entity, Kind, Model},
    skill_alias, skill_identifier,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder,
};

use super::by_key;
use crate::{
    range::{Range, Rows},
    sql::{Sql, containing, storable},
};

/// What a list of skills is narrowed to.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Search {
    /// A part of the name or of a spelling, in any case.
    pub(crate) text: Option<String>,
    /// The kind.
    pub(crate) kind: Option<Kind>,
}

/// Where a skill stands in the list: by its name in lower case, byte by byte.
pub(crate) type Position = (String, i32);

/// A skill with its place in the list.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Listed {
    /// Its name in lower case, as Postgres makes it.
    pub(crate) sort: String,
    /// The skill.
    #[sea_orm(nested)]
    pub(crate) skill: Model,
}

#[derive(FromQueryResult)]
struct Backed {
    id: i32,
}

/// The skills of some ids.
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

/// The skills of some slugs.
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

/// The skills that one of some skills partly stands in for, in order.
pub(crate) async fn backed_by(
    database: &DatabaseConnection,
    slugs: Vec<String>,
) -> Result<Vec<i32>, DbErr> {
    let mut sql = Sql::new("select id from skill where substitutes && ");
    sql.bind(storable(slugs)).push(" order by id");
    let rows: Vec<Backed> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The spellings of some skills, each list in order.
pub(crate) async fn aliases(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, Vec<String>>, DbErr> {
    let rows = skill_alias::Entity::find()
        .filter(skill_alias::Column::SkillId.is_in(ids))
        .order_by_asc(skill_alias::Column::Alias)
        .all(database)
        .await?;
    let mut aliases: HashMap<i32, Vec<String>> = HashMap::new();
    for row in rows {
        aliases.entry(row.skill_id).or_default().push(row.alias);
    }
    Ok(aliases)
}

/// The ids by which others know some skills, each list in the order of the schemes.
pub(crate) async fn identifiers(
    database: &DatabaseConnection,
    ids: Vec<i32>,
) -> Result<HashMap<i32, Vec<skill_identifier::Model>>, DbErr> {
    let rows = skill_identifier::Entity::find()
        .filter(skill_identifier::Column::SkillId.is_in(ids))
        .order_by_asc(skill_identifier::Column::Scheme)
        .all(database)
        .await?;
    let mut identifiers: HashMap<i32, Vec<_>> = HashMap::new();
    for row in rows {
        identifiers.entry(row.skill_id).or_default().push(row);
    }
    Ok(identifiers)
}

/// One page of the skills that the current vocabulary names.
pub(crate) async fn page(
    database: &DatabaseConnection,
    search: &Search,
    range: &Range<Position>,
) -> Result<Rows<Listed>, DbErr> {
    let mut sql = Sql::new("select lower(s.name) as sort, s.* from skill s where ");
    search.condition(&mut sql);
    for (bound, comparison) in [(&range.after, ">"), (&range.before, "<")] {
        if let Some((name, id)) = bound {
            sql.push(" and (lower(s.name) collate \"C\", s.id) ")
                .push(comparison);
            sql.push(" (")
                .bind(name.clone())
                .push(", ")
                .bind(*id)
                .push(")");
        }
    }
    let direction = if range.backward { "desc" } else { "asc" };
    sql.push(&format!(
        " order by lower(s.name) collate \"C\" {direction}, s.id {direction} limit "
    ));
    sql.bind(range.fetch());
    Ok(range.cut(sql.all(database).await?))
}

/// How many there are on all pages.
pub(crate) async fn count(database: &DatabaseConnection, search: &Search) -> Result<i64, DbErr> {
    let mut sql = Sql::new("select count(*) as count from skill s where ");
    search.condition(&mut sql);
    sql.count(database).await
}

impl Search {
    fn condition(&self, sql: &mut Sql) {
        sql.push("not s.retired");
        if let Some(kind) = self.kind {
            sql.push(" and s.kind = ").bind(kind.to_value());
        }
        if let Some(text) = &self.text {
            let pattern = containing(text);
            sql.push(" and (s.name ilike ").bind(pattern.clone());
            sql.push(
                " or exists (select from skill_alias a where a.skill_id = s.id and a.alias ilike ",
            );
            sql.bind(pattern).push("))");
        }
    }
}
