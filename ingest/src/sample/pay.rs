//! What a made-up posting pays, and how it says so.

use entity::content::sample::{Forms, Language, Market, PayForm, Role};
use entity::posting::{PayPeriod, Seniority};
use rust_decimal::Decimal;

use super::StatedPay;
use super::demand::Asked;
use super::random::Random;
use super::wording::{fill, grouped};
use crate::raw::RawPay;

/// Pay as posted, with what it means.
pub(super) struct Pay {
    pub(super) raw: RawPay,
    pub(super) stated: StatedPay,
}

/// Pay for a posting.
pub(super) fn choose(
    random: &mut Random,
    forms: &Forms,
    market: &Market,
    role: &Role,
    level: Option<Seniority>,
    asked: &[Asked<'_>],
    language: Language,
) -> Pay {
    let premium: u64 = asked.iter().map(|one| one.skill.premium).sum();
    let yearly = market.pay.year * role.pay * level_percent(level) * (100 + premium) / 1_000_000;
    let low = yearly * random.between(86, 100) / 100;
    let high = yearly * random.between(106, 128) / 100;
    let period = random
        .weighted(&market.pay.periods.0, |(_, weight)| *weight)
        .0;
    let (min, max) = range(yearly, (low, high), period);
    let fitting: Vec<&PayForm> = fitting(forms, market, period, language).collect();
    let form = fitting.get(random.index(fitting.len()));
    match form.filter(|_| random.percent(62)) {
        Some(form) => in_words(form, market, period, min, max),
        None => in_fields(random, market, period, min, max),
    }
}

/// Amounts for a year as amounts for a period, as round as postings state them.
pub(crate) fn range(yearly: u64, (low, high): (u64, u64), period: PayPeriod) -> (u64, u64) {
    let (parts, step) = match period {
        PayPeriod::Hour => (2_080, 1),
        PayPeriod::Day => (260, 10),
        PayPeriod::Week => (52, 50),
        PayPeriod::Month => (12, 100),
        PayPeriod::Year => (1, 1_000),
    };
    // Currencies of small units round to more zeros.
    let step = if yearly > 1_500_000 { step * 100 } else { step };
    let round = |amount: u64| (amount / parts / step).max(1) * step;
    (round(low), round(high).max(round(low) + step))
}

fn in_words(form: &PayForm, market: &Market, period: PayPeriod, min: u64, max: u64) -> Pay {
    // What a form leaves out is not stated either.
    let unit = if form.text.contains("_lakh}") {
        100_000
    } else if form.text.contains("_k}") {
        1_000
    } else {
        1
    };
    let min = min / unit * unit;
    let max = (max / unit * unit).max(min + unit);
    let (low, high) = (Decimal::from(min), Decimal::from(max));
    let stated_max = if form.text.contains("{max") {
        Some(high)
    } else {
        (!form.text.starts_with("from")).then_some(low)
    };
    Pay {
        raw: RawPay::Text(written(form, market, min, max)),
        stated: StatedPay {
            min: form.text.contains("{min").then_some(low),
            max: stated_max,
            currency: market.pay.currency.clone(),
            period,
        },
    }
}

fn in_fields(random: &mut Random, market: &Market, period: PayPeriod, min: u64, max: u64) -> Pay {
    let (min, max) = (Some(Decimal::from(min)), Some(Decimal::from(max)));
    let currency = market.pay.currency.clone();
    Pay {
        raw: RawPay::Amounts {
            min,
            max,
            currency: Some(currency.clone()),
            period: Some(period_word(random, period).to_owned()),
        },
        stated: StatedPay {
            min,
            max,
            currency,
            period,
        },
    }
}

fn fitting<'a>(
    forms: &'a Forms,
    market: &'a Market,
    period: PayPeriod,
    language: Language,
) -> impl Iterator<Item = &'a PayForm> {
    forms.pay.iter().filter(move |form| {
        let fits_currency = match &form.currency {
            Some(currency) => *currency == market.pay.currency,
            None => true,
        };
        form.period == period
            && fits_currency
            && form.language.is_none_or(|wanted| wanted == language)
    })
}

fn written(form: &PayForm, market: &Market, min: u64, max: u64) -> String {
    let code = &market.pay.currency;
    let before = format!("{code} ");
    let symbol = market.pay.symbol.as_ref().unwrap_or(&before);
    fill(
        &form.text,
        &[
            ("symbol", symbol),
            ("code", code),
            ("min", &grouped(min, ',')),
            ("max", &grouped(max, ',')),
            ("min_dot", &grouped(min, '.')),
            ("max_dot", &grouped(max, '.')),
            ("min_k", &(min / 1_000).to_string()),
            ("max_k", &(max / 1_000).to_string()),
            ("min_lakh", &(min / 100_000).to_string()),
            ("max_lakh", &(max / 100_000).to_string()),
        ],
    )
}

/// Percent of usual pay at a level.
pub(crate) fn level_percent(level: Option<Seniority>) -> u64 {
    match level {
        Some(Seniority::Intern) => 42,
        Some(Seniority::Junior) => 70,
        Some(Seniority::Senior) => 124,
        Some(Seniority::Staff | Seniority::Lead) => 142,
        Some(Seniority::Principal) => 160,
        _ => 100,
    }
}

fn period_word(random: &mut Random, period: PayPeriod) -> &'static str {
    let (plain, other) = match period {
        PayPeriod::Hour => ("hour", "hourly"),
        PayPeriod::Day => ("day", "daily"),
        PayPeriod::Week => ("week", "weekly"),
        PayPeriod::Month => ("month", "monthly"),
        PayPeriod::Year => ("year", "1 YEAR"),
    };
    if random.percent(50) { plain } else { other }
}
