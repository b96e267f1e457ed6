//! The nodes of roadmaps, and how much the market asks for what they teach.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_graphql::{
    Context, ContextSelectionSet, Enum, ID, Object, Result, parser::types::Field,
    resolver_utils::enum_value,
};
use entity::{roadmap, roadmap_node, roadmap_node_skill};

use super::{
    error::missing,
    id,
    loader::{Loaders, NodesOf, RoadmapSlug, SkillId, SkillsOf, load, load_many},
    nullable::Nullable,
    plain::{Flat, Json, Plain},
    progress::NodeProgress,
    roadmap_demand::{Asked, largest_share},
    share::Share,
    skill::Skill,
};
use crate::people::progress::NodeKey;

/// What sort of step a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "roadmap_node::Kind")]
pub(crate) enum NodeKind {
    /// A stretch of months.
    Phase,
    /// One step of the way.
    Step,
    /// Something to learn.
    Topic,
    /// Something to build.
    Project,
    /// Something to have reached.
    Milestone,
}

/// How much a node or a skill matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "roadmap_node::Importance")]
pub(crate) enum Importance {
    /// There is no way round it.
    Required,
    /// Most people should.
    Recommended,
    /// Worth it for some.
    Optional,
}

/// A step of a roadmap.
#[derive(Clone)]
pub(crate) struct RoadmapNode {
    roadmap: Arc<roadmap::Model>,
    node: Arc<roadmap_node::Model>,
}

impl RoadmapNode {
    /// A node of a roadmap.
    pub(crate) fn new(roadmap: &Arc<roadmap::Model>, node: &Arc<roadmap_node::Model>) -> Self {
        Self {
            roadmap: Arc::clone(roadmap),
            node: Arc::clone(node),
        }
    }

    /// The node of a key.
    pub(crate) async fn find(
        ctx: &Context<'_>,
        roadmap: &Arc<roadmap::Model>,
        key: &str,
    ) -> Result<Option<Self>> {
        let nodes = load(ctx, NodesOf(roadmap.id)).await?;
        let mut nodes = nodes.iter().flat_map(|nodes| nodes.iter());
        Ok(nodes
            .find(|node| node.key == key)
            .map(|node| Self::new(roadmap, node)))
    }

    /// The nodes of some keys, in the keys' order; what is no node any more is left out.
    pub(crate) async fn keyed(ctx: &Context<'_>, keys: &[NodeKey]) -> Result<Vec<Self>> {
        let slugs: BTreeSet<&String> = keys.iter().map(|key| &key.roadmap).collect();
        let slugs = slugs.into_iter().cloned().map(RoadmapSlug).collect();
        let roadmaps = load_many(ctx, slugs).await?;
        let editions = roadmaps.iter().map(|roadmap| NodesOf(roadmap.id)).collect();
        let by_id: HashMap<i32, &Arc<roadmap::Model>> = roadmaps
            .iter()
            .map(|roadmap| (roadmap.id, roadmap))
            .collect();
        let nodes = load_many(ctx, editions).await?;
        let nodes = nodes.iter().flat_map(|nodes| nodes.iter());
        let named = nodes.filter_map(|node| {
            let roadmap = by_id.get(&node.roadmap_id)?;
            let key = (roadmap.slug.as_str(), node.key.as_str());
            Some((key, Self::new(roadmap, node)))
        });
        let named: HashMap<(&str, &str), Self> = named.collect();
        let keys = keys
            .iter()
            .map(|key| (key.roadmap.as_str(), key.node.as_str()));
        Ok(keys.filter_map(|key| named.get(&key).cloned()).collect())
    }

    /// The nodes of some ids among those of some roadmaps, in the ids' order.
    pub(crate) async fn pick(
        ctx: &Context<'_>,
        roadmaps: Vec<Arc<roadmap::Model>>,
        ids: &[i32],
    ) -> Result<Vec<Self>> {
        let by_id: HashMap<i32, Arc<roadmap::Model>> = roadmaps
            .into_iter()
            .map(|roadmap| (roadmap.id, roadmap))
            .collect();
        let keys = by_id.keys().copied().map(NodesOf).collect();
        let nodes = load_many(ctx, keys).await?;
        let nodes: HashMap<i32, &Arc<roadmap_node::Model>> = nodes
            .iter()
            .flat_map(|nodes| nodes.iter())
            .map(|node| (node.id, node))
            .collect();
        let node = |id: &i32| {
            let node = nodes.get(id)?;
            by_id
                .get(&node.roadmap_id)
                .map(|roadmap| Self::new(roadmap, node))
        };
        Ok(ids.iter().filter_map(node).collect())
    }

    async fn others(
        &self,
        ctx: &Context<'_>,
        wanted: impl Fn(&roadmap_node::Model) -> bool,
    ) -> Result<Vec<RoadmapNode>> {
        let nodes = load(ctx, NodesOf(self.roadmap.id)).await?;
        let nodes = nodes.iter().flat_map(|nodes| nodes.iter());
        let wanted = nodes.filter(|node| wanted(node));
        Ok(wanted.map(|node| Self::new(&self.roadmap, node)).collect())
    }

    fn node_id(&self) -> ID {
        id::encode(
            "RoadmapNode",
            format!("{}/{}", self.roadmap.slug, self.node.key),
        )
    }

    fn skill(&self, taught: &roadmap_node_skill::Model) -> NodeSkill {
        NodeSkill {
            role: self.roadmap.role_id,
            taught: taught.clone(),
        }
    }

    async fn teaches(&self, ctx: &Context<'_>) -> Result<Arc<[roadmap_node_skill::Model]>> {
        Ok(load(ctx, SkillsOf(self.node.id)).await?.unwrap_or_default())
    }
}

