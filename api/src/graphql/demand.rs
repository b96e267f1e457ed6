//! The market under one filter, period and basis.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::{region::Level, skill};

use super::{
    demand_filter::{DemandBasis, DemandFilter, PeriodInput, population, question},
    duration::{DurationResult, duration},
    error::invalid,
    growth::Baseline,
    loader::{MonthsOf, SkillSlug, SkillsIn, TotalsOf, load},
    nullable::Nullable,
    page::{Connection, PageArguments, count},
    pay::{self, PayQuestion, PayResult},
    region::RegionLevel,
    region_demand::{self, RegionDemandConnection},
    scope::DemandScope,
    share::Suppressed,
    skill::SkillKind,
    skill_demand::SkillDemand,
    skill_list::{self, SkillOrder},
    trend::{TrendPoint, trend},
};
use crate::{
    Settings,
    demand::{
        count::{SkillTable, Totals},
        period::Period,
        population::{Population, Question},
    },
};

/// A population with its size: what every statistic below it starts from.
pub(crate) struct Market {
    /// The postings that are meant.
    pub(crate) population: Arc<Population>,
    /// The period as it was asked for.
    pub(crate) period: Period,
    /// How many postings they are.
    pub(crate) totals: Totals,
    /// Below how many a statistic is withheld.
    pub(crate) minimum: i64,
}

impl Market {
    /// The market that a question means.
    pub(crate) async fn of(ctx: &Context<'_>, question: Question) -> Result<Self> {
        let population = population(ctx, &question).await?;
        let totals = load(ctx, TotalsOf(Arc::clone(&population))).await?;
        Ok(Self {
            population,
            period: question.period,
            totals: totals.unwrap_or_default(),
            minimum: ctx.data::<Settings>()?.minimum_postings,
        })
    }

    /// Whether there are too few postings to say anything.
    pub(crate) fn is_suppressed(&self) -> bool {
        self.totals.postings < self.minimum
    }

    /// The skills that its postings name.
    pub(crate) async fn skills(&self, ctx: &Context<'_>) -> Result<Arc<SkillTable>> {
        let table = load(ctx, SkillsIn(Arc::clone(&self.population))).await?;
        Ok(table.unwrap_or_default())
    }
}

/// The market under one filter, period and basis; everything below it is about the same postings.
#[derive(Clone)]
pub(crate) struct Demand(pub(crate) Arc<Market>);

impl Demand {
    /// The market that a question means.
    pub(crate) async fn of(ctx: &Context<'_>, question: Question) -> Result<Self> {
        Ok(Self(Arc::new(Market::of(ctx, question).await?)))
    }

    /// How much of it asks for a skill; none where there are too few postings.
    pub(crate) async fn skill_demand(
        &self,
        ctx: &Context<'_>,
        skill: &skill::Model,
    ) -> Result<Option<SkillDemand>> {
        if self.0.is_suppressed() {
            return Ok(None);
        }
        let table = self.0.skills(ctx).await?;
        Ok(SkillDemand::new(&self.0, &table, skill.id))
    }
}

/// The market under one filter, period and basis; everything below it is about the same postings.
#[Object]
impl Demand {
    /// Eligible postings: not a duplicate, completely described, and read by the current vocabulary.
    async fn postings(&self) -> i32 {
        count(self.0.totals.postings)
    }

    /// The same postings with their duplicates, each where and when it was listed by itself.
    async fn raw_postings(&self) -> i32 {
        count(self.0.totals.raw)
    }

    /// How often a job is listed on average: rawPostings divided by postings; null where there are no postings.
    async fn intensity(&self) -> Option<f64> {
        self.0.totals.intensity()
    }

    /// Why the lists below are empty; null where there are enough postings.
    async fn suppressed(&self) -> Option<Suppressed> {
        Suppressed::below(self.0.totals.postings, self.0.minimum)
    }

