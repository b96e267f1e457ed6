//! How much a skill is asked for.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};
use entity::skill::Kind;

use super::{
    co_occurrence::{CoOccurrence, CoOccurrenceOrder, TOGETHER, together},
    demand::Market,
    error::{invalid, missing},
    growth::{Baseline, Compared, GrowthResult, compared},
    loader::{MonthsOf, Sample, SkillId, SkillsIn, StrataOf, load},
    nullable::Nullable,
    page::{Connection, PageArguments, Total, count, priced},
    pay::{self, PayQuestion, PayResult},
    posting::Posting,
    premium::{self, PremiumResult},
    share::Share,
    skill::Skill,
    trend::{TrendPoint, trend},
};
use crate::demand::{
    count::{SkillCount, SkillTable},
    growth,
    interval::Proportion,
    significance,
};

/// How many postings a sample holds when nobody says.
const SAMPLE: i32 = 3;

/// How many postings a sample may hold.
const MAX_SAMPLE: i32 = 10;

/// What growth costs: the items of a list share its statements.
const GROWTH: usize = 25;

/// What comes first in a list of skills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum SkillOrder {
    /// The most asked for.
    #[default]
    Share,
    /// What distinguishes these postings most from all postings of the period.
    Significance,
    /// What grew most in percentage points against the period it is compared with; as by share where growth is withheld.
    Growth,
    /// The first in the alphabet.
    Name,
}

impl SkillOrder {
    fn tag(self, against: Baseline) -> &'static str {
        match (self, against) {
            (Self::Share, _) => "demand.skills.share",
            (Self::Significance, _) => "demand.skills.significance",
            (Self::Growth, Baseline::YearBefore) => "demand.skills.growth.year",
            (Self::Growth, Baseline::PeriodBefore) => "demand.skills.growth.period",
            (Self::Name, _) => "demand.skills.name",
        }
    }
}

/// How much one skill is asked for in one market.
#[derive(Clone)]
pub(crate) struct SkillDemand {
    market: Arc<Market>,
    skill: i32,
    share: Proportion,
    rank: usize,
    required: i64,
    nice: i64,
    unspecified: i64,
}

impl SkillDemand {
    /// What the postings of a market say about a skill; none where there are no postings.
    pub(crate) fn new(market: &Arc<Market>, table: &SkillTable, skill: i32) -> Option<Self> {
        let row = table.row(skill);
        let naming = row.map_or(0, |row| row.naming);
        Some(Self {
            market: Arc::clone(market),
            skill,
            share: Proportion::new(naming, market.totals.postings)?,
            rank: table.rank(naming),
            required: row.map_or(0, |row| row.required),
            nice: row.map_or(0, |row| row.nice),
            unspecified: row.map_or(0, SkillCount::unspecified),
        })
    }

    fn of_those_naming_it(&self, postings: i64) -> Option<Share> {
        let part = Proportion::of_at_least(postings, self.share.numerator, self.market.minimum);
        part.map(Share::from)
    }
}

/// How much one skill is asked for in one market.
#[Object]
impl SkillDemand {
    /// The skill.
    async fn skill(&self, ctx: &Context<'_>) -> Result<Skill> {
        let skill = load(ctx, SkillId(self.skill)).await?;
        Ok(Skill(skill.ok_or_else(|| {
            missing("a posting names a skill that is not stored")
        })?))
    }

    /// Its rank by share among all skills, from 1; skills named equally often share a rank.
    async fn rank(&self) -> i32 {
        count(self.rank)
    }

    /// The postings that name it among all postings of the market.
    async fn share(&self) -> Share {
        self.share.into()
    }

    /// The postings that require it among those that name it; null where fewer than the minimum name it.
    async fn required(&self) -> Option<Share> {
        self.of_those_naming_it(self.required)
    }

    /// The postings that merely welcome it among those that name it; null where fewer than the minimum name it.
    async fn nice(&self) -> Option<Share> {
        self.of_those_naming_it(self.nice)
    }

    /// The postings that name it without saying how much it matters among those that name it; null where fewer than the
    /// minimum name it. Together with required and nice it is all of them.
    async fn unspecified(&self) -> Option<Share> {
        self.of_those_naming_it(self.unspecified)
    }

