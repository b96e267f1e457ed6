//! How much a share has changed, over the sources that were observed throughout.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, Union};
use futures_util::future::try_join;

use super::{
    demand::Market,
    error::missing,
    loader::{ObservedIn, SkillsIn, SourceId, TotalsOf, load, load_many},
    page::count,
    scalar::Date,
    share::{Share, Suppressed, SuppressionReason},
    source::Source,
};
use crate::{
    Settings,
    demand::{
        comparison::{self, Comparison},
        count::Totals,
        counted::Counted,
        growth::{self, Sides, Withheld},
        interval::Proportion,
        panel::Observation,
        population::Population,
    },
};

/// Which earlier days a period is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "comparison::Baseline")]
pub(crate) enum Baseline {
    /// The same days one year before, so that seasons are not read as growth; the fewest years before that keep a period of
    /// more than a year from being compared with itself. Whole months stay whole, 29 February becomes the 28th.
    #[default]
    YearBefore,
    /// The days immediately before: as many months where the period is whole calendar months, as many days otherwise.
    PeriodBefore,
}

/// A market in its period and in an earlier one, as the sources of the panel show both.
pub(crate) struct Compared {
    comparison: Comparison,
    panel: Vec<i32>,
    /// What they show.
    pub(crate) sides: Sides,
}

/// The windows that are compared, and the sources of the panel.
struct Panel {
    comparison: Comparison,
    sources: Vec<i32>,
}

impl Panel {
    /// How a market can be compared with itself, or why it cannot.
    async fn of(
        ctx: &Context<'_>,
        market: &Market,
        against: Baseline,
    ) -> Result<Result<Self, Withheld>> {
        let today = (ctx.data::<Settings>()?.clock)().date_naive();
        let population = &market.population;
        let comparison = Comparison::of(population.window, against.into(), today);
        let observation = Observation::of(population, comparison);
        let observed = load(ctx, ObservedIn(observation)).await?;
        let observed = observed.unwrap_or_default();
        if !observed.begins_within(comparison.earlier_months()) {
            return Ok(Err(Withheld::NotObservedLongEnough));
        }
        let sources = observed.throughout();
        if sources.is_empty() {
            return Ok(Err(Withheld::NoComparableSources));
        }
        Ok(Ok(Self {
            comparison,
            sources,
        }))
    }

    /// What its sources show of a market in the earlier window and in the later one.
    fn populations(&self, market: &Market) -> [Arc<Population>; 2] {
        [self.comparison.earlier, self.comparison.later]
            .map(|window| Arc::new(market.population.on(window, self.sources.clone())))
    }
}

/// A market compared with itself, or why it cannot be.
pub(crate) async fn compared(
    ctx: &Context<'_>,
    market: &Market,
    against: Baseline,
) -> Result<Result<Compared, Suppressed>> {
    let withheld = |why| Ok(Err(suppressed(why, market.minimum)));
    let panel = match Panel::of(ctx, market, against).await? {
        Ok(panel) => panel,
        Err(why) => return withheld(why),
    };
    let populations = panel.populations(market);
    // Both windows share a statement for their sizes and one for their skills.
    let totals = load_many(ctx, populations.clone().map(TotalsOf).into());
    let skills = load_many(ctx, populations.map(SkillsIn).into());
    let (totals, skills) = try_join(totals, skills).await?;
    let mut sides = totals
        .iter()
        .zip(skills)
        .map(|(totals, skills)| Counted::new(totals, skills));
    let (Some(earlier), Some(later)) = (sides.next(), sides.next()) else {
        return Err(missing("a population was not counted"));
    };
    match Sides::new(earlier, later, market.minimum) {
        Err(why) => withheld(why),
        Ok(sides) => Ok(Ok(Compared {
            comparison: panel.comparison,
            panel: panel.sources,
            sides,
        })),
    }
}