    /// How much one skill is asked for; null where there are fewer postings than the minimum.
    async fn skill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The skill's readable key.")] slug: String,
    ) -> Nullable<SkillDemand> {
        async {
            let skill = known_skill(ctx, slug).await?;
            self.skill_demand(ctx, &skill).await
        }
        .await
        .into()
    }

    /// How much each skill is asked for that any posting names; empty where there are fewer postings than the minimum.
    async fn skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only skills of this kind; ranks stay those among all skills.")]
        kind: Option<SkillKind>,
        #[graphql(desc = "What comes first.", default_with = "Some(SkillOrder::Share)")]
        order_by: Option<SkillOrder>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(
            desc = "What the period is compared with where growth decides what comes first.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Result<Connection<SkillDemand>> {
        let page = PageArguments::forward(first, after);
        skill_list::page(
            ctx,
            &self.0,
            kind.map(skill::Kind::from),
            (order_by.unwrap_or_default(), against.unwrap_or_default()),
            &page,
        )
        .await
    }

    /// The regions of a level that lie in the filter's regions, these included: with a skill, the share of each region's
    /// postings that name it; without, each region's share of all postings. A posting with several places counts once in
    /// each of them, so shares without a skill may add up to more than one. The largest share comes first.
    async fn by_region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The skill's readable key.")] skill: Option<String>,
        #[graphql(
            desc = "The level of the regions.",
            default_with = "Some(RegionLevel::Country)"
        )]
        level: Option<RegionLevel>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<RegionDemandConnection> {
        let skill = match skill {
            Some(slug) => Some(known_skill(ctx, slug).await?.id),
            None => None,
        };
        let page = PageArguments::forward(first, after);
        region_demand::page(
            ctx,
            &self.0,
            skill,
            Level::from(level.unwrap_or(RegionLevel::Country)),
            &page,
        )
        .await
    }

    /// The share of postings that name the skill, month by month over the period; over the 12 complete months to the end of
    /// the latest complete quarter where no period was given.
    async fn trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The skill's readable key.")] skill: String,
    ) -> Result<Vec<TrendPoint>> {
        let skill = known_skill(ctx, skill).await?.id;
        let key = MonthsOf {
            population: Arc::clone(&self.0.population),
            period: self.0.period,
            skill,
        };
        trend(ctx, key).await
    }

    /// How long its postings stay open, or why that cannot be said.
    async fn duration(&self, ctx: &Context<'_>) -> Nullable<DurationResult> {
        duration(ctx, &self.0).await.map(Some).into()
    }

    /// What the postings pay in a year, as far as they say.
    async fn pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The currency's code; the one that most of the postings are paid in where it is left out."
        )]
        currency: Option<String>,
        #[graphql(
            desc = "Whether pay in other currencies is converted at the rate of the posting's month, or left out.",
            default_with = "Some(false)"
        )]
        convert: Option<bool>,
    ) -> Nullable<PayResult> {
        let question = PayQuestion {
            population: Arc::clone(&self.0.population),
            skill: None,
            postings: self.0.totals.postings,
            currency,
            convert: convert.unwrap_or(false),
        };
        pay::pay(ctx, question).await.into()
    }

    /// What the answer rests on.
    async fn scope(&self) -> DemandScope {
        DemandScope(Arc::clone(&self.0.population))
    }
}

async fn known_skill(ctx: &Context<'_>, slug: String) -> Result<Arc<skill::Model>> {
    let skill = load(ctx, SkillSlug(slug.clone())).await?;
    skill.ok_or_else(|| invalid(format!("there is no skill {slug:?}")))
}

/// The query for demand.
#[derive(Default)]
pub(crate) struct DemandQuery;

#[Object]
impl DemandQuery {
    /// The market under one filter; everything below it is about the same postings.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which postings; all where it is left out.")] filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days; the latest complete quarter where it is left out.")]
        period: Option<PeriodInput>,
        #[graphql(
            desc = "When a posting belongs to the period.",
            default_with = "Some(DemandBasis::Active)"
        )]
        basis: Option<DemandBasis>,
    ) -> Nullable<Demand> {
        async {
            Ok(Some(
                Demand::of(ctx, question(filter, period, basis.unwrap_or_default())).await?,
            ))
        }
        .await
        .into()
    }
}
