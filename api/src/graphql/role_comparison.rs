//! Roles side by side in one region: what they share, what distinguishes each, what they pay and how they grow.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Context, Object, Result};
use entity::role;
use futures_util::future::try_join_all;

use super::{
    background::counted,
    demand::{Demand, Market},
    demand_filter::{DemandBasis, DemandFilter, PeriodInput, question},
    error::{invalid, missing},
    growth::{self, Baseline, GrowthResult},
    loader::{RoleSlug, SkillId, load},
    nullable::Nullable,
    role::Role,
    share::Share,
    skill::Skill,
    skill_demand::SkillDemand,
};
use crate::demand::{
    contrast::{self, Distinguishing},
    counted::Counted,
    interval::Proportion,
    population::Question,
};

/// How many roles can be compared.
const MAX_ROLES: usize = 5;

/// How many skills a list holds when nobody says.
const SKILLS: i32 = 10;

/// How many skills a list may hold.
const MAX_SKILLS: i32 = 100;

/// Roles side by side.
pub(crate) struct RoleComparison {
    roles: Vec<Arc<role::Model>>,
    markets: Vec<Arc<Market>>,
    counted: Vec<Counted>,
    /// All postings of the region.
    region: Arc<Market>,
    /// For each role, the postings of the others.
    others: Vec<Counted>,
}

impl RoleComparison {
    /// Compares roles under one question, which names none itself.
    async fn of(ctx: &Context<'_>, slugs: &[String], asked: Question) -> Result<Self> {
        let roles = try_join_all(slugs.iter().map(|slug| known(ctx, slug))).await?;
        let of_role = |slug: &String| {
            let mut question = asked.clone();
            question.filter = question.filter.for_role(slug);
            question
        };
        let of_others = |slug: &String| {
            let mut question = asked.clone();
            let others = slugs.iter().filter(|other| *other != slug);
            question.filter.roles.push(others.cloned().collect());
            question
        };
        // All at once, so that they share their statements.
        let questions = slugs.iter().map(of_role);
        let questions = questions
            .chain(slugs.iter().map(of_others))
            .chain([asked.clone()]);
        let market = |question| async move { Market::of(ctx, question).await.map(Arc::new) };
        let mut markets = try_join_all(questions.map(market)).await?;
        let region = markets
            .pop()
            .ok_or_else(|| missing("the market of the region"))?;
        let counts = markets.iter().map(|market| Arc::clone(&market.population));
        let mut counted = try_join_all(counts.map(|of| counted(ctx, of))).await?;
        let others = counted.split_off(slugs.len());
        markets.truncate(slugs.len());
        Ok(Self {
            roles,
            markets,
            counted,
            region,
            others,
        })
    }

    /// Whether every role has enough postings.
    fn is_told(&self) -> bool {
        self.markets.iter().all(|market| !market.is_suppressed())
    }
}

/// Roles side by side: each with the same filter but for the role.
#[Object]
impl RoleComparison {
    /// The roles, in the order in which they were asked for.
    async fn roles(&self) -> Vec<ComparedRole> {
        let roles = self.roles.iter().zip(&self.markets);
        let counts = self.counted.iter().zip(&self.others);
        let both = roles.zip(counts);
        both.map(|((role, market), (here, elsewhere))| ComparedRole {
            role: Arc::clone(role),
            market: Arc::clone(market),
            region: Arc::clone(&self.region),
            here: here.clone(),
            elsewhere: elsewhere.clone(),
        })
        .collect()
    }

    /// The skills that all of the roles ask for, those first whose least share is the highest; empty where one of the roles has fewer
    /// postings than the minimum.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn shared(
        &self,
        #[graphql(desc = "How many, from 0 to 100.", default_with = "Some(SKILLS)")] first: Option<
            i32,
        >,
    ) -> Result<Vec<SharedSkill>> {
        let first = limited(first)?;
        if !self.is_told() {
            return Ok(Vec::new());
        }
        let shared = contrast::shared(&self.counted).into_iter().take(first);
        let told = shared.map(|(skill, least)| {
            let roles = self.markets.iter().zip(&self.counted);
            let demands =
                roles.filter_map(|(market, of)| SkillDemand::new(market, of.skills(), skill));
            SharedSkill {
                skill,
                least,
                demands: demands.collect(),
            }
        });
        Ok(told.collect())
    }
}

/// A role among those it is compared with.
pub(crate) struct ComparedRole {
    role: Arc<role::Model>,
    market: Arc<Market>,
    region: Arc<Market>,
    here: Counted,
    elsewhere: Counted,
}

/// A role among those it is compared with.
#[Object]
impl ComparedRole {
    /// The role.
    async fn role(&self) -> Role {
        Role(Arc::clone(&self.role))
    }

    /// Its market in the region and period: its skills, their growth, what it pays, how long its postings stay open.
    async fn demand(&self) -> Demand {
        Demand(Arc::clone(&self.market))
    }

