//! Postings.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, ID, Object, Result, ScalarType, SimpleObject,
    parser::types::Field, resolver_utils::enum_value,
};
use chrono::{DateTime, Utc};
use entity::{posting, posting_spell, region};

use super::{
    cursor::List,
    demand_filter::{
        DemandBasis, DemandFilter, PeriodInput, Seniority, WorkMode, population, question,
    },
    error::missing,
    id,
    loader::{
        CompanyId, DuplicatesOf, Loaders, PostingId, RegionId, RoleId, SourceId, SpellsOf, load,
        load_many, read,
    },
    nullable::Nullable,
    page::{Connection, PageArguments, Total, count},
    plain::{Flat, Json, Plain},
    region::Region,
    role::Role,
    scalar::{Date, Url},
    skill_mention::{self, SkillMention},
    source::Source,
};
use crate::demand::statement::listing;

/// The order of a list of postings.
const ORDER: &str = "postings";

/// One advertised job.
#[derive(Clone)]
pub(crate) struct Posting(pub(crate) Arc<posting::Model>);

/// One advertised job in a list.
pub(crate) type ListedPosting = Flat<Posting>;

impl Plain for Posting {
    fn field(&self, ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        let (posting, selection) = (&*self.0, &field.selection_set.node);
        let loaders = || ctx.data_opt::<Loaders>();
        match field.name.node.as_str() {
            "id" => json.put(id::encode("Posting", posting.id)),
            "title" => json.put(&posting.title),
            "company" => match posting.company_id {
                Some(company) => json.put(&*loaders()?.held(&CompanyId(company))?),
                None => json.put(()),
            },
            "url" => json.put(self.address().map(|url| url.to_value())),
            "source" => {
                let source = loaders()?.held(&SourceId(posting.source_id))?;
                json.object(ctx, &Source(source), selection)
            }
            "postedOn" => json.put(posting.posted_on.map(|day| Date(day).to_value())),
            "firstSeen" => json.put(posting.first_seen.to_value()),
            "lastSeen" => json.put(posting.last_seen.to_value()),
            "closedAt" => json.put(posting.closed_at.map(|moment| moment.to_value())),
            "role" => match posting.role_id {
                Some(role) => json.object(ctx, &Role(loaders()?.held(&RoleId(role))?), selection),
                None => json.put(()),
            },
            "seniority" => json.put(
                posting
                    .seniority
                    .map(|level| enum_value(Seniority::from(level))),
            ),
            "location" => json.put(&posting.location),
            "workMode" => json.put(
                posting
                    .work_mode
                    .map(|mode| enum_value(WorkMode::from(mode))),
            ),
            "skills" => json.list(ctx, skill_mention::held(loaders()?, posting)?, selection),
            "payText" => json.put(&posting.pay_text),
            "complete" => json.put(posting.complete),
            _ => None,
        }
    }
}

impl Posting {
    fn address(&self) -> Option<Url> {
        self.0.url.as_deref().and_then(Url::stored)
    }
}

/// One advertised job.
#[Object]
impl Posting {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Posting", self.0.id)
    }

    /// Its title as posted.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The employer's name.
    async fn company(&self, ctx: &Context<'_>) -> Nullable<String> {
        async {
            match self.0.company_id {
                Some(company) => Ok(load(ctx, CompanyId(company))
                    .await?
                    .map(|name| name.to_string())),
                None => Ok(None),
            }
        }
        .await
        .into()
    }

    /// Where to read it.
    async fn url(&self) -> Option<Url> {
        self.address()
    }

    /// Where it comes from.
    async fn source(&self, ctx: &Context<'_>) -> Result<Flat<Source>> {
        let source = load(ctx, SourceId(self.0.source_id)).await?;
        let source =
            source.ok_or_else(|| missing("a posting comes from a source that is not stored"))?;
        Ok(Flat(Source(source)))
    }

    /// The day it was posted on, in the source's own zone.
    async fn posted_on(&self) -> Option<Date> {
        self.0.posted_on.map(Date)
    }

    /// The first moment at which it is known to have been open.
    async fn first_seen(&self) -> DateTime<Utc> {
        self.0.first_seen
    }

    /// The last moment at which it is known to have been open.
    async fn last_seen(&self) -> DateTime<Utc> {
        self.0.last_seen
    }

    /// When it closed; null while it is not known to have closed.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.closed_at
    }

    /// What evidence closed it.
    async fn closed_because(&self) -> Option<&str> {
        self.0.closed_because.as_deref()
    }

    /// The moment after which its source says it is no longer open.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    /// When it was last seen again after it had closed; null where it never came back.
    async fn reopened_at(&self) -> Option<DateTime<Utc>> {
        self.0.reopened_at
    }

    /// Former stretches of time in which it was open before it came back, the earliest first.
    async fn spells(&self, ctx: &Context<'_>) -> Result<Vec<PostingSpell>> {
        let spells = load(ctx, SpellsOf(self.0.id)).await?.unwrap_or_default();
        Ok(spells.into_iter().map(PostingSpell::from).collect())
    }

    /// The role that its title names.
    async fn role(&self, ctx: &Context<'_>) -> Nullable<Flat<Role>> {
        async {
            match self.0.role_id {
                Some(role) => Ok(load(ctx, RoleId(role)).await?.map(Role).map(Flat)),
                None => Ok(None),
            }
        }
        .await
        .into()
    }

    /// The level that its title names.
    async fn seniority(&self) -> Option<Seniority> {
        self.0.seniority.map(Seniority::from)
    }

    /// Its location as posted.
    async fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// The places that it names, without the wider regions around them.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        regions(ctx, &self.0.region_ids).await
    }

    /// The places in which statistics count it: its own and those of its duplicates.
    async fn counted_in(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let united = self.0.cluster_region_ids.as_ref();
        regions(ctx, united.unwrap_or(&self.0.region_ids)).await
    }

    /// The posting that statistics count in its place; null where it is no duplicate.
    async fn canonical(&self, ctx: &Context<'_>) -> Nullable<Posting> {
        async {
            if self.0.canonical_id == self.0.id {
                return Ok(None);
            }
            Ok(load(ctx, PostingId(self.0.canonical_id))
                .await?
                .map(Posting))
        }
        .await
        .into()
    }

    /// How many postings are counted as this one: the same job on other boards, for other cities, or posted again.
    async fn duplicate_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let found = load(ctx, DuplicatesOf(self.0.id)).await?;
        Ok(found.map_or(0, |found| count(found.count)))
    }

    /// The earliest of these, ten at most.
    async fn duplicates(&self, ctx: &Context<'_>) -> Result<Vec<Posting>> {
        let found = load(ctx, DuplicatesOf(self.0.id)).await?;
        let earliest = found.iter().flat_map(|found| found.earliest.iter());
        Ok(earliest.cloned().map(Posting).collect())
    }

    /// Where the work is done, if it says so.
    async fn work_mode(&self) -> Option<WorkMode> {
        self.0.work_mode.map(WorkMode::from)
    }

    /// The regions in which a remote worker may live, if it says so.
    async fn remote_scope(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let ids = self.0.remote_scope.iter().copied().map(RegionId);
        let regions = load_many(ctx, ids.collect()).await?;
        Ok(regions.into_iter().map(Region).collect())
    }

    /// The skills it names.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Flat<SkillMention>>> {
        skill_mention::of(ctx, &self.0).await
    }

    /// Its pay as posted.
    async fn pay_text(&self) -> Option<&str> {
        self.0.pay_text.as_deref()
    }

    /// Whether its whole description was there to read; if not, statistics leave it out.
    async fn complete(&self) -> bool {
        self.0.complete
    }
}

