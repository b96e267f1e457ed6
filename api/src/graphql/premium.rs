//! How much more postings pay that name a skill.

use async_graphql::{Context, Result, SimpleObject, Union};

use super::{
    loader::{StrataOf, load},
    page::count,
    share::Suppressed,
};

/// How many times the pay of like postings without the skill the pay with it is. Compared are only postings of the same role,
/// level, country and currency, each such group for itself.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct Premium {
    /// The ratio: 1.03 is 3 % more.
    ratio: f64,
    /// Lower end of its 95 % interval.
    low: f64,
    /// Upper end of its 95 % interval.
    high: f64,
    /// In how many groups of like postings the skill is named at least three times, and not named at least three times.
    strata: i32,
    /// How many postings these groups have, with the skill and without.
    n: i32,
}

/// How much more is paid with a skill, or why that is not said.
#[derive(Clone, Copy, Debug, Union)]
pub(crate) enum PremiumResult {
    /// How much more.
    Premium(Premium),
    /// Too few postings can be compared; n is the smaller of those that name the skill and those that do not.
    Suppressed(Suppressed),
}

/// The premium of a skill, withheld where fewer than the minimum can be compared on either side.
pub(crate) async fn premium(
    ctx: &Context<'_>,
    key: StrataOf,
    minimum: i64,
) -> Result<Option<PremiumResult>> {
    let strata = load(ctx, key).await?.unwrap_or_default();
    let (with, without) = (strata.with(), strata.without());
    if let Some(suppressed) = Suppressed::few_salaries(with.min(without), minimum) {
        return Ok(Some(PremiumResult::Suppressed(suppressed)));
    }
    Ok(strata.premium().map(|found| {
        PremiumResult::Premium(Premium {
            ratio: found.ratio,
            low: found.low,
            high: found.high,
            strata: count(strata.len()),
            n: count(with + without),
        })
    }))
}