impl Plain for RoadmapNode {
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        let node = &*self.node;
        match field.name.node.as_str() {
            "id" => json.put(self.node_id()),
            "key" => json.put(&node.key),
            "kind" => json.put(enum_value(NodeKind::from(node.kind))),
            "title" => json.put(&node.title),
            "summary" => json.put(&node.summary),
            "importance" => json.put(enum_value(Importance::from(node.importance))),
            "monthFrom" => json.put(node.month_from),
            "monthTo" => json.put(node.month_to),
            "printedLength" => json.put(&node.printed_length),
            "skills" => {
                let taught = ctx.data_opt::<Loaders>()?.held(&SkillsOf(node.id))?;
                let skills = taught.iter().map(|taught| self.skill(taught));
                json.list(ctx, skills, &field.selection_set.node)
            }
            _ => None,
        }
    }
}

/// A step of a roadmap.
#[Object]
impl RoadmapNode {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        self.node_id()
    }

    /// Its key within the roadmap, which outlives editions.
    async fn key(&self) -> &str {
        &self.node.key
    }

    /// What sort of step it is.
    async fn kind(&self) -> NodeKind {
        self.node.kind.into()
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.node.title
    }

    /// What to do and why.
    async fn summary(&self) -> Option<&str> {
        self.node.summary.as_deref()
    }

    /// How much it matters.
    async fn importance(&self) -> Importance {
        self.node.importance.into()
    }

    /// The roadmap it belongs to.
    async fn roadmap(&self) -> super::roadmap::Roadmap {
        super::roadmap::Roadmap(Arc::clone(&self.roadmap))
    }

    /// The node it is a part of.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<RoadmapNode> {
        async {
            let found = self
                .others(ctx, |node| Some(node.id) == self.node.parent_id)
                .await?;
            Ok(found.into_iter().next())
        }
        .await
        .into()
    }

    /// Its parts, in order.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        self.others(ctx, |node| node.parent_id == Some(self.node.id))
            .await
    }

    /// The nodes to finish first.
    async fn requires(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        self.others(ctx, |node| self.node.requires_ids.contains(&node.id))
            .await
    }

    /// The month in which it begins, counted from the start.
    async fn month_from(&self) -> Option<f64> {
        self.node.month_from
    }

    /// The month in which it ends.
    async fn month_to(&self) -> Option<f64> {
        self.node.month_to
    }

    /// Its length as the guide prints it, which need not be the difference of its months.
    async fn printed_length(&self) -> Option<&str> {
        self.node.printed_length.as_deref()
    }

    /// How it stands for whoever asks; null for nobody in particular, and where nothing was said of it or its parts.
    async fn progress(&self, ctx: &Context<'_>) -> Nullable<NodeProgress> {
        NodeProgress::find(ctx, &self.roadmap, &self.node.key)
            .await
            .into()
    }

    /// The skills that it teaches, in order.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Flat<NodeSkill>>> {
        let taught = self.teaches(ctx).await?;
        let skills = taught.iter().map(|taught| Flat(self.skill(taught)));
        Ok(skills.collect())
    }

    /// The largest share that one of its skills has among the postings of a role, ACTIVE in the last 12 complete
    /// months or the running one; null where it teaches no skill or there are fewer postings than the minimum.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the region; the world where it is left out.")] region: Option<
            String,
        >,
        #[graphql(
            desc = "The slug of the role whose postings are meant; the roadmap's own where it is left out."
        )]
        role: Option<String>,
    ) -> Nullable<Share> {
        async {
            let taught = self.teaches(ctx).await?;
            let skills: Vec<i32> = taught.iter().map(|taught| taught.skill_id).collect();
            largest_share(ctx, self.roadmap.role_id, Asked { region, role }, &skills).await
        }
        .await
        .into()
    }
}

/// A skill that a node teaches.
pub(crate) struct NodeSkill {
    role: i32,
    taught: roadmap_node_skill::Model,
}

impl Plain for NodeSkill {
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        let taught = &self.taught;
        match field.name.node.as_str() {
            "skill" => {
                let skill = ctx.data_opt::<Loaders>()?.held(&SkillId(taught.skill_id))?;
                json.object(ctx, &Skill(skill), &field.selection_set.node)
            }
            "importance" => json.put(enum_value(Importance::from(taught.importance))),
            "choice" => json.put(&taught.choice),
            "pick" => json.put(taught.pick),
            _ => None,
        }
    }
}

/// A skill that a node teaches.
#[Object]
impl NodeSkill {
    /// The skill that is taught.
    async fn skill(&self, ctx: &Context<'_>) -> Result<Skill> {
        let skill = load(ctx, SkillId(self.taught.skill_id)).await?;
        Ok(Skill(skill.ok_or_else(|| {
            missing("a node teaches a skill that is not stored")
        })?))
    }

    /// How much it matters.
    async fn importance(&self) -> Importance {
        self.taught.importance.into()
    }

    /// The name of the choice that it is an alternative in.
    async fn choice(&self) -> Option<&str> {
        self.taught.choice.as_deref()
    }

    /// How many alternatives of the choice are to be learnt.
    async fn pick(&self) -> Option<i16> {
        self.taught.pick
    }

    /// Its share among the postings of a role, ACTIVE in the last 12 complete months or the running one; null
    /// where there are fewer postings than the minimum.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the region; the world where it is left out.")] region: Option<
            String,
        >,
        #[graphql(
            desc = "The slug of the role whose postings are meant; the roadmap's own where it is left out."
        )]
        role: Option<String>,
    ) -> Nullable<Share> {
        largest_share(
            ctx,
            self.role,
            Asked { region, role },
            &[self.taught.skill_id],
        )
        .await
        .into()
    }
}
