//! The skills that a market names, in one order or another.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, Enum, Result};
use entity::skill::Kind;

use super::{
    background::background,
    cursor::List,
    demand::Market,
    growth::{Baseline, Compared, compared},
    page::{Connection, PageArguments, Total},
    skill_demand::SkillDemand,
};
use crate::demand::{
    count::SkillCount, counted::Counted, growth, interval::Proportion, significance,
};

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

/// Where a skill stands in a list: by number, then by name, then by slug.
type Position<'a> = (i64, Cow<'a, str>, Cow<'a, str>);

/// What skills are put in order by.
enum Measure {
    Share,
    Name,
    Significance(Counted),
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

    fn position<'a>(&self, row: &'a SkillCount, market: &Market) -> Position<'a> {
        let slug = Cow::Borrowed(&row.skill.slug[..]);
        let nameless = Cow::Borrowed("");
        let first_is_largest = |score: Option<f64>| !ordered(score.unwrap_or(f64::NEG_INFINITY));
        match self {
            Self::Share => (-row.naming, nameless, slug),
            Self::Name => (0, row.skill.name.to_lowercase().into(), slug),
            Self::Significance(background) => {
                let here = Proportion::new(row.naming, market.totals.postings);
                let there = background.share(row.skill.id);
                let score = here.zip(there).and_then(|(f, b)| significance::score(f, b));
                (first_is_largest(score), nameless, slug)
            }
            Self::Growth(compared) => {
                let growth = compared.sides.growth(row.skill.id);
                let points = growth.map(growth::Growth::points);
                (first_is_largest(points), nameless, slug)
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
    let list = List::narrowed(order.tag(against), &(&market.question, kind));
    let range = page.range::<Position<'static>>(ctx, list)?;
    let table = market.skills(ctx).await?;
    let mut positions: Vec<(Position<'_>, i32)> = Vec::new();
    if !market.is_suppressed() {
        let measure = Measure::of(ctx, market, order, against).await?;
        let rows = table.rows().iter();
        let rows = rows.filter(|row| kind.is_none_or(|kind| row.skill.kind == kind));
        positions.extend(rows.map(|row| (measure.position(row, market), row.skill.id)));
        // The table is in this order already.
        if !matches!(measure, Measure::Share) {
            positions.sort_unstable();
        }
    }
    let total = Total::Known(positions.len());
    let rows = range.of(positions, |(position, _)| position.clone());
    let rows = rows.filter_map(|(position, skill)| {
        SkillDemand::new(market, &table, skill).map(|demand| (position, demand))
    });
    let key = |((number, name, slug), _): &(Position<'_>, SkillDemand)| {
        (*number, name.to_string(), slug.to_string())
    };
    Ok(Connection::new(list, rows, total, key, |(_, demand)| {
        demand
    }))
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
