//! What loading a file would change for those who follow the roadmap.

use std::collections::HashMap;

use entity::content::roadmap::{Difference, Roadmap, difference, stored};
use entity::roadmap_key::Succession;
use entity::{roadmap, roadmap_node, roadmap_node_skill, skill};
use sea_orm::sqlx::{self, PgPool};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

use super::{Error, dropped};

/// A file beside the edition that is served.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// Slug of the roadmap.
    pub roadmap: String,
    /// Number of the edition that is served; none where the roadmap is new.
    pub served: Option<i32>,
    /// Whether the file is another than the one that the edition was made of.
    pub is_changed: bool,
    /// Why loading would be refused.
    pub refused: Option<String>,
    /// What the next edition changes; everything is added in a new roadmap.
    pub difference: Difference,
    /// Whose progress goes elsewhere; none where this database keeps no progress.
    pub people: Option<People>,
}

/// How many people a new edition concerns, of those who have noted anything at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct People {
    /// People with progress at a node that gets another key.
    pub moved: i64,
    /// People with progress at a node that is gone.
    pub falls_away: i64,
}

/// Compares a file with the edition that is served; nothing is written.
///
/// # Errors
/// When Postgres refuses.
pub async fn preview(database: &DatabaseConnection, roadmap: &Roadmap) -> Result<Preview, Error> {
    let pool = database.get_postgres_connection_pool();
    let slug = &roadmap.slug.value;
    let served = roadmap::Entity::find()
        .filter(roadmap::Column::Slug.eq(slug))
        .order_by_desc(roadmap::Column::Edition)
        .one(database)
        .await?;
    let dropped = dropped::keys(&mut *pool.acquire().await?, roadmap).await?;
    let mut preview = Preview {
        roadmap: slug.clone(),
        served: served.as_ref().map(|edition| edition.edition),
        is_changed: served
            .as_ref()
            .is_none_or(|edition| edition.content_hash != roadmap.content_hash),
        refused: dropped::message(roadmap, &dropped),
        difference: Difference::default(),
        people: None,
    };
    let settled = roadmap.settled();
    let renamed = || settled.renamed.iter().map(|(old, new)| (*old, *new));
    let after = roadmap.nodes();
    let Some(served) = served else {
        preview.difference = difference(&[], &after, renamed());
        return Ok(preview);
    };
    let rows = Rows::of(database, served.id).await?;
    let before = stored(rows.nodes(), &rows.slugs());
    preview.difference = difference(&before, &after, renamed());
    let now: HashMap<String, String> = serde_json::from_value(served.renamed)?;
    let now = Succession::new(
        now.iter().map(|(old, new)| (old.as_str(), new.as_str())),
        before.iter().map(|node| node.key),
    );
    let then = Succession::new(renamed(), after.iter().map(|node| node.key));
    preview.people = people(pool, slug, &now, &then).await?;
    Ok(preview)
}

/// The rows of one edition.
struct Rows {
    nodes: Vec<roadmap_node::Model>,
    taught: HashMap<i32, Vec<roadmap_node_skill::Model>>,
    skills: Vec<(i32, String)>,
}

impl Rows {
    async fn of(database: &DatabaseConnection, edition: i32) -> Result<Self, DbErr> {
        let nodes = roadmap_node::Entity::find()
            .filter(roadmap_node::Column::RoadmapId.eq(edition))
            .order_by_asc(roadmap_node::Column::Ordinal)
            .all(database)
            .await?;
        let ids = nodes.iter().map(|node| node.id);
        let mut taught: HashMap<i32, Vec<roadmap_node_skill::Model>> = HashMap::new();
        let rows = roadmap_node_skill::Entity::find()
            .filter(roadmap_node_skill::Column::NodeId.is_in(ids))
            .order_by_asc(roadmap_node_skill::Column::Ordinal);
        for row in rows.all(database).await? {
            taught.entry(row.node_id).or_default().push(row);
        }
        let skills = skill::Entity::find()
            .select_only()
            .columns([skill::Column::Id, skill::Column::Slug])
            .into_tuple()
            .all(database)
            .await?;
        Ok(Self {
            nodes,
            taught,
            skills,
        })
    }

    fn nodes(&self) -> impl Iterator<Item = (&roadmap_node::Model, &[roadmap_node_skill::Model])> {
        self.nodes.iter().map(|node| {
            let taught = self.taught.get(&node.id);
            (node, taught.map_or(&[][..], Vec::as_slice))
        })
    }

    fn slugs(&self) -> HashMap<i32, &str> {
        let skills = self.skills.iter();
        skills.map(|(id, slug)| (*id, slug.as_str())).collect()
    }
}

/// Counts the people by the keys at which they noted something, some perhaps under an edition of long ago.
async fn people(
    pool: &PgPool,
    slug: &str,
    now: &Succession<'_>,
    then: &Succession<'_>,
) -> Result<Option<People>, sqlx::Error> {
    let is_kept: bool = sqlx::query_scalar("select to_regclass('progress_event') is not null")
        .fetch_one(pool)
        .await?;
    if !is_kept {
        return Ok(None);
    }
    let keys: Vec<String> =
        sqlx::query_scalar("select distinct node from progress_event where roadmap = $1")
            .bind(slug)
            .fetch_all(pool)
            .await?;
    let (mut moved, mut gone) = (Vec::new(), Vec::new());
    for key in keys {
        match (now.key(&key), then.key(&key)) {
            (Some(now), Some(then)) if now != then => moved.push(key),
            (Some(_), None) => gone.push(key),
            _ => {}
        }
    }
    let (moved, falls_away) = sqlx::query_as(
        "with latest as (
            select distinct on (account_id, node) account_id, node, state, note from progress_event
            where roadmap = $1 and node = any($2 || $3) order by account_id, node, id desc)
         select count(distinct account_id) filter (where node = any($2)),
            count(distinct account_id) filter (where node = any($3))
         from latest where state is not null or note is not null",
    )
    .bind(slug)
    .bind(moved)
    .bind(gone)
    .fetch_one(pool)
    .await?;
    Ok(Some(People { moved, falls_away }))
}
