//! Skills.

use std::sync::Arc;

use async_graphql::{
    Context, ContextSelectionSet, Enum, ID, Object, Result, parser::types::Field,
    resolver_utils::enum_value,
};
use entity::skill::{Kind, Model};

use super::{
    cursor::List,
    demand::Demand,
    demand_filter::{DemandBasis, DemandFilter, PeriodInput, question},
    id,
    loader::{
        AliasesOf, IdentifiersOf, RoadmapSlug, SkillSlug, TeachingNodes, load, load_many, read,
    },
    nullable::Nullable,
    page::{Connection, PageArguments, Total, searched},
    plain::{Json, Plain},
    roadmap_node::RoadmapNode,
    skill_demand::SkillDemand,
    skill_identifier::SkillIdentifier,
};
use crate::query::{
    roadmap::Teaching,
    skill::{self, Search},
};

/// The order of a list of skills.
const ORDER: &str = "skills";

/// The order of a list of the nodes that teach a skill.
const TEACHING_ORDER: &str = "skill.roadmapNodes";

/// What sort of skill it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub(crate) enum SkillKind {
    /// A language in which programs, queries or markup are written.
    Language,
    /// A frame that calls your code.
    Framework,
    /// Code that yours calls.
    Library,
    /// A program people work with.
    Tool,
    /// A system that stores and finds data.
    Database,
    /// An environment that software runs on.
    Platform,
    /// A provider of rented infrastructure, or one of its services.
    Cloud,
    /// A way of building models, analyses or systems.
    Method,
    /// An idea or a field of knowledge.
    Concept,
    /// A field of mathematics or statistics.
    Mathematics,
    /// A field of business that software serves.
    Domain,
    /// A way for people to work together.
    Practice,
    /// A certificate that an examiner hands out.
    Certification,
    /// A personal ability, such as communication.
    SoftSkill,
}

/// Anything that a posting can ask for; one identity in postings, roadmaps and profiles.
#[derive(Clone)]
pub(crate) struct Skill(pub(crate) Arc<Model>);

/// Anything that a posting can ask for; one identity in postings, roadmaps and profiles.
#[Object]
impl Skill {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Skill", &self.0.slug)
    }

    /// Its readable key, e.g. pytorch.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// How people write it, e.g. `PyTorch`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of skill it is.
    async fn kind(&self) -> SkillKind {
        self.0.kind.into()
    }

    /// Whether the current vocabulary no longer names it; kept because older postings point at it.
    async fn retired(&self) -> bool {
        self.0.retired
    }

    /// The spellings by which it is recognised.
    async fn aliases(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(load(ctx, AliasesOf(self.0.id)).await?.unwrap_or_default())
    }

    /// The ids by which others know it, at most one of each scheme; empty where none is certain.
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<SkillIdentifier>> {
        let found = load(ctx, IdentifiersOf(self.0.id)).await?;
        Ok(found.into_iter().flatten().map(SkillIdentifier).collect())
    }

    /// The skills that it is a part or a case of.
    async fn broader(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        by_slugs(ctx, &self.0.broader).await
    }

    /// The skills that partly stand in for it.
    async fn substitutes(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        by_slugs(ctx, &self.0.substitutes).await
    }

    /// How much it is asked for; null where there are fewer postings than the minimum.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which postings.")] filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days.")] period: Option<PeriodInput>,
        #[graphql(
            desc = "When a posting belongs to the period.",
            default_with = "Some(DemandBasis::Active)"
        )]
        basis: Option<DemandBasis>,
    ) -> Nullable<SkillDemand> {
        async {
            let demand =
                Demand::of(ctx, question(filter, period, basis.unwrap_or_default())).await?;
            demand.skill_demand(ctx, &self.0).await
        }
        .await
        .into()
    }

    /// The roadmap nodes that teach it, by roadmap and in order.
    async fn roadmap_nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<Connection<RoadmapNode>> {
        let bound = List::narrowed(TEACHING_ORDER, &self.0.slug);
        let range = PageArguments::forward(first, after).range(ctx, bound)?;
        let all = load(ctx, TeachingNodes(self.0.id)).await?;
        let all = all.as_deref().unwrap_or_default().to_vec();
        let (total, key) = (Total::Known(all.len()), |node: &Teaching| {
            (node.roadmap.clone(), node.ordinal)
        });
        let rows = range.of(all, key);
        let nodes = teaching_nodes(ctx, &rows.items).await?;
        let rows = rows.zip(nodes);
        let key = |(teaching, _): &(Teaching, RoadmapNode)| key(teaching);
        Ok(Connection::new(bound, rows, total, key, |(_, node)| node))
    }
}

impl Plain for Skill {
    fn field(&self, _ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        match field.name.node.as_str() {
            "id" => json.put(id::encode("Skill", &self.0.slug)),
            "slug" => json.put(&self.0.slug),
            "name" => json.put(&self.0.name),
            "kind" => json.put(enum_value(SkillKind::from(self.0.kind))),
            "retired" => json.put(self.0.retired),
            _ => None,
        }
    }
}

async fn by_slugs(ctx: &Context<'_>, slugs: &[String]) -> Result<Vec<Skill>> {
    let keys = slugs.iter().cloned().map(SkillSlug).collect();
    Ok(load_many(ctx, keys).await?.into_iter().map(Skill).collect())
}

async fn teaching_nodes(ctx: &Context<'_>, teaching: &[Teaching]) -> Result<Vec<RoadmapNode>> {
    let slugs = teaching
        .iter()
        .map(|node| RoadmapSlug(node.roadmap.clone()));
    let roadmaps = load_many(ctx, slugs.collect()).await?;
    let wanted: Vec<i32> = teaching.iter().map(|node| node.node).collect();
    RoadmapNode::pick(ctx, roadmaps, &wanted).await
}

/// Queries for skills.
#[derive(Default)]
pub(crate) struct SkillQuery;

#[Object]
impl SkillQuery {
    /// The skill of a slug; null where there is none.
    async fn skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its readable key.")] slug: String,
    ) -> Nullable<Skill> {
        find(ctx, slug).await.into()
    }

    /// The skills that the current vocabulary names, by name.
    #[expect(clippy::too_many_arguments, reason = "these are the agreed arguments")]
    async fn skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A part of the name or of a spelling, in any case.")] search: Option<
            String,
        >,
        #[graphql(desc = "Only skills of this kind.")] kind: Option<SkillKind>,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<Skill>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let search = Search {
            text: searched(ctx, search)?,
            kind: kind.map(Kind::from),
        };
        let bound = List::narrowed(ORDER, &search);
        let range = page.range(ctx, bound)?;
        let listed = search.clone();
        let page = move |database| async move { skill::page(&database, &listed, &range).await };
        let rows = read(ctx, page).await?;
        let total = Total::counted(move |database| {
            let search = search.clone();
            async move { skill::count(&database, &search).await }
        });
        let key = |row: &skill::Listed| (row.sort.clone(), row.skill.id);
        Ok(Connection::new(bound, rows, total, key, |row| {
            Skill(Arc::new(row.skill))
        }))
    }
}

/// The skill of a slug.
pub(crate) async fn find(ctx: &Context<'_>, slug: String) -> Result<Option<Skill>> {
    Ok(load(ctx, SkillSlug(slug)).await?.map(Skill))
}
