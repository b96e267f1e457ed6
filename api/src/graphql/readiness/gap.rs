//! What is asked for, and what of it is missing.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};

use super::{
    super::{error::missing, page::count, roadmap_node::RoadmapNode, share::Share, skill::Skill},
    score::Answer,
};
use crate::{
    demand::interval::Proportion,
    readiness::{
        gap::Gap,
        score::{Held, Weighed},
    },
};

/// A skill that is not held and would help.
pub(crate) struct SkillGap {
    pub(super) answer: Arc<Answer>,
    pub(super) gap: Gap,
}

/// A skill that is not held and would help.
#[Object]
impl SkillGap {
    /// The skill.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn skill(&self) -> Result<Skill> {
        self.answer.required(self.gap.skill)
    }

    /// Its share among the postings of the role in the region.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn share(&self) -> Result<Share> {
        let ground = &self.answer.ground;
        let naming = ground.table.naming(self.gap.skill);
        let share = Proportion::new(naming, self.answer.market.totals.postings);
        Ok(share
            .ok_or_else(|| missing("the postings of a role"))?
            .into())
    }

    /// By how many points the fit would rise if it were held, everything else staying as it is.
    async fn fit_gain(&self) -> f64 {
        self.gap.gain
    }

    /// A skill that is held and partly stands in for it: the fit counts half of it already.
    async fn substitute_held(&self) -> Option<Skill> {
        let held = Held::new(&self.answer.held);
        let substitute = self.answer.ground.scale.substitute(self.gap.skill, held);
        let skill = self.answer.profile.skills.get(&substitute?);
        skill.map(|skill| Skill(Arc::clone(skill)))
    }

    /// The nodes of the role's roadmaps that teach it, the innermost ones.
    async fn closes_with(&self, ctx: &Context<'_>) -> Result<Vec<RoadmapNode>> {
        let ground = &self.answer.ground;
        match ground.closing.get(&self.gap.skill) {
            Some(nodes) => RoadmapNode::pick(ctx, ground.roadmaps.clone(), nodes).await,
            None => Ok(Vec::new()),
        }
    }

    /// How many months it takes: those of the stretch that teaches it, divided evenly among all that the stretch teaches; the quickest
    /// of several. Null where no roadmap says.
    async fn months(&self) -> Option<f64> {
        self.answer.ground.pace.months(self.gap.skill)
    }
}

/// One skill that the role asks for, or so many of several.
#[derive(SimpleObject)]
pub(crate) struct ReadinessRequirement {
    /// The skills; more than one where there is a choice.
    skills: Vec<Skill>,
    /// How many of them it takes.
    pick: i32,
    /// How much it matters by the roadmaps: 1 where it is required, 0.6 where it is recommended, 0.3 where it is optional.
    importance: f64,
    /// The largest share that one of its skills has among the postings of the role in the region.
    demand: Share,
    /// Its part of the fit, from 0 to 1; the weights of all requirements make 1.
    weight: f64,
    /// How much of it is met, from 0 to 1.
    score: f64,
}

impl ReadinessRequirement {
    /// How somebody meets a requirement.
    pub(super) fn new(answer: &Answer, weighed: &Weighed) -> Result<Self> {
        let requirement = &weighed.requirement;
        let options = requirement.options.iter();
        let skills = options.map(|skill| answer.required(*skill));
        Ok(Self {
            skills: skills.collect::<Result<_>>()?,
            pick: count(requirement.pick),
            importance: requirement.importance,
            demand: weighed.demand.into(),
            weight: weighed.weight,
            score: answer
                .ground
                .scale
                .score(requirement, Held::new(&answer.held)),
        })
    }
}
