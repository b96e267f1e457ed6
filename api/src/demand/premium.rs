//! The premium of a skill: how much more those postings pay that name it than like ones that do not.

use super::{
    interval::{Z, real},
    pay::{interval, quantile, rank},
};

/// A stratum with fewer paid postings on either side is not compared.
pub(crate) const SMALLEST_SIDE: i64 = 3;

/// The paid postings of a stratum that name the skill, or those that do not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Side {
    /// How many they are.
    pub(crate) n: i64,
    /// The median of their annual pay, interpolated as in [`super::pay::PayCount`].
    pub(crate) median: f64,
    /// The amount at [`rank`] from below.
    pub(crate) low: f64,
    /// The amount at [`rank`] from above.
    pub(crate) high: f64,
}

impl Side {
    /// Of these amounts, of which there is at least one.
    pub(crate) fn of(mut amounts: Vec<f64>) -> Self {
        amounts.sort_unstable_by(f64::total_cmp);
        let (low, high) = interval(&amounts);
        Self {
            n: i64::try_from(amounts.len()).unwrap_or(i64::MAX),
            median: quantile(&amounts, 0.5),
            low,
            high,
        }
    }

    /// The variance of the logarithm of the median, whatever the distribution: among n amounts in order the median of all
    /// stands √n/2 places from the middle (as its standard deviation), and a place there is worth what the amounts between
    /// the two ranks are apart, divided by their n + 1 − 2 · rank places.
    fn variance(&self) -> f64 {
        let places = real(self.n + 1 - 2 * rank(self.n));
        let place = (self.high.ln() - self.low.ln()) / places;
        place * place * real(self.n) / 4.0
    }
}

/// Like postings of a population: of one role, level, country and currency; those that state pay, which is never converted.
///
/// The country is the only region of that level among those in which the posting counts, its duplicates' included; postings with
/// none or with several belong to no stratum. Only strata with [`SMALLEST_SIDE`] postings on either side are counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stratum {
    /// Their role; postings without one are alike in that.
    pub(crate) role: Option<i32>,
    /// Their level; postings without one are alike in that.
    pub(crate) seniority: Option<i16>,
    /// Their country.
    pub(crate) country: i32,
    /// What they are paid in.
    pub(crate) currency: String,
    /// Those that name the skill.
    pub(crate) with: Side,
    /// Those that do not.
    pub(crate) without: Side,
}

/// The strata of a skill in an order that does not depend on who counted, so that sums come out the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Strata(Vec<Stratum>);

/// How many times the pay without a skill the pay with it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Premium {
    /// The ratio.
    pub(crate) ratio: f64,
    /// Lower end at 95 %.
    pub(crate) low: f64,
    /// Upper end at 95 %.
    pub(crate) high: f64,
}

impl Stratum {
    /// What the comparison of its sides is worth: the more, the more postings stand on the smaller side.
    fn weight(&self) -> f64 {
        let (with, without) = (real(self.with.n), real(self.without.n));
        with * without / (with + without)
    }

    /// The logarithm of the ratio of its medians.
    fn difference(&self) -> f64 {
        self.with.median.ln() - self.without.median.ln()
    }

    /// The variance of that.
    fn variance(&self) -> f64 {
        self.with.variance() + self.without.variance()
    }
}

impl Strata {
    /// Puts them in order.
    pub(crate) fn new(mut strata: Vec<Stratum>) -> Self {
        strata.sort_unstable_by(|a, b| {
            let rest = (a.role, a.seniority, a.country).cmp(&(b.role, b.seniority, b.country));
            rest.then_with(|| a.currency.cmp(&b.currency))
        });
        Self(strata)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many postings in them name the skill.
    pub(crate) fn with(&self) -> i64 {
        self.0.iter().map(|stratum| stratum.with.n).sum()
    }

    /// How many postings in them do not.
    pub(crate) fn without(&self) -> i64 {
        self.0.iter().map(|stratum| stratum.without.n).sum()
    }

    /// e to the mean of the strata's ln(median with ÷ median without), weighted by n₁n₀ ÷ (n₁ + n₀) (Mantel–Haenszel); none where
    /// there are no strata.
    /// The variance of that mean is Σ w² · variance ÷ (Σ w)², since strata have no posting in common.
    pub(crate) fn premium(&self) -> Option<Premium> {
        let (mut weights, mut differences, mut variances) = (0.0, 0.0, 0.0);
        for stratum in &self.0 {
            let weight = stratum.weight();
            weights += weight;
            differences += weight * stratum.difference();
            variances += weight * weight * stratum.variance();
        }
        if weights <= 0.0 {
            return None;
        }
        let mean = differences / weights;
        let reach = Z * variances.sqrt() / weights;
        Some(Premium {
            ratio: mean.exp(),
            low: (mean - reach).exp(),
            high: (mean + reach).exp(),
        })
    }
}

#[cfg(test)]
#[path = "premium/tests.rs"]
mod tests;
