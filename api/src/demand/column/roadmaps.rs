//! Roadmaps as they are shown: their latest editions, with nodes and what those teach. Editions never change, so what is held of one stays
//! true.

use std::sync::Arc;

use entity::{roadmap, roadmap_node, roadmap_node_skill};
use rustc_hash::FxHashMap;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::sql::Sql;

/// The nodes of an edition in order.
pub(crate) type Nodes = Arc<[Arc<roadmap_node::Model>]>;

/// What a node teaches, in order.
pub(crate) type Taught = Arc<[roadmap_node_skill::Model]>;

/// The latest editions of all roadmaps.
#[derive(Debug, Default)]
pub(crate) struct Roadmaps {
    editions: FxHashMap<String, Arc<roadmap::Model>>,
    nodes: FxHashMap<i32, Nodes>,
    taught: FxHashMap<i32, Taught>,
}

impl Roadmaps {
    /// Reads them; an edition is stored in one step with all that belongs to it.
    pub(super) async fn load(database: &DatabaseConnection) -> Result<Self, DbErr> {
        let latest =
            Sql::new("select distinct on (slug) * from roadmap order by slug, edition desc");
        let editions: Vec<roadmap::Model> = latest.all(database).await?;
        let ids: Vec<i32> = editions.iter().map(|edition| edition.id).collect();
        let nodes = roadmap_node::Entity::find()
            .filter(roadmap_node::Column::RoadmapId.is_in(ids.iter().copied()))
            .order_by_asc(roadmap_node::Column::Ordinal)
            .all(database)
            .await?;
        let mut taught = Sql::new(
            "select s.* from roadmap_node_skill s join roadmap_node n on n.id = s.node_id where n.roadmap_id = any(",
        );
        taught.bind(ids).push(") order by s.ordinal, s.skill_id");
        let taught: Vec<roadmap_node_skill::Model> = taught.all(database).await?;
        Ok(Self::new(editions, nodes, taught))
    }

    fn new(
        editions: Vec<roadmap::Model>,
        nodes: Vec<roadmap_node::Model>,
        taught: Vec<roadmap_node_skill::Model>,
    ) -> Self {
        // A node that teaches nothing is known to teach nothing.
        let mut of_node: FxHashMap<i32, Vec<_>> =
            nodes.iter().map(|node| (node.id, Vec::new())).collect();
        for row in taught {
            of_node.entry(row.node_id).or_default().push(row);
        }
        let mut of_edition: FxHashMap<i32, Vec<_>> = FxHashMap::default();
        for node in nodes {
            let others = of_edition.entry(node.roadmap_id).or_default();
            others.push(Arc::new(node));
        }
        let editions = editions.into_iter();
        Self {
            editions: editions
                .map(|edition| (edition.slug.clone(), Arc::new(edition)))
                .collect(),
            nodes: of_edition
                .into_iter()
                .map(|(id, nodes)| (id, nodes.into()))
                .collect(),
            taught: of_node
                .into_iter()
                .map(|(id, taught)| (id, taught.into()))
                .collect(),
        }
    }

    /// The latest edition of a roadmap.
    pub(crate) fn latest(&self, slug: &str) -> Option<&Arc<roadmap::Model>> {
        self.editions.get(slug)
    }

    /// The nodes of an edition, if it is a latest one.
    pub(crate) fn nodes(&self, edition: i32) -> Option<&Nodes> {
        self.nodes.get(&edition)
    }

    /// What a node of a latest edition teaches.
    pub(crate) fn taught(&self, node: i32) -> Option<&Taught> {
        self.taught.get(&node)
    }
}
