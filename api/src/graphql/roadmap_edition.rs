//! Editions of roadmaps: what changed, and where the keys of nodes went.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    content::roadmap::{self, FlatNode},
    roadmap_node, roadmap_node_skill, skill,
};

use super::{
    error::invalid,
    loader::{EditionsOf, NodesOf, SkillId, SkillsOf, load, load_many},
    nullable::Nullable,
};
use crate::{failure::Failure, query::roadmap::Edition};

/// The most editions that are answered with at once.
const MAX_EDITIONS: i32 = 50;

/// One edition of a roadmap; editions never change.
pub(crate) struct RoadmapEdition {
    edition: Arc<Edition>,
    before: Option<Arc<Edition>>,
}

/// The latest editions of a roadmap, the newest first.
pub(super) async fn editions(
    ctx: &Context<'_>,
    slug: &str,
    first: i32,
) -> Result<Vec<RoadmapEdition>> {
    let count = usize::try_from(first).ok();
    let count = count.filter(|_| (1..=MAX_EDITIONS).contains(&first));
    let count = count.ok_or_else(|| invalid(format!("first is from 1 to {MAX_EDITIONS}")))?;
    let all = load(ctx, EditionsOf(slug.to_owned())).await?;
    let all = all.unwrap_or_default();
    let with_before = all
        .iter()
        .enumerate()
        .map(|(index, edition)| RoadmapEdition {
            edition: Arc::clone(edition),
            before: all.get(index + 1).cloned(),
        });
    Ok(with_before.take(count).collect())
}

/// One edition of a roadmap; editions never change.
#[Object]
impl RoadmapEdition {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.edition.number
    }

    /// When it was loaded.
    async fn loaded_at(&self) -> DateTime<Utc> {
        self.edition.loaded_at
    }

    /// The hash of the file that it was made of.
    async fn content_hash(&self) -> &str {
        &self.edition.content_hash
    }

    /// What it changed in the edition before; null for the first.
    async fn what_changed(&self, ctx: &Context<'_>) -> Nullable<RoadmapChanges> {
        async {
            let Some(before) = &self.before else {
                return Ok(None);
            };
            changes(ctx, before, &self.edition).await.map(Some)
        }
        .await
        .into()
    }
}

/// What an edition changed in the one before; a mere change of order is not told.
#[derive(SimpleObject)]
pub(crate) struct RoadmapChanges {
    /// Keys of the nodes that are new.
    added: Vec<String>,
    /// The nodes that are gone.
    removed: Vec<RemovedNode>,
    /// The nodes that have another key; progress follows them.
    renamed: Vec<RenamedNode>,
    /// The nodes that say something else than before.
    changed: Vec<ChangedNode>,
}

/// A node that an edition no longer has.
#[derive(SimpleObject)]
pub(crate) struct RemovedNode {
    /// The key it had.
    key: String,
    /// Why it is gone.
    reason: Option<String>,
}

/// A node that has another key than before.
#[derive(SimpleObject)]
pub(crate) struct RenamedNode {
    /// The key it had.
    from: String,
    /// The key it has.
    to: String,
}

/// A node that says something else than before.
#[derive(SimpleObject)]
pub(crate) struct ChangedNode {
    /// Its key in the later edition.
    key: String,
    /// What is different.
    aspects: Vec<NodeAspect>,
}

/// A side of a node that may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "roadmap::Aspect")]
pub(crate) enum NodeAspect {
    /// What sort of step it is.
    Kind,
    /// Its title.
    Title,
    /// What to do and why.
    Summary,
    /// How much it matters.
    Importance,
    /// Its months, or its length as the guide prints it.
    Months,
    /// The node it is a part of.
    Parent,
    /// The nodes to finish first.
    Requires,
    /// The skills that it teaches.
    Skills,
}

async fn changes(ctx: &Context<'_>, before: &Edition, after: &Edition) -> Result<RoadmapChanges> {
    let texts = |value: &serde_json::Value| -> Result<BTreeMap<String, String>> {
        serde_json::from_value(value.clone()).map_err(|cause| Failure::internal(&cause).into())
    };
    let (renamed, mut removed) = (texts(&after.renamed)?, texts(&after.removed)?);
    let rows = Rows::of(ctx, [before.id, after.id]).await?;
    let renamed = renamed
        .iter()
        .map(|(old, new)| (old.as_str(), new.as_str()));
    let difference = roadmap::difference(&rows.flat(before.id), &rows.flat(after.id), renamed);
    let gone = difference.removed.into_iter().map(|key| RemovedNode {
        reason: removed.remove(&key),
        key,
    });
    let moved = difference.renamed.into_iter();
    let changed = difference.changed.into_iter().map(|node| ChangedNode {
        key: node.key,
        aspects: node.aspects.into_iter().map(NodeAspect::from).collect(),
    });
    Ok(RoadmapChanges {
        added: difference.added,
        removed: gone.collect(),
        renamed: moved.map(|(from, to)| RenamedNode { from, to }).collect(),
        changed: changed.collect(),
    })
}

/// The nodes of some editions with what they teach.
struct Rows {
    nodes: Vec<Arc<[Arc<roadmap_node::Model>]>>,
    taught: HashMap<i32, Arc<[roadmap_node_skill::Model]>>,
    skills: Vec<Arc<skill::Model>>,
}

impl Rows {
    async fn of(ctx: &Context<'_>, editions: [i32; 2]) -> Result<Self> {
        let nodes = load_many(ctx, editions.map(NodesOf).to_vec()).await?;
        let ids = nodes.iter().flat_map(|nodes| nodes.iter());
        let ids = ids.map(|node| SkillsOf(node.id)).collect();
        let taught: HashMap<i32, Arc<[roadmap_node_skill::Model]>> = load_many(ctx, ids)
            .await?
            .into_iter()
            .filter_map(|rows| Some((rows.first()?.node_id, rows)))
            .collect();
        let mut ids: Vec<i32> = taught
            .values()
            .flat_map(|rows| rows.iter())
            .map(|row| row.skill_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let skills = load_many(ctx, ids.into_iter().map(SkillId).collect()).await?;
        Ok(Self {
            nodes,
            taught,
            skills,
        })
    }

    fn flat(&self, edition: i32) -> Vec<FlatNode<'_>> {
        let slugs = self.skills.iter();
        let slugs: HashMap<i32, &str> =
            slugs.map(|skill| (skill.id, skill.slug.as_str())).collect();
        let nodes = self.nodes.iter().flat_map(|nodes| nodes.iter());
        let of_edition = nodes.filter(|node| node.roadmap_id == edition);
        let with_skills = of_edition.map(|node| {
            let taught = self.taught.get(&node.id);
            (&**node, taught.map_or(&[][..], |rows| &**rows))
        });
        roadmap::stored(with_skills, &slugs)
    }
}