async fn regions(ctx: &Context<'_>, ids: &[i32]) -> Result<Vec<Region>> {
    let regions = load_many(ctx, ids.iter().copied().map(RegionId).collect()).await?;
    Ok(innermost(regions).into_iter().map(Region).collect())
}

/// The regions that hold none of the others.
fn innermost(regions: Vec<Arc<region::Model>>) -> Vec<Arc<region::Model>> {
    let around: HashSet<i32> = regions
        .iter()
        .flat_map(|inner| {
            inner
                .ancestor_ids
                .iter()
                .copied()
                .filter(|id| *id != inner.id)
        })
        .collect();
    let places = regions.into_iter();
    places
        .filter(|region| !around.contains(&region.id))
        .collect()
}

/// A former stretch of time in which a posting was open.
#[derive(SimpleObject)]
pub(crate) struct PostingSpell {
    /// The first moment at which it was known to be open.
    opened_at: DateTime<Utc>,
    /// When it closed.
    closed_at: DateTime<Utc>,
    /// What evidence closed it.
    closed_because: String,
}

impl From<posting_spell::Model> for PostingSpell {
    fn from(spell: posting_spell::Model) -> Self {
        Self {
            opened_at: spell.opened_at,
            closed_at: spell.closed_at,
            closed_because: spell.closed_because,
        }
    }
}

/// The query for postings.
#[derive(Default)]
pub(crate) struct PostingQuery;

#[Object]
impl PostingQuery {
    /// The postings that demand counts under the same filter and period when the basis is ACTIVE, the newest first.
    #[expect(clippy::too_many_arguments, reason = "these are the agreed arguments")]
    async fn postings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which postings; all where it is left out.")] filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days; the latest complete quarter where it is left out.")]
        period: Option<PeriodInput>,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<ListedPosting>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let question = question(filter, period, DemandBasis::Active);
        let bound = List::narrowed(ORDER, &question);
        let range = page.range(ctx, bound)?;
        let population = population(ctx, &question).await?;
        let listed = Arc::clone(&population);
        let page = move |database| async move { listing::page(&database, &listed, &range).await };
        let rows = read(ctx, page).await?;
        let loaders = ctx.data::<Loaders>()?;
        for row in &rows.items {
            if let Some((id, name)) = row.posting.company_id.zip(row.company.as_deref()) {
                loaders.know(CompanyId(id), name.into());
            }
        }
        let total = Total::counted(move |database| {
            let population = Arc::clone(&population);
            async move { listing::count(&database, &population).await }
        });
        Ok(Connection::new(
            bound,
            rows,
            total,
            |row: &listing::Listed| listing::position(&row.posting),
            |row| Flat(Posting(Arc::new(row.posting))),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: i32, ancestors: &[i32]) -> Arc<region::Model> {
        Arc::new(region::Model {
            id,
            code: id.to_string(),
            name: String::new(),
            level: region::Level::City,
            parent_id: None,
            ancestor_ids: ancestors.to_vec(),
            population: 0,
        })
    }

    #[test]
    fn wider_regions_are_left_out() {
        let world = place(1, &[1]);
        let germany = place(2, &[1, 2]);
        let berlin = place(3, &[1, 2, 3]);
        let france = place(4, &[1, 4]);
        let found = innermost(vec![world, germany, berlin, france]);
        assert_eq!(
            found.iter().map(|place| place.id).collect::<Vec<_>>(),
            [3, 4]
        );
    }
}
