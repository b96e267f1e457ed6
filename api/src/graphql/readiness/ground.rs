//! What somebody is measured by: the role's requirements with what the market says of them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Context, Result};
use entity::{roadmap, roadmap_node, roadmap_node_skill, role, skill};

use super::{
    super::{
        demand::Market,
        loader::{NodesOf, RoadmapsOf, SkillId, SkillsOf, load, load_many},
    },
    ReadinessBasis,
    profile::Profile,
};
use crate::{
    demand::count::SkillTable,
    readiness::{
        month::{Pace, closing},
        requirement::{Requirement, Taught, of_demand, of_roadmaps},
        score::Scale,
    },
};

/// What somebody is measured by.
pub(super) struct Ground {
    /// The requirements, weighed.
    pub(super) scale: Scale,
    /// Where they come from.
    pub(super) basis: ReadinessBasis,
    /// Every skill that they name.
    pub(super) skills: HashMap<i32, Arc<skill::Model>>,
    /// How often postings name each skill.
    pub(super) table: Arc<SkillTable>,
    /// The roadmaps to the role.
    pub(super) roadmaps: Vec<Arc<roadmap::Model>>,
    /// The nodes that teach a skill.
    pub(super) closing: HashMap<i32, Vec<i32>>,
    /// How long skills take.
    pub(super) pace: Pace,
}

/// The nodes of some roadmaps with what they teach.
struct Nodes {
    nodes: Vec<Arc<[Arc<roadmap_node::Model>]>>,
    skills: HashMap<i32, Arc<[roadmap_node_skill::Model]>>,
}

impl Nodes {
    async fn of(ctx: &Context<'_>, roadmaps: &[Arc<roadmap::Model>]) -> Result<Self> {
        let keys = roadmaps.iter().map(|roadmap| NodesOf(roadmap.id));
        let nodes = load_many(ctx, keys.collect()).await?;
        let keys = nodes.iter().flat_map(|nodes| nodes.iter());
        let skills = load_many(ctx, keys.map(|node| SkillsOf(node.id)).collect()).await?;
        let by_node = |skills: Arc<[roadmap_node_skill::Model]>| {
            let node = skills.first().map(|skill| skill.node_id);
            node.map(|node| (node, skills))
        };
        Ok(Self {
            skills: skills.into_iter().filter_map(by_node).collect(),
            nodes,
        })
    }

    fn taught(&self) -> Vec<Taught<'_>> {
        let nodes = self.nodes.iter().flat_map(|nodes| nodes.iter());
        let taught = nodes.map(|node| Taught {
            node,
            skills: self.skills.get(&node.id).map_or(&[], |skills| &**skills),
        });
        taught.collect()
    }
}

/// What a role takes in a market; nothing where nobody says.
pub(super) async fn ground(
    ctx: &Context<'_>,
    role: &role::Model,
    market: &Market,
    profile: &Profile,
) -> Result<Option<Ground>> {
    let roadmaps = load(ctx, RoadmapsOf(role.id)).await?.unwrap_or_default();
    let nodes = Nodes::of(ctx, &roadmaps).await?;
    let taught = nodes.taught();
    let table = market.skills(ctx).await?;
    let mut basis = ReadinessBasis::Roadmaps;
    let mut requirements = of_roadmaps(&taught);
    if requirements.is_empty() {
        basis = ReadinessBasis::Demand;
        requirements = of_demand(&table, market.totals.postings);
    }
    let skills = skills(ctx, &requirements).await?;
    let substitutes = substitutes(&skills, profile);
    let naming = |skill| table.naming(skill);
    let scale = Scale::new(requirements, market.totals.postings, naming, substitutes);
    let (closing, pace) = (closing(&taught), Pace::of(&taught));
    Ok(scale.map(|scale| Ground {
        scale,
        basis,
        skills,
        table,
        roadmaps,
        closing,
        pace,
    }))
}

async fn skills(
    ctx: &Context<'_>,
    requirements: &[Requirement],
) -> Result<HashMap<i32, Arc<skill::Model>>> {
    let ids: HashSet<i32> = requirements
        .iter()
        .flat_map(|requirement| requirement.options.iter().copied())
        .collect();
    let skills = load_many(ctx, ids.into_iter().map(SkillId).collect()).await?;
    Ok(skills.into_iter().map(|skill| (skill.id, skill)).collect())
}

/// What stands in for which skill, among those that are required or held: no others can be learnt or have been.
fn substitutes(
    skills: &HashMap<i32, Arc<skill::Model>>,
    profile: &Profile,
) -> HashMap<i32, Vec<i32>> {
    let ids: HashMap<&str, i32> = skills
        .values()
        .chain(profile.skills.values())
        .map(|skill| (skill.slug.as_str(), skill.id))
        .collect();
    let others = |skill: &Arc<skill::Model>| {
        let others = skill.substitutes.iter();
        let others = others.filter_map(|slug| ids.get(slug.as_str()).copied());
        (
            skill.id,
            others.filter(|other| *other != skill.id).collect(),
        )
    };
    skills.values().map(others).collect()
}
