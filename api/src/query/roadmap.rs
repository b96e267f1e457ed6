//! Roadmaps in their latest editions, their nodes and the skills those teach.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{roadmap, roadmap_node, roadmap_node_skill};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::by_key;
use crate::sql::{Sql, storable};

/// The latest edition of each roadmap, in SQL.
const LATEST: &str = "(select distinct on (slug) * from roadmap order by slug, edition desc)";

/// What a list of roadmaps is narrowed to.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Search {
    /// The id of the role they lead to.
    pub(crate) role: Option<i32>,
    /// The ids of skills that each of them teaches.
    pub(crate) teaches: Vec<i32>,
}

/// Where a roadmap stands in the list: by its title.
pub(crate) type Position = (String, String);

/// The place of a roadmap in the list.
pub(crate) fn position(roadmap: &roadmap::Model) -> Position {
    (roadmap.title.to_lowercase(), roadmap.slug.clone())
}

/// The roadmaps in order; there are few enough to read them whole.
pub(crate) async fn all(
    database: &DatabaseConnection,
    search: &Search,
) -> Result<Vec<Arc<roadmap::Model>>, DbErr> {
    let mut sql = Sql::new("select m.* from ");
    sql.push(LATEST).push(" m where true");
    if let Some(role) = search.role {
        sql.push(" and m.role_id = ").bind(role);
    }
    if !search.teaches.is_empty() {
        sql.push(" and ").bind(search.teaches.clone());
        sql.push(
            " <@ array(select s.skill_id from roadmap_node n \
             join roadmap_node_skill s on s.node_id = n.id where n.roadmap_id = m.id)",
        );
    }
    let mut rows: Vec<roadmap::Model> = sql.all(database).await?;
    rows.sort_by_cached_key(position);
    Ok(rows.into_iter().map(Arc::new).collect())
}

/// The latest editions of some slugs.
pub(crate) async fn by_slugs(
    database: &DatabaseConnection,
    slugs: Vec<String>,
) -> Result<HashMap<String, Arc<roadmap::Model>>, DbErr> {
    let mut sql = Sql::new("select m.* from ");
    sql.push(LATEST)
        .push(" m where m.slug = any(")
        .bind(storable(slugs))
        .push(")");
    let rows: Vec<roadmap::Model> = sql.all(database).await?;
    Ok(by_key(rows, |row| row.slug.clone()))
}

/// The roadmaps that lead to some roles, by role and in order.
pub(crate) async fn by_roles(
    database: &DatabaseConnection,
    roles: Vec<i32>,
) -> Result<HashMap<i32, Vec<Arc<roadmap::Model>>>, DbErr> {
    let mut sql = Sql::new("select m.* from ");
    sql.push(LATEST)
        .push(" m where m.role_id = any(")
        .bind(roles)
        .push(")");
    let mut rows: Vec<roadmap::Model> = sql.all(database).await?;
    rows.sort_by_cached_key(position);
    let mut found: HashMap<i32, Vec<Arc<roadmap::Model>>> = HashMap::new();
    for row in rows {
        found.entry(row.role_id).or_default().push(Arc::new(row));
    }
    Ok(found)
}

/// An edition without its text.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct Edition {
    /// Its key.
    pub(crate) id: i32,
    /// The roadmap's slug.
    pub(crate) slug: String,
    /// Its number, from 1.
    pub(crate) number: i32,
    /// The hash of the file that it was made of.
    pub(crate) content_hash: String,
    /// When it was loaded.
    pub(crate) loaded_at: DateTime<Utc>,
    /// Old keys with those that nodes have now.
    pub(crate) renamed: serde_json::Value,
    /// Keys that are gone with the reason.
    pub(crate) removed: serde_json::Value,
}

/// The editions of some slugs, the latest first.
pub(crate) async fn editions(
    database: &DatabaseConnection,
    slugs: Vec<String>,
) -> Result<HashMap<String, Arc<[Arc<Edition>]>>, DbErr> {
    let mut sql = Sql::new(
        "select id, slug, edition as number, content_hash, loaded_at, renamed, removed from roadmap where slug = any(",
    );
    sql.bind(storable(slugs)).push(") order by edition desc");
    let mut found: HashMap<String, Vec<Arc<Edition>>> = HashMap::new();
    for row in sql.all::<Edition>(database).await? {
        found
            .entry(row.slug.clone())
            .or_default()
            .push(Arc::new(row));
    }
    Ok(found
        .into_iter()
        .map(|(slug, editions)| (slug, editions.into()))
        .collect())
}

/// The nodes of some editions, by edition and in order.
pub(crate) async fn nodes(
    database: &DatabaseConnection,
    roadmaps: Vec<i32>,
) -> Result<HashMap<i32, Arc<[Arc<roadmap_node::Model>]>>, DbErr> {
    let rows = roadmap_node::Entity::find()
        .filter(roadmap_node::Column::RoadmapId.is_in(roadmaps))
        .order_by_asc(roadmap_node::Column::Ordinal)
        .all(database)
        .await?;
    let mut found: HashMap<i32, Vec<Arc<roadmap_node::Model>>> = HashMap::new();
    for row in rows {
        found.entry(row.roadmap_id).or_default().push(Arc::new(row));
    }
    Ok(found
        .into_iter()
        .map(|(id, nodes)| (id, nodes.into()))
        .collect())
}

/// The skills that some nodes teach, by node and in order.
pub(crate) async fn skills(
    database: &DatabaseConnection,
    nodes: Vec<i32>,
) -> Result<HashMap<i32, Arc<[roadmap_node_skill::Model]>>, DbErr> {
    let rows = roadmap_node_skill::Entity::find()
        .filter(roadmap_node_skill::Column::NodeId.is_in(nodes))
        .order_by_asc(roadmap_node_skill::Column::Ordinal)
        .order_by_asc(roadmap_node_skill::Column::SkillId)
        .all(database)
        .await?;
    let mut found: HashMap<i32, Vec<roadmap_node_skill::Model>> = HashMap::new();
    for row in rows {
        found.entry(row.node_id).or_default().push(row);
    }
    Ok(found
        .into_iter()
        .map(|(id, skills)| (id, skills.into()))
        .collect())
}

/// A node that teaches a skill, by the keys under which the node and its roadmap are found.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Teaching {
    /// The skill.
    pub(crate) skill: i32,
    /// The roadmap's slug.
    pub(crate) roadmap: String,
    /// The node.
    pub(crate) node: i32,
    /// Its order in the roadmap.
    pub(crate) ordinal: i32,
}

/// The nodes of the latest editions that teach some skills, by skill and in order.
pub(crate) async fn teaching(
    database: &DatabaseConnection,
    skills: Vec<i32>,
) -> Result<HashMap<i32, Arc<[Teaching]>>, DbErr> {
    let mut sql =
        Sql::new("select s.skill_id as skill, m.slug as roadmap, n.id as node, n.ordinal from ");
    sql.push(LATEST).push(
        " m join roadmap_node n on n.roadmap_id = m.id join roadmap_node_skill s on s.node_id = n.id \
         where s.skill_id = any(",
    );
    sql.bind(skills)
        .push(") order by m.slug collate \"C\", n.ordinal");
    let mut found: HashMap<i32, Vec<Teaching>> = HashMap::new();
    for row in sql.all::<Teaching>(database).await? {
        found.entry(row.skill).or_default().push(row);
    }
    Ok(found
        .into_iter()
        .map(|(id, nodes)| (id, nodes.into()))
        .collect())
}
