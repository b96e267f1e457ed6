//! Pay: what the postings of a population that state it are paid in a year, currency by currency.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::suggestion;
use sea_orm::FromQueryResult;

use super::{
    interval::{Z, real},
    unknown::complaint,
};
use crate::failure::{Failure, quoted};

/// Below how many stated amounts nothing is said about pay.
pub(crate) const MINIMUM: i64 = 5;

/// The pay that some postings state in one currency.
///
/// An amount is a posting's own annual pay (`entity::pay::annual`), as a double, times the rate of exchange where it was
/// converted; a posting states pay if it has a currency and that pay. Quantiles are interpolated between neighbours: the amount
/// at place q · (n − 1) in ascending order, from 0, a + (b − a) · fraction.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct PayCount {
    /// What they are paid in, or what their pay was converted into.
    pub(crate) currency: String,
    /// How many they are.
    pub(crate) n: i64,
    /// A quarter of them is paid less.
    pub(crate) p25: f64,
    /// Half of them is paid less.
    pub(crate) median: f64,
    /// A quarter of them is paid more.
    pub(crate) p75: f64,
    /// The amount at [`rank`] from below.
    pub(crate) low: f64,
    /// The amount at [`rank`] from above.
    pub(crate) high: f64,
    /// The latest day of a rate that one of them was converted at; none where none was converted.
    pub(crate) rates_of: Option<NaiveDate>,
}

impl PayCount {
    /// Of these amounts, of which there is at least one.
    pub(crate) fn of(currency: &str, mut amounts: Vec<f64>, rates_of: Option<NaiveDate>) -> Self {
        amounts.sort_unstable_by(f64::total_cmp);
        let (low, high) = interval(&amounts);
        Self {
            currency: currency.to_owned(),
            n: i64::try_from(amounts.len()).unwrap_or(i64::MAX),
            p25: quantile(&amounts, 0.25),
            median: quantile(&amounts, 0.5),
            p75: quantile(&amounts, 0.75),
            low,
            high,
            rates_of,
        }
    }
}

/// The quantile of ascending amounts, interpolated as [`PayCount`] says; 0 of none.
pub(crate) fn quantile(amounts: &[f64], q: f64) -> f64 {
    let last = amounts.len().saturating_sub(1);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among amounts lies between 0 and their number"
    )]
    let (place, below) = {
        let place = q * last as f64;
        (place, place.floor() as usize)
    };
    let at = |place: usize| amounts.get(place.min(last)).copied().unwrap_or(0.0);
    at(below) + (at(below + 1) - at(below)) * place.fract()
}

/// The amounts at [`rank`] from below and from above of ascending amounts; 0 of none.
pub(crate) fn interval(amounts: &[f64]) -> (f64, f64) {
    let rank = rank(i64::try_from(amounts.len()).unwrap_or(i64::MAX));
    let place = usize::try_from(rank - 1).unwrap_or(0);
    let low = amounts.get(place).copied().unwrap_or(0.0);
    let high = amounts.iter().rev().nth(place).copied().unwrap_or(0.0);
    (low, high)
}

/// Where the 95 % interval of a median begins and ends among n amounts, counted from either end, from 1: the largest rank not
/// above (n + 1)/2 − 0.98 · √n, but at least 1. However pay is distributed, the median of all lies between in 95 of 100 samples
/// (in 93.75 where n is 5).
pub(crate) fn rank(n: i64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "it is less than n")]
    let rank = (real(n + 1) / 2.0 - Z / 2.0 * real(n).sqrt()).floor() as i64;
    rank.max(1)
}

/// The pay of a population and of those of its postings that name a skill, by currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PayTable {
    /// Of all postings (no skill) and of those that name a skill; currencies in no order, each once and of at least one posting.
    pub(crate) rows: HashMap<Option<i32>, Vec<PayCount>>,
}

impl PayTable {
    fn of(&self, skill: Option<i32>) -> &[PayCount] {
        self.rows.get(&skill).map_or(&[], Vec::as_slice)
    }

    /// How many postings state their pay, in whatever currency.
    pub(crate) fn disclosed(&self, skill: Option<i32>) -> i64 {
        self.of(skill).iter().map(|row| row.n).sum()
    }

    /// The pay in one currency; none where nobody states it.
    pub(crate) fn paid_in(&self, skill: Option<i32>, currency: &str) -> Option<&PayCount> {
        self.of(skill).iter().find(|row| row.currency == currency)
    }

    /// The currency that most postings of the population are paid in, the first in the alphabet among equals.
    pub(crate) fn main_currency(&self) -> Option<&str> {
        let most = |row: &&PayCount| (row.n, std::cmp::Reverse(row.currency.clone()));
        let row = self.of(None).iter().max_by_key(most);
        row.map(|row| row.currency.as_str())
    }
}

/// The currency of a code.
pub(crate) fn currency(code: &str) -> Result<&'static str, Failure> {
    let known = entity::currency::code(code);
    known.ok_or_else(|| {
        let near = suggestion::nearest(code, entity::currency::codes());
        let place = "a code of ISO 4217 such as EUR is wanted";
        Failure::invalid(complaint("currency", code, near.map(quoted), place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(currency: &str, n: i64) -> PayCount {
        PayCount {
            currency: currency.into(),
            n,
            p25: 0.0,
            median: 0.0,
            p75: 0.0,
            low: 0.0,
            high: 0.0,
            rates_of: None,
        }
    }

    #[test]
    fn the_main_currency_is_that_of_most_and_the_first_among_equals() {
        let mut table = PayTable::default();
        assert_eq!(table.main_currency(), None);
        let all = vec![row("USD", 4), row("CHF", 7), row("EUR", 7)];
        table.rows.insert(None, all);
        table.rows.insert(Some(1), vec![row("USD", 4)]);
        assert_eq!(table.main_currency(), Some("CHF"));
        assert_eq!(table.disclosed(None), 18);
        assert_eq!(table.disclosed(Some(1)), 4);
        assert_eq!(table.disclosed(Some(2)), 0);
        assert_eq!(table.paid_in(Some(1), "CHF"), None);
        assert_eq!(table.paid_in(None, "CHF").map(|row| row.n), Some(7));
    }

    /// The probability that fewer than so many of n amounts lie below the median of all.
    fn fewer(n: i64, rank: i64) -> f64 {
        let (mut term, mut sum) = (0.5_f64.powf(real(n)), 0.0);
        for below in 0..rank {
            sum += term;
            term *= real(n - below) / real(below + 1);
        }
        sum
    }

    #[test]
    fn the_median_lies_between_the_ranks_in_95_of_100_samples() {
        assert!((2.0 * fewer(5, rank(5)) - 0.0625).abs() < 1e-12);
        for n in 6..1_000 {
            let outside = 2.0 * fewer(n, rank(n));
            assert!(outside <= 0.05, "{n}: {outside}");
            assert!(rank(n) == 1 || outside > 0.01, "{n}: {outside}");
        }
    }

    #[test]
    fn currencies_are_codes() {
        assert_eq!(currency("EUR"), Ok("EUR"));
        let Err(Failure::Invalid(message)) = currency("eur\"") else {
            panic!("it is no code");
        };
        assert!(message.contains(r#"no currency "eur\"""#), "{message}");
    }
}