    /// How much it distinguishes these postings from all postings of the same period (JLH): (f − b) · f ÷ b for its share f
    /// here and b there; negative where it is rarer here, null where nobody names it.
    #[graphql(complexity = "5")]
    async fn significance(&self, ctx: &Context<'_>) -> Nullable<f64> {
        async {
            let background = background(ctx, &self.market).await?;
            let there = background.share(self.skill);
            Ok(there.and_then(|there| significance::score(self.share, there)))
        }
        .await
        .into()
    }

    /// Its share month by month over the period; over the 12 complete months to the end of the latest complete quarter where
    /// no period was given.
    #[graphql(complexity = "12 * child_complexity")]
    async fn trend(&self, ctx: &Context<'_>) -> Result<Vec<TrendPoint>> {
        let key = MonthsOf {
            population: Arc::clone(&self.market.population),
            period: self.market.period,
            skill: self.skill,
        };
        trend(ctx, key).await
    }

    /// The newest postings that name it.
    #[graphql(
        complexity = "priced(usize::try_from(first.unwrap_or(SAMPLE)).unwrap_or(0), child_complexity)"
    )]
    async fn sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 0 to 10.", default_with = "Some(SAMPLE)")] first: Option<
            i32,
        >,
    ) -> Result<Vec<Posting>> {
        let first = first.unwrap_or(SAMPLE);
        if !(0..=MAX_SAMPLE).contains(&first) {
            return Err(invalid(format!(
                "first must be from 0 to {MAX_SAMPLE}, not {first}"
            )));
        }
        let key = Sample {
            population: Arc::clone(&self.market.population),
            limit: i64::from(first),
            skill: self.skill,
        };
        let postings = load(ctx, key).await?.unwrap_or_default();
        Ok(postings.into_iter().map(Posting).collect())
    }

    /// How much its share has changed since an earlier period of the same kind, over the panel: the sources that were observed
    /// throughout both periods, so that sources which came or went are not read as growth.
    #[graphql(complexity = "GROWTH + child_complexity")]
    async fn growth(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What the period is compared with.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Nullable<GrowthResult> {
        async {
            let compared = compared(ctx, &self.market, against.unwrap_or_default()).await?;
            GrowthResult::of(compared, self.skill).map(Some)
        }
        .await
        .into()
    }

    /// How many ranks it has climbed since the earlier period, both ranks over the panel; negative where it fell, null where
    /// growth is withheld and where neither period names it.
    #[graphql(complexity = "GROWTH")]
    async fn rank_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What the period is compared with.",
            default_with = "Some(Baseline::YearBefore)"
        )]
        against: Option<Baseline>,
    ) -> Nullable<i32> {
        async {
            let compared = compared(ctx, &self.market, against.unwrap_or_default()).await?;
            let change = compared
                .ok()
                .and_then(|found| found.sides.rank_change(self.skill));
            Ok(change.map(count))
        }
        .await
        .into()
    }

    /// The skills that postings name beside it, those left out that fewer than the minimum name beside it.
    #[graphql(
        complexity = "priced(usize::try_from(first.unwrap_or(TOGETHER)).unwrap_or(0), child_complexity)"
    )]
    async fn together(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What comes first.",
            default_with = "Some(CoOccurrenceOrder::Both)"
        )]
        order_by: Option<CoOccurrenceOrder>,
        #[graphql(desc = "How many.", default_with = "Some(TOGETHER)")] first: Option<i32>,
    ) -> Result<Vec<CoOccurrence>> {
        let order = order_by.unwrap_or_default();
        let first = first.unwrap_or(TOGETHER);
        together(ctx, &self.market, self.skill, order, first).await
    }

    /// What the postings that name it pay in a year, as far as they say.
    #[graphql(complexity = "10 + child_complexity")]
    async fn pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The currency's code; the one that most postings of the market are paid in where it is left out."
        )]
        currency: Option<String>,
        #[graphql(
            desc = "Whether pay in other currencies is converted at the rate of the posting's month, or left out.",
            default_with = "Some(false)"
        )]
        convert: Option<bool>,
    ) -> Nullable<PayResult> {
        let question = PayQuestion {
            population: Arc::clone(&self.market.population),
            skill: Some(self.skill),
            postings: self.share.numerator,
            currency,
            convert: convert.unwrap_or(false),
        };
        pay::pay(ctx, question).await.into()
    }

    /// How many times the pay of like postings without it the pay with it is.
    #[graphql(complexity = "20 + child_complexity")]
    async fn premium(&self, ctx: &Context<'_>) -> Nullable<PremiumResult> {
        let key = StrataOf {
            population: Arc::clone(&self.market.population),
            skill: self.skill,
        };
        premium::premium(ctx, key, self.market.minimum).await.into()
    }
}

