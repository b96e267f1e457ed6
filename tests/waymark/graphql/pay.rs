//! Pay and what a skill adds to it, against the same figures worked out posting by posting.

mod filter;
mod market;
mod premium;
mod years;

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use entity::content::rate::Rates;
use entity::pay::annual;
use entity::posting::Model;
use sea_orm::prelude::Decimal;
use serde_json::{Value, json};

use super::{
    fixture::{SKILLS, day},
    oracle::{CASES, Case, active, count, names, newly_posted, readable},
    server::Server,
};
use market::{paid, served};

/// The fields of a pay.
const FIELDS: &str = "{__typename
    ... on Pay {currency period p25 median medianLow medianHigh p75 n converted ratesOf disclosed {numerator denominator}}
    ... on Suppressed {reason n minimum}}";

type Belongs = fn(&Model, NaiveDate, NaiveDate) -> bool;

/// A year's pay of a posting and its currency.
pub(super) fn year(posting: &Model) -> Option<(f64, &str)> {
    let pay = annual(posting.pay_min, posting.pay_max, posting.pay_period?)?;
    let exact = f64::from(u32::try_from(pay).expect("a plausible pay"));
    Some((exact, posting.pay_currency.as_deref()?))
}

/// The quantile of amounts in order.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let last = sorted.len() - 1;
    let exact = q * f64::from(u32::try_from(last).expect("few amounts"));
    let below = (0..=last)
        .rev()
        .find(|at| real(*at) <= exact)
        .expect("a place");
    let above = (below + 1).min(last);
    sorted[below] + (exact - real(below)) * (sorted[above] - sorted[below])
}

/// Where the interval of a median begins, counted from either end.
pub(super) fn rank(n: usize) -> usize {
    let exact = real(n + 1) / 2.0 - 0.979_981_992_270_027 * real(n).sqrt();
    let below = (1..n).rev().find(|rank| real(*rank) <= exact);
    below.unwrap_or(1)
}

pub(super) fn real(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a small number"))
}

/// The pay into which the pay of a posting is converted, and the day of its rate; what is paid in it anyway has none.
fn converted(posting: &Model, into: &str) -> Option<(f64, Option<NaiveDate>)> {
    let (pay, currency) = year(posting)?;
    if currency == into {
        return Some((pay, None));
    }
    let posted = posting.posted_on.unwrap_or(posting.first_seen.date_naive());
    let next = posted.with_day(1)?.checked_add_months(Months::new(1))?;
    let rates = Rates::embedded().expect("rates");
    let (one, rate_day) = rates.convert(Decimal::ONE, currency, into, next.pred_opt()?)?;
    Some((pay * f64::try_from(one).ok()?, Some(rate_day)))
}

/// What is to be found for some postings, paid in a currency or converted into it.
fn expected(postings: &[&Model], currency: &str, convert: bool) -> Value {
    let in_it = |p: &&Model| {
        let (pay, day) = converted(p, currency)?;
        (convert || year(p)?.1 == currency).then_some((pay, day))
    };
    let found: Vec<_> = postings.iter().filter_map(in_it).collect();
    let n = found.len();
    if n < 5 {
        return json!({"__typename": "Suppressed", "reason": "TOO_FEW_SALARIES", "n": n, "minimum": 5});
    }
    let mut amounts: Vec<_> = found.iter().map(|(pay, _)| *pay).collect();
    amounts.sort_by(f64::total_cmp);
    let rank = rank(n);
    let rates_of = found.iter().filter_map(|(_, day)| *day).max();
    json!({
        "__typename": "Pay", "currency": currency, "period": "YEAR", "n": n,
        "p25": quantile(&amounts, 0.25), "median": quantile(&amounts, 0.5), "p75": quantile(&amounts, 0.75),
        "medianLow": amounts[rank - 1], "medianHigh": amounts[n - rank],
        "converted": rates_of.is_some(), "ratesOf": rates_of.map(|day| day.to_string()),
        "disclosed": {"numerator": postings.iter().filter(|p| year(p).is_some()).count(), "denominator": postings.len()},
    })
}

/// Whether an answer is what was expected, amounts being rounded to cents.
fn check(found: &Value, expected: &Value, what: &str) {
    let (found, expected) = (object(found), object(expected));
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "{what}: {found:?}"
    );
    for (name, expected) in expected {
        let found = &found[&name];
        match (found.as_str().map(str::parse::<f64>), expected.as_f64()) {
            (Some(Ok(found)), Some(expected)) => {
                assert!(
                    (found - expected).abs() < 0.005_001,
                    "{what}: {name} {found} {expected}"
                );
            }
            _ => assert_eq!(*found, expected, "{what}: {name}"),
        }
    }
}

fn object(value: &Value) -> BTreeMap<String, Value> {
    let object = value.as_object().expect("an object");
    object
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The currency that most of some postings are paid in.
fn main_currency(postings: &[&Model]) -> &'static str {
    let most = |currency: &'static str| {
        let there = postings
            .iter()
            .filter(|p| year(p).is_some_and(|(_, found)| found == currency));
        (there.count(), std::cmp::Reverse(currency))
    };
    market::CURRENCIES
        .into_iter()
        .max_by_key(|currency| most(currency))
        .expect("one")
}

