//! Pay: amounts, currency and period as an employer states them. What is estimated, unclear or no pay at all reads as nothing.

mod currency;
mod number;
mod period;
mod schema;
mod text;
mod token;
mod why;

use entity::posting::PayPeriod;
use rust_decimal::Decimal;

use crate::raw::RawPay;

pub use currency::of_country as currency_of;
pub use number::amount;
pub use schema::from_schema;
pub use why::reasons;

/// Pay as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Lower end; none for "up to".
    pub min: Option<Decimal>,
    /// Upper end; none for "from".
    pub max: Option<Decimal>,
    /// ISO 4217 code, if said or told by the country.
    pub currency: Option<&'static str>,
    /// What the amounts are for.
    pub period: PayPeriod,
}

impl Pay {
    /// Both ends for a year of full-time work.
    #[must_use]
    pub fn annual(&self) -> (Option<Decimal>, Option<Decimal>) {
        let factor = Decimal::from(self.period.per_year());
        let year = |amount: Option<Decimal>| amount?.checked_mul(factor);
        (year(self.min), year(self.max))
    }
}

/// Reads pay; `country` (ISO 3166 alpha-2) settles what `$` or `kr` means, and the currency where none is said.
#[must_use]
pub fn read(pay: &RawPay, country: Option<&str>) -> Option<Pay> {
    match pay {
        RawPay::Text(text) => text::read(text, country),
        RawPay::Amounts {
            min,
            max,
            currency,
            period,
        } => {
            let stated = period.as_deref().map(str::trim).filter(|p| !p.is_empty());
            let period = match stated {
                Some(words) => Some(period::read(words)?),
                None => None,
            };
            let said = currency
                .as_deref()
                .and_then(|code| currency::named(code, country));
            let told = || country.and_then(currency::of_country);
            let given = currency
                .as_deref()
                .is_some_and(|code| !code.trim().is_empty());
            let currency = if given { Some(said?) } else { told() };
            Stated {
                min: *min,
                max: *max,
            }
            .settle(currency, period.flatten())
        }
    }
}

/// Two ends before they are checked.
#[derive(Clone, Copy, Debug, Default)]
struct Stated {
    min: Option<Decimal>,
    max: Option<Decimal>,
}

impl Stated {
    /// Zero means unknown, swapped ends are put right, and nobody is paid an implausible amount.
    fn settle(self, currency: Option<&'static str>, period: Option<PayPeriod>) -> Option<Pay> {
        let known = |end: Option<Decimal>| end.filter(|amount| *amount > Decimal::ZERO);
        let (mut min, mut max) = (known(self.min), known(self.max));
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            (min, max) = (max, min);
        }
        let low = min.or(max)?;
        let scale = Decimal::from(currency.map_or(1, currency::scale));
        let period = match period {
            Some(period) => period,
            None => period::likely(low.checked_div(scale)?)?,
        };
        let factor = Decimal::from(period.per_year()).checked_div(scale)?;
        let plausible = |end: Option<Decimal>| {
            end.is_none_or(|amount| {
                let year = amount.checked_mul(factor);
                year.is_some_and(|year| year >= LEAST && year <= MOST)
            })
        };
        (plausible(min) && plausible(max)).then_some(Pay {
            min,
            max,
            currency,
            period,
        })
    }
}

/// Bounds of a year's pay, in the scale of dollars.
const LEAST: Decimal = Decimal::from_parts(600, 0, 0, false, 0);
const MOST: Decimal = Decimal::from_parts(5_000_000, 0, 0, false, 0);

#[cfg(test)]
mod tests;
