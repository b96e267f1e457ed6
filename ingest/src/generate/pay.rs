//! What a made-up posting pays, if it says so.

use entity::content::sample::{MarketPay, Role};
use entity::posting::{PayPeriod, Seniority};
use rust_decimal::Decimal;

use super::random::{bell, whole};
use crate::sample::pay::{level_percent, range};
use crate::sample::random::Random;

/// Of a hundred postings, how many say what they pay.
const STATED: u64 = 30;
/// How far pay for the same work spreads: the standard deviation of its logarithm.
const SPREAD: f64 = 0.2;

/// Pay as stated.
#[derive(Clone, Debug)]
pub(super) struct Pay {
    pub(super) min: Option<Decimal>,
    pub(super) max: Option<Decimal>,
    pub(super) currency: String,
    pub(super) period: PayPeriod,
}

impl Pay {
    /// As the posting writes it.
    pub(super) fn text(&self) -> String {
        let currency = &self.currency;
        let period = match self.period {
            PayPeriod::Hour => "hour",
            PayPeriod::Day => "day",
            PayPeriod::Week => "week",
            PayPeriod::Month => "month",
            PayPeriod::Year => "year",
        };
        match (self.min, self.max) {
            (Some(min), Some(max)) if min < max => format!("{currency} {min} - {max} a {period}"),
            (Some(min), Some(_)) => format!("{currency} {min} a {period}"),
            (Some(min), None) => format!("from {currency} {min} a {period}"),
            (None, Some(max)) => format!("up to {currency} {max} a {period}"),
            (None, None) => String::new(),
        }
    }
}

/// Pay for a posting whose skills lift it by so many percent.
pub(super) fn choose(
    random: &mut Random,
    market: &MarketPay,
    role: &Role,
    level: Option<Seniority>,
    premium: u64,
) -> Option<Pay> {
    if !random.percent(STATED) {
        return None;
    }
    let usual = market.year * role.pay * level_percent(level) * (100 + premium) / 1_000_000;
    let usual = f64::from(u32::try_from(usual).unwrap_or(u32::MAX));
    let yearly = u64::from(whole(usual * (SPREAD * bell(random)).exp()));
    let low = yearly * random.between(86, 100) / 100;
    let high = yearly * random.between(106, 128) / 100;
    let period = random.weighted(&market.periods.0, |(_, weight)| *weight).0;
    let (low, high) = range(yearly, (low, high), period);
    let (low, high) = (Some(Decimal::from(low)), Some(Decimal::from(high)));
    let stated = [(low, high), (low, low), (low, None), (None, high)];
    let (min, max) = random.choose(
        (stated[0], 80),
        &[(stated[1], 8), (stated[2], 6), (stated[3], 6)],
    );
    Some(Pay {
        min,
        max,
        currency: market.currency.clone(),
        period,
    })
}