/// Ways to ask, with the currency that is meant and whether others are converted; none is the main one.
const ASKED: [(&str, Option<&str>, bool); 5] = [
    ("", None, false),
    ("(currency: \"USD\")", Some("USD"), false),
    ("(convert: true)", None, true),
    ("(currency: \"GBP\", convert: true)", Some("GBP"), true),
    ("(currency: \"KZT\", convert: true)", Some("KZT"), true),
];

/// Checks every way to ask for the pay of some postings; `main` is the market's main currency.
fn check_all(found: &Value, postings: &[&Model], main: &'static str, what: &str) {
    for (at, (asked, currency, convert)) in ASKED.into_iter().enumerate() {
        let expected = expected(postings, currency.unwrap_or(main), convert);
        check(
            &found[format!("a{at}")],
            &expected,
            &format!("{what} {asked}"),
        );
    }
}

async fn compare(server: &Server, postings: &[Model], case: &Case, basis: &str, belongs: Belongs) {
    let (from, to) = (day(2026, 2, 10), day(2026, 8, 5));
    let eligible = |p: &&Model| {
        readable(p) && p.canonical_id == p.id && belongs(p, from, to) && (case.holds)(p)
    };
    let inside: Vec<_> = postings.iter().filter(eligible).collect();
    let fields = (0..)
        .zip(ASKED)
        .map(|(at, (asked, ..))| format!("a{at}: pay{asked} {FIELDS} "));
    let fields: String = fields.collect();
    let filter = case.filter;
    let found = server
        .data(&format!(
            "{{demand(filter: {filter}, period: {{from: \"{from}\", to: \"{to}\"}}, basis: {basis}) {{
                {fields} skills(first: 3) {{nodes {{skill {{slug}} {fields}}}}}}}}}"
        ))
        .await;
    let main = main_currency(&inside);
    check_all(
        &found["demand"],
        &inside,
        main,
        &format!("{basis} {filter}"),
    );
    for node in found["demand"]["skills"]["nodes"]
        .as_array()
        .expect("nodes")
    {
        let slug = node["skill"]["slug"].as_str().expect("a slug");
        let skill = (0..).zip(SKILLS).find(|(_, one)| *one == slug);
        let (skill, _) = skill.expect("a skill");
        let naming: Vec<_> = inside.iter().copied().filter(|p| names(p, skill)).collect();
        check_all(node, &naming, main, &format!("{basis} {filter} {slug}"));
    }
}

#[tokio::test]
async fn pay_is_right_under_every_filter() {
    let (server, postings) = served(paid(1_500)).await;
    for case in CASES {
        compare(&server, &postings, case, "ACTIVE", active).await;
        compare(&server, &postings, case, "NEWLY_POSTED", newly_posted).await;
    }
    assert!(count(&postings, |p| year(p).is_some()) > 500);
}

#[tokio::test]
async fn four_stated_amounts_are_no_median() {
    let mut postings: Vec<_> = (1..=40).map(super::fixture::posting).collect();
    for posting in &mut postings[..4] {
        market::pays(posting, 50_000 + posting.id, "EUR");
    }
    for posting in &mut postings[4..9] {
        market::pays(posting, 60_000 + posting.id, "CHF");
    }
    // An amount without a currency, and a currency without an amount, say nothing.
    market::pays(&mut postings[10], 70_000, "CHF");
    postings[10].pay_currency = None;
    postings[11].pay_currency = Some("CHF".into());
    let (server, _) = served(postings).await;
    let found = server
        .data(
            "{demand {main: pay {... on Pay {currency n median disclosed {numerator denominator}}}
                euros: pay(currency: \"EUR\") {... on Suppressed {reason n minimum}}
                both: pay(currency: \"EUR\", convert: true) {... on Pay {n converted ratesOf}}
                skill(slug: \"sql\") {pay {... on Suppressed {reason n minimum}} premium {... on Suppressed {reason n minimum}}}}
              none: demand(filter: {regions: [\"US\"]}) {pay {... on Suppressed {n}}}}",
        )
        .await;
    let few = |n, minimum| json!({"reason": "TOO_FEW_SALARIES", "n": n, "minimum": minimum});
    assert_eq!(
        found["demand"],
        json!({
            "main": {"currency": "CHF", "n": 5, "median": "60007", "disclosed": {"numerator": 9, "denominator": 40}},
            "euros": few(4, 5),
            "both": {"n": 9, "converted": true, "ratesOf": "2026-04-30"},
            "skill": {"pay": few(0, 5), "premium": few(0, 20)},
        })
    );
    assert_eq!(found["none"]["pay"], json!({"n": 0}));
    for code in ["eur", "XYZ", "EURO", ""] {
        let (kind, message) = server
            .error(&format!(
                "{{demand {{pay(currency: \"{code}\") {{__typename}}}}}}"
            ))
            .await;
        assert_eq!(kind, "INVALID_INPUT");
        assert!(
            message.contains(&format!("no currency {code:?}")),
            "{message}"
        );
    }
}