    /// Its postings among all postings of the region; null where there are fewer than the minimum.
    async fn share(&self) -> Option<Share> {
        let (part, whole) = (&self.market, &self.region);
        let share =
            Proportion::of_at_least(part.totals.postings, whole.totals.postings, whole.minimum);
        share.map(Share::from)
    }

    /// How much its share of the region's postings has changed, over the sources that were observed throughout both periods.
    async fn growth(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What the period is compared with.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Nullable<GrowthResult> {
        let against = against.unwrap_or_default();
        let growth = growth::of_part(ctx, &self.region, &self.market, against).await;
        growth.map(Some).into()
    }

    /// The skills whose share is higher here than among the postings of the other roles by more than chance, the most
    /// distinguishing first; empty where either has fewer postings than the minimum.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn distinguishing(
        &self,
        #[graphql(desc = "How many, from 0 to 100.", default_with = "Some(SKILLS)")] first: Option<
            i32,
        >,
    ) -> Result<Vec<DistinguishingSkill>> {
        let first = limited(first)?;
        let fewest = self.here.postings().min(self.elsewhere.postings());
        if fewest < self.market.minimum {
            return Ok(Vec::new());
        }
        let found = contrast::distinguishing(&self.here, &self.elsewhere);
        let told = found.into_iter().take(first).filter_map(|found| {
            let demand = SkillDemand::new(&self.market, self.here.skills(), found.skill)?;
            Some(DistinguishingSkill { demand, found })
        });
        Ok(told.collect())
    }
}

/// A skill that all compared roles ask for.
pub(crate) struct SharedSkill {
    skill: i32,
    least: Proportion,
    demands: Vec<SkillDemand>,
}

/// A skill that all compared roles ask for.
#[Object]
impl SharedSkill {
    /// The skill.
    async fn skill(&self, ctx: &Context<'_>) -> Result<Skill> {
        let skill = load(ctx, SkillId(self.skill)).await?;
        Ok(Skill(skill.ok_or_else(|| {
            missing("a posting names a skill that is not stored")
        })?))
    }

    /// The least of its shares.
    async fn least(&self) -> Share {
        self.least.into()
    }

    /// How much each role asks for it, in the order of the roles.
    async fn demands(&self) -> &[SkillDemand] {
        &self.demands
    }
}

/// A skill that one role asks for more than the others do.
pub(crate) struct DistinguishingSkill {
    demand: SkillDemand,
    found: Distinguishing,
}

/// A skill that one role asks for more than the others do.
#[Object]
impl DistinguishingSkill {
    /// How much the role asks for it.
    async fn demand(&self) -> &SkillDemand {
        &self.demand
    }

    /// Its share among the postings of the other roles.
    async fn elsewhere(&self) -> Share {
        self.found.elsewhere.into()
    }

    /// How much it distinguishes the role (JLH): (f − b) · f ÷ b for its share f here and b among the others, where half a posting is
    /// taken to name what none does.
    async fn score(&self) -> f64 {
        self.found.score
    }
}

async fn known(ctx: &Context<'_>, slug: &str) -> Result<Arc<role::Model>> {
    let role = load(ctx, RoleSlug(slug.to_owned())).await?;
    role.ok_or_else(|| invalid(format!("there is no role {slug:?}")))
}

fn limited(first: Option<i32>) -> Result<usize> {
    let first = first.unwrap_or(SKILLS);
    let wrong = || invalid(format!("first must be from 0 to {MAX_SKILLS}, not {first}"));
    if first > MAX_SKILLS {
        return Err(wrong());
    }
    usize::try_from(first).map_err(|_| wrong())
}

/// The query that compares roles.
#[derive(Default)]
pub(crate) struct RoleComparisonQuery;

#[Object]
impl RoleComparisonQuery {
    /// Roles side by side in one region: the skills they share and those that distinguish each, what they pay and how they grow.
    #[graphql(name = "compareRoles")]
    async fn compare(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Their slugs, from 2 to 5 different ones. A role includes its special cases."
        )]
        roles: Vec<String>,
        #[graphql(desc = "The code of the region; the world where it is left out.")] region: Option<
            String,
        >,
        #[graphql(desc = "Which postings else; roles in it narrow all of them further.")]
        filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days; the latest complete quarter where it is left out.")]
        period: Option<PeriodInput>,
        #[graphql(
            desc = "When a posting belongs to the period.",
            default_with = "Some(DemandBasis::Active)"
        )]
        basis: Option<DemandBasis>,
    ) -> Nullable<RoleComparison> {
        async {
            let different: BTreeSet<&String> = roles.iter().collect();
            if different.len() != roles.len() || !(2..=MAX_ROLES).contains(&roles.len()) {
                return Err(invalid(format!(
                    "roles takes from 2 to {MAX_ROLES} different slugs"
                )));
            }
            let mut asked = question(filter, period, basis.unwrap_or_default());
            if let Some(code) = region {
                asked.filter = asked.filter.within(&code);
            }
            RoleComparison::of(ctx, &roles, asked).await.map(Some)
        }
        .await
        .into()
    }
}