/// What a market is compared with: all postings of the same period.
struct Background {
    postings: i64,
    table: Arc<SkillTable>,
}

impl Background {
    fn share(&self, skill: i32) -> Option<Proportion> {
        Proportion::new(self.table.naming(skill), self.postings)
    }
}

async fn background(ctx: &Context<'_>, market: &Market) -> Result<Background> {
    let population = Arc::new(market.population.background());
    let totals = load(ctx, super::loader::TotalsOf(Arc::clone(&population))).await?;
    let table = load(ctx, SkillsIn(population)).await?;
    Ok(Background {
        postings: totals.unwrap_or_default().postings,
        table: table.unwrap_or_default(),
    })
}

/// Where a skill stands in a list: by number, then by name, then by slug.
type Position = (i64, String, String);

/// What skills are put in order by.
enum Measure {
    Share,
    Name,
    Significance(Background),
    Growth(Compared),
}

impl Measure {
    async fn of(
        ctx: &Context<'_>,
        market: &Market,
        order: SkillOrder,
        against: Baseline,
    ) -> Result<Self> {
        Ok(match order {
            SkillOrder::Share => Self::Share,
            SkillOrder::Name => Self::Name,
            SkillOrder::Significance => Self::Significance(background(ctx, market).await?),
            SkillOrder::Growth => match compared(ctx, market, against).await? {
                Ok(compared) => Self::Growth(compared),
                Err(_) => Self::Share,
            },
        })
    }

    fn position(&self, row: &SkillCount, market: &Market) -> Position {
        let slug = row.skill.slug.clone();
        let first_is_largest = |score: Option<f64>| !ordered(score.unwrap_or(f64::NEG_INFINITY));
        match self {
            Self::Share => (-row.naming, String::new(), slug),
            Self::Name => (0, row.skill.name.to_lowercase(), slug),
            Self::Significance(background) => {
                let here = Proportion::new(row.naming, market.totals.postings);
                let there = background.share(row.skill.id);
                let score = here.zip(there).and_then(|(f, b)| significance::score(f, b));
                (first_is_largest(score), String::new(), slug)
            }
            Self::Growth(compared) => {
                let growth = compared.sides.growth(row.skill.id);
                (
                    first_is_largest(growth.map(growth::Growth::points)),
                    String::new(),
                    slug,
                )
            }
        }
    }
}

/// One page of the skills that a market names.
pub(crate) async fn page(
    ctx: &Context<'_>,
    market: &Arc<Market>,
    kind: Option<Kind>,
    (order, against): (SkillOrder, Baseline),
    page: &PageArguments,
) -> Result<Connection<SkillDemand>> {
    let tag = order.tag(against);
    let range = page.range::<Position>(ctx, tag)?;
    let mut positions: Vec<(Position, i32)> = Vec::new();
    let table = market.skills(ctx).await?;
    if !market.is_suppressed() {
        let measure = Measure::of(ctx, market, order, against).await?;
        let rows = table.rows().iter();
        let rows = rows.filter(|row| kind.is_none_or(|kind| row.skill.kind == kind));
        positions.extend(rows.map(|row| (measure.position(row, market), row.skill.id)));
        positions.sort_unstable();
    }
    let total = Total::Known(positions.len());
    let rows = range.of(positions, |(position, _)| position.clone());
    let rows = rows.filter_map(|(position, skill)| {
        SkillDemand::new(market, &table, skill).map(|demand| (position, demand))
    });
    let key = |(position, _): &(Position, SkillDemand)| position.clone();
    Connection::new(tag, rows, total, key, |(_, demand)| demand)
}

/// A number that stands among integers as the real one does among reals.
fn ordered(score: f64) -> i64 {
    let bits = score.to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_reals_is_kept() {
        let reals = [
            f64::NEG_INFINITY,
            -2.5,
            -1e-9,
            0.0,
            1e-9,
            0.5,
            2.5,
            f64::INFINITY,
        ];
        for pair in reals.windows(2) {
            assert!(ordered(pair[0]) < ordered(pair[1]), "{pair:?}");
        }
    }
}
