//! Random questions that ask for every field a population has, and the comparison of two answers.

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::graphql::fixture::{Dice, SKILLS, day};

/// Every statistic of a population.
const FIELDS: &str = "postings rawPostings intensity suppressed {reason n minimum}
    skills(first: 100) {totalCount nodes {skill {slug} rank share {value low high numerator denominator}
        growth {... on Growth {points low high z sources earlierFrom earlierTo laterFrom laterTo panel {slug} from {numerator denominator}
            to {numerator denominator}} ... on Suppressed {reason n minimum}}
        rankChange(against: PERIOD_BEFORE) required {numerator denominator} nice {numerator denominator} significance trend {month partial share {numerator denominator}}
        unspecified {numerator denominator} pay {... on Pay {currency period p25 median p75 medianLow medianHigh n converted ratesOf
            disclosed {numerator denominator}} ... on Suppressed {reason n minimum}}
        dollars: pay(currency: \"USD\", convert: true) {... on Pay {p25 median p75 medianLow medianHigh n converted ratesOf}}
        premium {... on Premium {ratio low high strata n} ... on Suppressed {reason n minimum}}
        together {skill {slug} both conditional {numerator denominator} lift npmi} sample(first: 2) {id}}}
    pay {... on Pay {currency p25 median p75 medianLow medianHigh n disclosed {numerator denominator}} ... on Suppressed {reason n minimum}}
    duration {... on Duration {medianDays medianLow medianHigh closedOnlyMedianDays n censored curve(days: 400) {day share low high}}
        ... on Suppressed {reason n minimum}}
    growing: skills(first: 3, orderBy: GROWTH, against: PERIOD_BEFORE) {nodes {skill {slug}}}
    significant: skills(first: 3, orderBy: SIGNIFICANCE) {nodes {skill {slug}}}
    skill(slug: \"rust\") {rank share {numerator denominator}}
    countries: byRegion {nodes {region {code} share {value low high numerator denominator}}}
    cities: byRegion(level: CITY, skill: \"python\") {nodes {region {code} share {numerator denominator}
        locationQuotient locationQuotientLow locationQuotientHigh}}
    trend(skill: \"sql\") {month partial share {value low high numerator denominator}}
    scope {from to basis sources {slug} vocabularyVersion unresolvedPlaces {value low high numerator denominator} sampleData
        answeredBy}";

/// Everything that readiness says of a market.
const READINESS: &str = "... on Readiness {fit fitLow fitHigh postings basis monthsToTarget marketReach {numerator denominator}
        gaps(first: 100) {skill {slug} fitGain months share {numerator denominator} substituteHeld {slug} closesWith {key}}
        strengths {slug} requirements {skills {slug} pick weight score demand {numerator denominator}}}
    ... on NotEnoughDemand {n minimum widerRegion {code}} ... on InputRejected {message}";

/// What a filter may ask, each with its values.
const PARTS: [(&str, &[&str]); 11] = [
    (
        "regions",
        &[
            r#"["DE"]"#,
            r#"["EU"]"#,
            r#"["US", "FR"]"#,
            r#"["WORLD"]"#,
            r#"["geonames:2950159"]"#,
        ],
    ),
    (
        "roles",
        &[
            r#"["machine-learning-engineer"]"#,
            r#"["backend-engineer", "computer-vision-engineer"]"#,
        ],
    ),
    (
        "skillsAll",
        &[
            r#"["python"]"#,
            r#"["sql", "python"]"#,
            r#"["communication", "kubernetes", "docker"]"#,
        ],
    ),
    ("skillsAny", &[r#"["rust", "docker"]"#, r#"["kubernetes"]"#]),
    (
        "skillsNone",
        &[r#"["python"]"#, r#"["rust", "communication"]"#],
    ),
    (
        "seniorities",
        &["[SENIOR]", "[INTERN, C_LEVEL]", "[DIRECTOR]"],
    ),
    ("workModes", &["[REMOTE]", "[ONSITE, HYBRID]"]),
    ("remoteScope", &[r#"["DE"]"#, r#"["FR"]"#, r#"["US"]"#]),
    (
        "sources",
        &[
            r#"["board-b"]"#,
            r#"["board-a", "sample"]"#,
            r#"["unread"]"#,
        ],
    ),
    (
        "payAtLeast",
        &[
            r#"{amount: 40000, currency: "EUR"}"#,
            r#"{amount: "1999.5", currency: "USD"}"#,
            r#"{amount: 1, currency: "CHF"}"#,
        ],
    ),
    (
        "companies",
        &[r#"["Globex"]"#, r#"["nobody"]"#, r#"["nobody", "acme"]"#],
    ),
];

/// A question about a population of a random market.
pub(super) fn random(dice: &mut Dice) -> String {
    let mut filter = Vec::new();
    for (name, values) in PARTS {
        if dice.below(6) == 0 {
            let at = dice.below(u64::try_from(values.len()).unwrap());
            filter.push(format!("{name}: {}", values[usize::try_from(at).unwrap()]));
        }
    }
    let basis = ["ACTIVE", "NEWLY_POSTED"][usize::try_from(dice.below(2)).unwrap()];
    format!(
        "{{demand(filter: {{{}}}, basis: {basis}{}) {{{FIELDS}}} {}}}",
        filter.join(", "),
        period(dice),
        readiness(dice)
    )
}

/// Readiness of somebody with random skills.
fn readiness(dice: &mut Dice) -> String {
    let skills = SKILLS.iter().skip(1).filter(|_| dice.below(3) == 0);
    let skills: Vec<String> = skills.map(|skill| format!("{skill:?}")).collect();
    let role =
        ["machine-learning-engineer", "backend-engineer"][usize::try_from(dice.below(2)).unwrap()];
    let region = ["WORLD", "EU", "DE"][usize::try_from(dice.below(3)).unwrap()];
    format!(
        "readiness(input: {{role: \"{role}\", region: \"{region}\", skills: [{}]}}) {{{READINESS}}}",
        skills.join(", ")
    )
}

fn period(dice: &mut Dice) -> String {
    let from: NaiveDate = day(2023, 12, 15) + Days::new(dice.below(1_000));
    match dice.below(5) {
        0 => String::new(),
        1 => format!(", period: {{lastMonths: {}}}", 1 + dice.below(24)),
        2 => ", period: {from: \"2024-02-29\", to: \"2024-02-29\"}".to_owned(),
        3 => ", period: {from: \"2024-03-01\", to: \"2026-06-30\"}".to_owned(),
        _ => {
            let to = from + Days::new(dice.below(400));
            format!(", period: {{from: \"{from}\", to: \"{to}\"}}")
        }
    }
}

/// Takes out of an answer who gave it.
pub(super) fn engine(answer: &mut Value) -> Option<Value> {
    let scope = answer.pointer_mut("/data/demand/scope")?.as_object_mut()?;
    scope.remove("answeredBy")
}

/// Where two answers differ; floats may by one part in a thousand million.
pub(super) fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => one
            .iter()
            .find_map(|(key, value)| difference(&format!("{path}.{key}"), value, other.get(key)?)),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (one, other))| difference(&format!("{path}[{at}]"), one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (a, b) = (one.as_f64()?, other.as_f64()?);
            let near = (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9);
            (!near).then(|| format!("{path}: {one} and {other}"))
        }
        _ => (one != other).then(|| format!("{path}: {one} and {other}")),
    }
}
