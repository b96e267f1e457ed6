//! How much the market asks for what a roadmap teaches: one market for the whole roadmap, however many nodes are asked about.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use entity::{roadmap, roadmap_node, roadmap_node_skill};

use super::{
    demand::Market,
    error::missing,
    loader::{NodesOf, RoleId, SkillsOf, load, load_many},
    roadmap_node::RoadmapNode,
    share::Share,
    skill_demand::SkillDemand,
};
use crate::{
    Settings,
    demand::{
        count::SkillTable,
        filter::Filter,
        interval::Proportion,
        period::year_to_date,
        population::{Basis, Question},
    },
};

/// Whose postings a roadmap is held against.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The code of a region; the world where there is none.
    pub(crate) region: Option<String>,
    /// The slug of a role; the roadmap's own where there is none.
    pub(crate) role: Option<String>,
}

/// The postings of a role in a region, ACTIVE in the last 12 complete months or the running one.
pub(crate) async fn market(ctx: &Context<'_>, role: i32, asked: Asked) -> Result<Market> {
    let today = (ctx.data::<Settings>()?.clock)().date_naive();
    let slug = match asked.role {
        Some(slug) => slug,
        None => load(ctx, RoleId(role))
            .await?
            .ok_or_else(|| missing("a roadmap leads to a role that is not stored"))?
            .slug
            .clone(),
    };
    let mut filter = Filter::default().for_role(&slug);
    if let Some(code) = asked.region {
        filter = filter.within(&code);
    }
    let question = Question {
        filter,
        period: year_to_date(today),
        basis: Basis::Active,
    };
    Market::of(ctx, question).await
}

/// The largest share of some skills among the postings of a role in a region.
pub(crate) async fn largest_share(
    ctx: &Context<'_>,
    role: i32,
    asked: Asked,
    skills: &[i32],
) -> Result<Option<Share>> {
    let market = market(ctx, role, asked).await?;
    if market.is_suppressed() {
        return Ok(None);
    }
    let table = market.skills(ctx).await?;
    let naming = most_asked(&table, skills.iter().copied()).map(|skill| table.naming(skill));
    let share = naming.and_then(|naming| Proportion::new(naming, market.totals.postings));
    Ok(share.map(Share::from))
}

/// The skill that most postings name, the first of those that are named equally often.
fn most_asked(table: &SkillTable, skills: impl Iterator<Item = i32>) -> Option<i32> {
    let by_naming = |a: &i32, b: &i32| table.naming(*a).cmp(&table.naming(*b));
    // The last of equal ones is the maximum.
    skills
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .max_by(by_naming)
}

/// What learning one node brings.
#[derive(SimpleObject)]
pub(crate) struct NodeDemand {
    /// The node, which has no parts.
    node: RoadmapNode,
    /// How much the market asks for the most asked of its skills, with what postings that name it pay.
    demand: SkillDemand,
    /// That share for each month that the node takes, so that a short node which opens many jobs comes before a long one; null where
    /// the roadmap gives the node no months of its own.
    share_per_month: Option<f64>,
}

/// The leaves of a roadmap that teach something, what most postings ask for first.
pub(crate) async fn ordered(
    ctx: &Context<'_>,
    roadmap: &Arc<roadmap::Model>,
    asked: Asked,
) -> Result<Vec<NodeDemand>> {
    let market = Arc::new(market(ctx, roadmap.role_id, asked).await?);
    if market.is_suppressed() {
        return Ok(Vec::new());
    }
    let nodes = load(ctx, NodesOf(roadmap.id)).await?.unwrap_or_default();
    let is_leaf = |node: &roadmap_node::Model| {
        let mut others = nodes.iter();
        !others.any(|other| other.parent_id == Some(node.id))
    };
    let leaves: Vec<_> = nodes.iter().filter(|node| is_leaf(node)).collect();
    let keys = leaves.iter().map(|node| SkillsOf(node.id)).collect();
    let taught: Vec<Arc<[roadmap_node_skill::Model]>> = load_many(ctx, keys).await?;
    let table = market.skills(ctx).await?;
    let told = taught.iter().filter_map(|taught| {
        let node = taught.first()?.node_id;
        let node = leaves.iter().find(|leaf| leaf.id == node)?;
        let skill = most_asked(&table, taught.iter().map(|taught| taught.skill_id))?;
        let demand = SkillDemand::new(&market, &table, skill)?;
        Some((table.naming(skill), *node, demand))
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by(|(a, first, _), (b, second, _)| b.cmp(a).then(first.ordinal.cmp(&second.ordinal)));
    let brings = |(_, node, demand): (i64, &Arc<roadmap_node::Model>, SkillDemand)| NodeDemand {
        share_per_month: months(node).map(|months| demand.share_value() / months),
        node: RoadmapNode::new(roadmap, node),
        demand,
    };
    Ok(told.into_iter().map(brings).collect())
}

/// How many months a node takes.
fn months(node: &roadmap_node::Model) -> Option<f64> {
    let months = node.month_to? - node.month_from?;
    (months > 0.0).then_some(months)
}