/// How much the share of a part of a market has changed, or why that is withheld.
pub(crate) async fn of_part(
    ctx: &Context<'_>,
    market: &Market,
    part: &Market,
    against: Baseline,
) -> Result<GrowthResult> {
    let withheld = |why| Ok(GrowthResult::Suppressed(suppressed(why, market.minimum)));
    let panel = match Panel::of(ctx, market, against).await? {
        Ok(panel) => panel,
        Err(why) => return withheld(why),
    };
    let (wholes, parts) = (panel.populations(market), panel.populations(part));
    let populations = wholes.into_iter().chain(parts).map(TotalsOf);
    let totals = load_many(ctx, populations.collect()).await?;
    let [before, now, part_before, part_now] = &totals[..] else {
        return Err(missing("a population was not counted"));
    };
    let fewest = before.postings.min(now.postings);
    let share = |part: &Totals, whole: &Totals| {
        Proportion::of_at_least(part.postings, whole.postings, market.minimum)
    };
    let (Some(from), Some(to)) = (share(part_before, before), share(part_now, now)) else {
        return withheld(Withheld::TooFewPostings(fewest));
    };
    Ok(GrowthResult::Growth(Growth {
        growth: growth::Growth::between(from, to),
        comparison: panel.comparison,
        panel: panel.sources,
    }))
}

fn suppressed(why: Withheld, minimum: i64) -> Suppressed {
    let (reason, postings) = match why {
        Withheld::NotObservedLongEnough => (SuppressionReason::NotObservedLongEnough, 0),
        Withheld::NoComparableSources => (SuppressionReason::NoComparableSources, 0),
        Withheld::TooFewPostings(postings) => (SuppressionReason::TooFewPostings, postings),
    };
    Suppressed {
        reason,
        n: count(postings),
        minimum: count(minimum),
    }
}

/// How much a share has changed, or why that is withheld.
#[derive(Union)]
pub(crate) enum GrowthResult {
    /// How much.
    Growth(Growth),
    /// Why not.
    Suppressed(Suppressed),
}

impl GrowthResult {
    /// What is said of a skill.
    pub(crate) fn of(compared: Result<Compared, Suppressed>, skill: i32) -> Result<Self> {
        let compared = match compared {
            Ok(compared) => compared,
            Err(suppressed) => return Ok(Self::Suppressed(suppressed)),
        };
        let growth = compared.sides.growth(skill);
        Ok(Self::Growth(Growth {
            growth: growth.ok_or_else(|| missing("a window without postings was compared"))?,
            comparison: compared.comparison,
            panel: compared.panel,
        }))
    }
}

/// How much a share has changed, over the panel: the sources that were observed throughout both periods.
pub(crate) struct Growth {
    growth: growth::Growth,
    comparison: Comparison,
    panel: Vec<i32>,
}

/// How much a share has changed, over the panel: the sources that were observed throughout both periods.
#[Object]
impl Growth {
    /// The later share minus the earlier one, in percentage points.
    async fn points(&self) -> f64 {
        self.growth.points()
    }

    /// Lower end of the points' 95 % interval (Newcombe's hybrid score interval).
    async fn low(&self) -> f64 {
        self.growth.interval().0
    }

    /// Upper end of the points' 95 % interval.
    async fn high(&self) -> f64 {
        self.growth.interval().1
    }

    /// How many standard errors the change lies from none (pooled two-proportion z); beyond 1.96 either way it is hardly chance.
    async fn z(&self) -> f64 {
        self.growth.difference.z
    }

    /// How many sources the panel has.
    async fn sources(&self) -> i32 {
        count(self.panel.len())
    }

    /// The sources of the panel: those that were observed in every month that either period touches.
    async fn panel(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        let ids = self.panel.iter().copied().map(SourceId);
        let sources = load_many(ctx, ids.collect()).await?;
        Ok(sources.into_iter().map(Source).collect())
    }

    /// The share in the earlier period, over the panel.
    async fn from(&self) -> Share {
        self.growth.from.into()
    }

    /// The share in the later period, over the panel.
    async fn to(&self) -> Share {
        self.growth.to.into()
    }

    /// The first day of the earlier period.
    async fn earlier_from(&self) -> Date {
        Date(self.comparison.earlier.from)
    }

    /// The last day of the earlier period.
    async fn earlier_to(&self) -> Date {
        Date(self.comparison.earlier.to)
    }

    /// The first day of the later period.
    async fn later_from(&self) -> Date {
        Date(self.comparison.later.from)
    }

    /// The last day of the later period: that of the period asked for, or today where this is not over.
    async fn later_to(&self) -> Date {
        Date(self.comparison.later.to)
    }
}
