//! Skills that are named together.

use std::{cmp::Reverse, sync::Arc};

use async_graphql::{Context, Enum, Object, Result};

use super::{
    demand::Market,
    error::{invalid, missing},
    loader::{SkillId, TogetherWith, load},
    page::count,
    share::Share,
    skill::Skill,
};
use crate::{
    Settings,
    demand::{
        count::SkillEntry,
        interval::{Proportion, Quotient},
        together::Pair,
    },
};

/// How many skills are listed when nobody says.
pub(crate) const TOGETHER: i32 = 20;

/// What comes first in a list of skills that are named together with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum CoOccurrenceOrder {
    /// What the most postings name beside it.
    #[default]
    Both,
    /// What is named beside it most often by the measure of chance; favours what is rare.
    Lift,
    /// The strongest connection, whether common or rare.
    Npmi,
}

/// A skill that is named together with another one.
pub(crate) struct CoOccurrence {
    entry: Arc<SkillEntry>,
    both: i64,
    conditional: Proportion,
    lift: Quotient,
    npmi: f64,
}

/// A skill that is named together with another one.
#[Object]
impl CoOccurrence {
    /// The other skill.
    async fn skill(&self, ctx: &Context<'_>) -> Result<Skill> {
        let skill = load(ctx, SkillId(self.entry.id)).await?;
        Ok(Skill(skill.ok_or_else(|| {
            missing("a posting names a skill that is not stored")
        })?))
    }

    /// The postings that name both.
    async fn both(&self) -> i32 {
        count(self.both)
    }

    /// The postings that name both among those that name the one that was asked about.
    async fn conditional(&self) -> Share {
        self.conditional.into()
    }

    /// How many times as often both are named as chance would have it: P(both) ÷ (P(one) · P(other)).
    async fn lift(&self) -> f64 {
        self.lift.value
    }

    /// Lower end of the lift's 95 % interval.
    async fn lift_low(&self) -> f64 {
        self.lift.low
    }

    /// Upper end of the lift's 95 % interval.
    async fn lift_high(&self) -> f64 {
        self.lift.high
    }

    /// Normalised pointwise mutual information, ln(lift) ÷ −ln P(both): 1 where neither is named without the other, 0 where
    /// chance alone decides or every posting names both, −1 at worst.
    async fn npmi(&self) -> f64 {
        self.npmi
    }
}

/// The skills that at least the minimum of a market's postings name beside one.
pub(crate) async fn together(
    ctx: &Context<'_>,
    market: &Market,
    skill: i32,
    order: CoOccurrenceOrder,
    first: i32,
) -> Result<Vec<CoOccurrence>> {
    let max = ctx.data::<Settings>()?.max_page_size;
    let listed = usize::try_from(first).ok().filter(|first| *first <= max);
    let listed =
        listed.ok_or_else(|| invalid(format!("first must be from 0 to {max}, not {first}")))?;
    let key = TogetherWith {
        population: Arc::clone(&market.population),
        skill,
    };
    let companions = load(ctx, key).await?.unwrap_or_default();
    let table = market.skills(ctx).await?;
    let one = table.naming(skill);
    let found = companions.iter().filter_map(|companion| {
        let other = table.row(companion.skill)?;
        let pair = Pair::new(market.totals.postings, one, other.naming, companion.both)?;
        Some(CoOccurrence {
            entry: Arc::clone(&other.skill),
            both: companion.both,
            conditional: pair.conditional()?,
            lift: pair.lift(),
            npmi: pair.npmi(),
        })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_unstable_by(|a, b| {
        let first = match order {
            CoOccurrenceOrder::Both => b.both.cmp(&a.both),
            CoOccurrenceOrder::Lift => b.lift.value.total_cmp(&a.lift.value),
            CoOccurrenceOrder::Npmi => b.npmi.total_cmp(&a.npmi),
        };
        let key = |found: &CoOccurrence| (Reverse(found.both), found.entry.slug.clone());
        first.then_with(|| key(a).cmp(&key(b)))
    });
    found.truncate(listed);
    Ok(found)
}
