//! Rates of exchange into one currency, month by month.

use chrono::{Datelike, NaiveDate};
use entity::content::rate::Rates;
use sea_orm::prelude::Decimal;

use crate::failure::Failure;

/// What one unit of a currency was worth in another in a month.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rate {
    /// The currency.
    pub(crate) currency: String,
    /// The month, by [`month`].
    pub(crate) month: i32,
    /// What one unit of it was worth.
    pub(crate) factor: f64,
    /// The day of the rate.
    pub(crate) day: NaiveDate,
}

/// Every rate into one currency; a posting is converted at the rate of the month of the day it was posted on, or first seen on
/// where nobody said, in UTC, and of the last month that has rates where its own comes after.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exchange {
    /// The currency that amounts are converted into; there is no rate from it.
    pub(crate) into: &'static str,
    /// The rates; a currency has none for months in which it was not published.
    pub(crate) rates: Vec<Rate>,
    /// The last month that has rates.
    pub(crate) last_month: i32,
}

impl Exchange {
    /// The shipped rates into a currency; none where they do not know it.
    pub(crate) fn into_currency(into: &'static str) -> Result<Self, Failure> {
        let table = Rates::embedded().map_err(|cause| Failure::internal(&cause))?;
        let mut rates = Vec::new();
        for day in table.days() {
            for currency in table.currencies().filter(|currency| *currency != into) {
                let factor = table.convert(Decimal::ONE, currency, into, day);
                let factor = factor.and_then(|(factor, _)| f64::try_from(factor).ok());
                rates.extend(factor.map(|factor| Rate {
                    currency: currency.to_owned(),
                    month: month(day),
                    factor,
                    day,
                }));
            }
        }
        Ok(Self {
            into,
            rates,
            last_month: table.last_day().map_or(0, month),
        })
    }
}

/// The number of a day's month: twelve to a year, January of the year 0 being 0.
pub(crate) fn month(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(exchange: &Exchange, currency: &str, year: i32, month: i32) -> Option<f64> {
        let wanted = year * 12 + month - 1;
        let found = exchange
            .rates
            .iter()
            .filter(|rate| rate.currency == currency && rate.month == wanted);
        let found: Vec<_> = found.map(|rate| rate.factor).collect();
        assert!(found.len() <= 1);
        found.first().copied()
    }

    #[test]
    fn rates_are_those_of_the_month() {
        let euros = Exchange::into_currency("EUR").unwrap();
        // What one euro was worth on 30 October 2026 stands in the table: 1.1172 dollars, 0.8338 pounds.
        assert!((rate(&euros, "USD", 2026, 10).unwrap() - 1.0 / 1.1172).abs() < 1e-12);
        let pounds = Exchange::into_currency("GBP").unwrap();
        assert!((rate(&pounds, "USD", 2026, 10).unwrap() - 0.8338 / 1.1172).abs() < 1e-12);
        assert!((rate(&pounds, "EUR", 2026, 10).unwrap() - 0.8338).abs() < 1e-12);
        assert_eq!(rate(&pounds, "GBP", 2026, 10), None);
        assert_eq!(rate(&euros, "HRK", 2026, 10), None);
        assert!(rate(&euros, "HRK", 2022, 12).is_some());
        assert_eq!(rate(&euros, "USD", 2012, 12), None);
        assert!(euros.last_month >= 2026 * 12 + 9);
    }

    #[test]
    fn an_unpublished_currency_has_no_rates() {
        assert_eq!(Exchange::into_currency("KZT").unwrap().rates, []);
    }
}
