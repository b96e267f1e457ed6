//! Objects by their ids.

use async_graphql::{Context, ID, Interface, Object, Result};
use futures_util::future::join_all;

use super::{
    error::invalid,
    id,
    loader::{PostingId, RunOf, SourceSlug, load},
    nullable::Nullable,
    posting::Posting,
    region::{self, Region},
    roadmap::{self, Roadmap},
    roadmap_node::RoadmapNode,
    role::{self, Role},
    run::IngestRun,
    skill::{self, Skill},
    source::Source,
};
use crate::Settings;

/// Anything that has an id of its own.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Its node id: opaque, and the same in every edition of the content."
))]
pub(crate) enum Node {
    /// A skill.
    Skill(Skill),
    /// A region.
    Region(Region),
    /// A role.
    Role(Role),
    /// A posting.
    Posting(Posting),
    /// A source.
    Source(Source),
    /// A run.
    IngestRun(IngestRun),
    /// A roadmap.
    Roadmap(Roadmap),
    /// A node of a roadmap.
    RoadmapNode(RoadmapNode),
}

/// Queries by id.
#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object of an id; null where there is none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its node id.")] id: ID,
    ) -> Nullable<Node> {
        find(ctx, &id).await.into()
    }

    /// The objects of some ids, each in the place of its id; null where there is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their node ids, as many as a page may hold.")] ids: Vec<ID>,
    ) -> Result<Vec<Nullable<Node>>> {
        let max = ctx.data::<Settings>()?.max_page_size;
        if ids.len() > max {
            return Err(invalid(format!("ids has at most {max} entries")));
        }
        let found = join_all(ids.iter().map(|id| find(ctx, id))).await;
        Ok(found.into_iter().map(Nullable::from).collect())
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Some((kind, key)) = id::decode(id) else {
        return Ok(None);
    };
    match kind.as_str() {
        "Skill" => Ok(skill::find(ctx, key).await?.map(Node::Skill)),
        "Region" => Ok(region::find(ctx, key).await?.map(Node::Region)),
        "Role" => Ok(role::find(ctx, key).await?.map(Node::Role)),
        "Roadmap" => Ok(roadmap::find(ctx, key).await?.map(Node::Roadmap)),
        "RoadmapNode" => roadmap_node(ctx, &key).await,
        "Posting" => posting(ctx, &key).await,
        "Source" => source(ctx, &key).await,
        "IngestRun" => run(ctx, &key).await,
        _ => Ok(None),
    }
}

async fn roadmap_node(ctx: &Context<'_>, key: &str) -> Result<Option<Node>> {
    let Some((slug, key)) = key.split_once('/') else {
        return Ok(None);
    };
    let Some(roadmap) = roadmap::find(ctx, slug.to_owned()).await? else {
        return Ok(None);
    };
    let node = RoadmapNode::find(ctx, &roadmap.0, key).await?;
    Ok(node.map(Node::RoadmapNode))
}

async fn posting(ctx: &Context<'_>, key: &str) -> Result<Option<Node>> {
    let Ok(id) = key.parse() else {
        return Ok(None);
    };
    Ok(load(ctx, PostingId(id))
        .await?
        .map(|row| Node::Posting(Posting(row))))
}

async fn source(ctx: &Context<'_>, slug: &str) -> Result<Option<Node>> {
    let found = load(ctx, SourceSlug(slug.to_owned())).await?;
    Ok(found.map(|row| Node::Source(Source(row))))
}

async fn run(ctx: &Context<'_>, key: &str) -> Result<Option<Node>> {
    let Some((Ok(run), slug)) = key.split_once('/').map(|(run, slug)| (run.parse(), slug)) else {
        return Ok(None);
    };
    let Some(source) = load(ctx, SourceSlug(slug.to_owned())).await? else {
        return Ok(None);
    };
    let found = load(ctx, RunOf((run, source.id))).await?;
    Ok(found.map(|row| Node::IngestRun(IngestRun::new(row, slug.into()))))
}
