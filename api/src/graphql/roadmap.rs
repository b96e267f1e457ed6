//! Roadmaps.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{content::roadmap::Article, roadmap::Model};

use super::{
    article::RoadmapArticle,
    cursor::List,
    demand::Demand,
    error::{invalid, missing, unknown},
    id,
    loader::{NodesOf, RoadmapSlug, RoleId, RoleSlug, SkillSlug, load, read},
    nullable::Nullable,
    page::{Connection, PageArguments, Total},
    plain::Flat,
    progress::RoadmapProgress,
    roadmap_demand::{self, Asked, NodeDemand},
    roadmap_edition::{RoadmapEdition, editions},
    roadmap_node::RoadmapNode,
    role::Role,
};
use crate::{
    demand::unknown::Noun,
    failure::Failure,
    query::roadmap::{self, Search},
};

/// The order of a list of roadmaps.
const ORDER: &str = "roadmaps";

/// The most skills that a list may be asked to teach.
const MAX_SKILLS: usize = 100;

/// A way to a role, in its latest edition.
#[derive(Clone)]
pub(crate) struct Roadmap(pub(crate) Arc<Model>);

/// A way to a role, in its latest edition.
#[Object]
impl Roadmap {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Roadmap", &self.0.slug)
    }

    /// Its readable key.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is, in a paragraph.
    async fn summary(&self) -> &str {
        self.0.summary.as_deref().unwrap_or_default()
    }

    /// The role it leads to.
    async fn role(&self, ctx: &Context<'_>) -> Result<Role> {
        let role = load(ctx, RoleId(self.0.role_id)).await?;
        Ok(Role(role.ok_or_else(|| {
            missing("a roadmap leads to a role that is not stored")
        })?))
    }

    /// The number of the edition: a changed roadmap is the next one.
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// Its latest editions, the newest first, with what each changed.
    async fn editions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; at most 50.", default = 10)] first: i32,
    ) -> Result<Vec<RoadmapEdition>> {
        editions(ctx, &self.0.slug, first).await
    }

    /// Whose facts it carries.
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }

    /// All its nodes, a parent before its children.
    async fn nodes(&self, ctx: &Context<'_>) -> Result<Vec<Flat<RoadmapNode>>> {
        let nodes = load(ctx, NodesOf(self.0.id)).await?;
        let nodes = nodes.iter().flat_map(|nodes| nodes.iter());
        let nodes = nodes.map(|node| Flat(RoadmapNode::new(&self.0, node)));
        Ok(nodes.collect())
    }

    /// The market that it is held against: postings of the role in the region, ACTIVE in the last 12 complete months or the
    /// running one.
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
    ) -> Nullable<Demand> {
        let market = roadmap_demand::market(ctx, self.0.role_id, Asked { region, role }).await;
        market.map(|market| Some(Demand(Arc::new(market)))).into()
    }

    /// Its leaves that teach something, what most of these postings ask for first: which node pays most in that region. Empty where
    /// there are fewer postings than the minimum.
    async fn ordered_by_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the region; the world where it is left out.")] region: Option<
            String,
        >,
        #[graphql(
            desc = "The slug of the role whose postings are meant; the roadmap's own where it is left out."
        )]
        role: Option<String>,
    ) -> Result<Vec<NodeDemand>> {
        roadmap_demand::ordered(ctx, &self.0, Asked { region, role }).await
    }

    /// How far whoever asks has got with it; null for nobody in particular.
    async fn progress(&self, ctx: &Context<'_>) -> Nullable<RoadmapProgress> {
        RoadmapProgress::find(ctx, &self.0).await.into()
    }

    /// Everything in it that is not a node.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn article(&self) -> Result<RoadmapArticle> {
        let article: Article = serde_json::from_value(self.0.article.clone())
            .map_err(|cause| Failure::internal(&cause))?;
        Ok(RoadmapArticle::new(article, &self.0))
    }
}

/// Queries for roadmaps.
#[derive(Default)]
pub(crate) struct RoadmapQuery;

#[Object]
impl RoadmapQuery {
    /// The roadmap of a slug; null where there is none.
    async fn roadmap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its readable key.")] slug: String,
    ) -> Nullable<Roadmap> {
        find(ctx, slug).await.into()
    }

    /// The roadmaps, by title.
    #[expect(clippy::too_many_arguments, reason = "these are the agreed arguments")]
    async fn roadmaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The slug of the role they lead to.")] role: Option<String>,
        #[graphql(desc = "Slugs of skills, each of which they teach.")] teaches: Option<
            Vec<String>,
        >,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<Roadmap>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let search = search(ctx, role, teaches.unwrap_or_default()).await?;
        let bound = List::narrowed(ORDER, &search);
        let range = page.range(ctx, bound)?;
        let rows = |database| async move { roadmap::all(&database, &search).await };
        let all = read(ctx, rows).await?;
        let total = Total::Known(all.len());
        let key = |row: &Arc<Model>| roadmap::position(row);
        let rows = range.of(all, key);
        Ok(Connection::new(bound, rows, total, key, Roadmap))
    }
}

/// The roadmap of a slug.
pub(crate) async fn find(ctx: &Context<'_>, slug: String) -> Result<Option<Roadmap>> {
    Ok(load(ctx, RoadmapSlug(slug)).await?.map(Roadmap))
}

async fn search(ctx: &Context<'_>, role: Option<String>, teaches: Vec<String>) -> Result<Search> {
    if teaches.len() > MAX_SKILLS {
        return Err(invalid(format!("teaches has at most {MAX_SKILLS} entries")));
    }
    let mut search = Search::default();
    if let Some(slug) = role {
        let role = load(ctx, RoleSlug(slug.clone())).await?;
        let Some(role) = role else {
            return Err(unknown(ctx, Noun::Role, &slug).await);
        };
        search.role = Some(role.id);
    }
    for slug in teaches {
        let skill = load(ctx, SkillSlug(slug.clone())).await?;
        let Some(skill) = skill else {
            return Err(unknown(ctx, Noun::Skill, &slug).await);
        };
        search.teaches.push(skill.id);
    }
    // The same skills in another order are the same list.
    search.teaches.sort_unstable();
    Ok(search)
}
