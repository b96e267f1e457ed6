//! How ready somebody is, with everything that explains it.

use std::{cmp::Reverse, collections::HashSet, sync::Arc};

use async_graphql::{Context, Object, Result};

use super::{
    super::{
        demand::Market,
        error::{invalid, missing},
        loader::{BackedBy, ReachIn, load},
        nullable::Nullable,
        page::count,
        region::Region,
        roadmap::Roadmap,
        role::Role,
        scalar::Url,
        scope::{DemandScope, METHOD_PATH},
        share::Share,
        skill::Skill,
        skill_mention::SkillMention,
    },
    ReadinessBasis,
    gap::{ReadinessRequirement, SkillGap},
    ground::Ground,
    profile::Profile,
};
use crate::{
    Settings,
    demand::reach::Abilities,
    readiness::{FORMULA, score::Held},
};

/// How many gaps and strengths are listed when nobody says.
const LISTED: i32 = 10;

/// The fit that is enough when nobody says.
const TARGET: f64 = 80.0;

/// Everything that the fields of an answer are made of.
pub(super) struct Answer {
    role: Role,
    region: Region,
    /// The postings of the role in the region.
    pub(super) market: Market,
    /// Who is measured.
    pub(super) profile: Profile,
    /// The ids of the skills that are held.
    pub(super) held: HashSet<i32>,
    /// What is measured by.
    pub(super) ground: Ground,
}

impl Answer {
    /// A skill that a requirement names.
    pub(super) fn required(&self, skill: i32) -> Result<Skill> {
        let found = self.ground.skills.get(&skill).map(Arc::clone);
        Ok(Skill(found.ok_or_else(|| {
            missing("a role asks for a skill that is not stored")
        })?))
    }
}

/// How ready somebody is for a role in a region.
#[derive(Clone)]
pub(crate) struct Readiness(Arc<Answer>);

impl Readiness {
    /// How ready somebody is.
    pub(super) fn new(
        role: Role,
        region: Region,
        market: Market,
        profile: Profile,
        ground: Ground,
    ) -> Self {
        Self(Arc::new(Answer {
            role,
            region,
            market,
            held: profile.ids(),
            profile,
            ground,
        }))
    }

    fn held(&self) -> Held<'_> {
        Held::new(&self.0.held)
    }
}

/// How many entries of a list are wanted, if that many may be.
fn listed(ctx: &Context<'_>, first: Option<i32>) -> Result<usize> {
    let first = first.unwrap_or(LISTED);
    let max = ctx.data::<Settings>()?.max_page_size;
    let wanted = usize::try_from(first).ok().filter(|first| *first <= max);
    wanted.ok_or_else(|| invalid(format!("first must be from 0 to {max}, not {first}")))
}

/// How ready somebody is for a role in a region.
#[Object]
impl Readiness {
    /// The role.
    async fn role(&self) -> &Role {
        &self.0.role
    }

    /// The region.
    async fn region(&self) -> &Region {
        &self.0.region
    }

    /// How much of what the role asks for is met, from 0 to 100: the weighted mean of how far each requirement is.
    async fn fit(&self) -> f64 {
        self.0.ground.scale.fit(self.held())
    }

    /// The least fit that shares within their 95 % intervals would make.
    async fn fit_low(&self) -> f64 {
        self.0.ground.scale.range(self.held()).0
    }

    /// The greatest fit that shares within their 95 % intervals would make.
    async fn fit_high(&self) -> f64 {
        self.0.ground.scale.range(self.held()).1
    }

    /// The share of the role's postings of whose skills at least 70 % are met, one half for a skill that a held one stands in for, among
    /// those that name at least 4; null where none does.
    async fn market_reach(&self, ctx: &Context<'_>) -> Nullable<Share> {
        reach(ctx, &self.0).await.into()
    }

    /// The skills that the text names, in its order.
    async fn recognised(&self) -> Vec<SkillMention> {
        self.0
            .profile
            .recognised
            .iter()
            .map(super::profile::Recognised::mention)
            .collect()
    }

    /// The skills that the text names only to say that they are not held or still to be learnt; they do not count.
    async fn declined(&self) -> Vec<SkillMention> {
        self.0
            .profile
            .declined
            .iter()
            .map(super::profile::Recognised::mention)
            .collect()
    }

    /// Names in the text's lists of skills that the vocabulary does not know, 50 at most.
    async fn unrecognised(&self) -> &[String] {
        &self.0.profile.unrecognised
    }

    /// The skills that are asked for, not held, and would help: the most helpful first.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.", default_with = "Some(LISTED)")] first: Option<i32>,
    ) -> Result<Vec<SkillGap>> {
        let gaps = self.0.ground.scale.gaps(self.held());
        let gap = |gap| SkillGap {
            answer: Arc::clone(&self.0),
            gap,
        };
        Ok(gaps
            .into_iter()
            .take(listed(ctx, first)?)
            .map(gap)
            .collect())
    }

    /// The skills that are held and asked for: those that weigh most first.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn strengths(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.", default_with = "Some(LISTED)")] first: Option<i32>,
    ) -> Result<Vec<Skill>> {
        let Ground { scale, table, .. } = &self.0.ground;
        let mut strengths = scale.skills();
        strengths.retain(|skill| self.0.held.contains(skill));
        strengths.sort_by(|a, b| {
            let heavier = scale.weight(*b).total_cmp(&scale.weight(*a));
            heavier.then_with(|| Reverse(table.naming(*a)).cmp(&Reverse(table.naming(*b))))
        });
        let strengths = strengths.into_iter().take(listed(ctx, first)?);
        strengths.map(|skill| self.0.required(skill)).collect()
    }

    /// How many months it takes to reach a fit, learning one skill after the other and always what helps most; a skill of which no
    /// roadmap says how long it takes counts as the mean of the others. Null where no roadmap of the role says anything of months.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn months_to_target(
        &self,
        #[graphql(
            desc = "The fit to be reached, from 0 to 100.",
            default_with = "Some(TARGET)"
        )]
        fit: Option<f64>,
    ) -> Result<Option<f64>> {
        let target = fit.unwrap_or(TARGET);
        if !(0.0..=100.0).contains(&target) {
            return Err(invalid(format!("fit must be from 0 to 100, not {target}")));
        }
        let Ground { scale, pace, .. } = &self.0.ground;
        Ok(pace.together(&scale.way(&self.0.held, target)))
    }

    /// What the role asks for, each with its weight and how far it is met: the whole computation of the fit. What weighs most comes first.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn requirements(&self) -> Result<Vec<ReadinessRequirement>> {
        let mut requirements: Vec<_> = self.0.ground.scale.requirements().iter().collect();
        requirements.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let requirements = requirements.into_iter();
        requirements
            .map(|weighed| ReadinessRequirement::new(&self.0, weighed))
            .collect()
    }

    /// Where the requirements come from.
    async fn basis(&self) -> ReadinessBasis {
        self.0.ground.basis
    }

    /// The roadmaps that the requirements come from; empty where they come from demand.
    async fn roadmaps(&self) -> Vec<Roadmap> {
        let roadmaps = self.0.ground.roadmaps.iter();
        roadmaps
            .map(|roadmap| Roadmap(Arc::clone(roadmap)))
            .collect()
    }

    /// How many postings of the role in the region there are, ACTIVE in the last 12 complete months or the running one.
    async fn postings(&self) -> i32 {
        count(self.0.market.totals.postings)
    }

    /// What the shares rest on.
    async fn scope(&self) -> DemandScope {
        DemandScope(Arc::clone(&self.0.market.population))
    }

    /// The name of the formula; another one would bear another name.
    async fn formula(&self) -> &str {
        FORMULA
    }

    /// The page that defines every term and the formula.
    async fn method(&self) -> Url {
        Url::own(METHOD_PATH)
    }
}

async fn reach(ctx: &Context<'_>, answer: &Answer) -> Result<Option<Share>> {
    let skills = answer.profile.skills.values();
    let slugs = skills.map(|skill| skill.slug.clone()).collect();
    let mut adjacent = load(ctx, BackedBy(slugs)).await?.unwrap_or_default();
    adjacent.retain(|skill| !answer.held.contains(skill));
    let abilities = Abilities {
        held: answer.profile.skills.keys().copied().collect(),
        adjacent,
    };
    let key = ReachIn {
        population: Arc::clone(&answer.market.population),
        abilities: Arc::new(abilities),
    };
    Ok(load(ctx, key).await?.map(Share::from))
}
