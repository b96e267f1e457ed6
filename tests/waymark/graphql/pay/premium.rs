//! What a skill adds to the pay of postings that are otherwise alike.

use std::collections::BTreeMap;

use entity::posting::{Model, Seniority};
use entity::run::Kind;
use ingest::catalogue;
use ingest::import::{Options, Progress, import_raw};
use ingest::raw::{BodyFormat, RawPay, RawPosting};
use sea_orm::prelude::Decimal;
use serde_json::json;

use super::{
    super::{
        fixture::{Dice, REGIONS, SKILLS, day, posting},
        oracle::{active, lies_in, names, readable},
        server::{Server, clock},
    },
    market::{paid, pays, served},
    quantile, rank, real, year,
};
use crate::world::{World, reader};

type Stratum<'a> = (Option<i32>, Option<Seniority>, &'static str, &'a str);

/// The pay with and without a skill, in order, by stratum.
fn strata<'a>(postings: &[&'a Model], skill: i32) -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut strata: BTreeMap<Stratum<'a>, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for posting in postings {
        let countries: Vec<_> = ["DE", "FR", "US"]
            .into_iter()
            .filter(|code| lies_in(posting, code))
            .collect();
        let (Some((pay, currency)), [country]) = (year(posting), &countries[..]) else {
            continue;
        };
        let stratum = (posting.role_id, posting.seniority, *country, currency);
        let sides = strata.entry(stratum).or_default();
        if names(posting, skill) {
            sides.0.push(pay);
        } else {
            sides.1.push(pay);
        }
    }
    let mut strata: Vec<_> = strata.into_values().collect();
    strata.retain(|(with, without)| with.len() >= 3 && without.len() >= 3);
    for (with, without) in &mut strata {
        with.sort_by(f64::total_cmp);
        without.sort_by(f64::total_cmp);
    }
    strata
}

/// The variance of the logarithm of a median, by the amounts around it.
fn variance(sorted: &[f64]) -> f64 {
    let (n, rank) = (sorted.len(), rank(sorted.len()));
    let apart = (sorted[n - rank] / sorted[rank - 1]).ln();
    (apart * real(n).sqrt() / 2.0 / real(n + 1 - 2 * rank)).powi(2)
}

/// Ratio, lower end and upper end.
fn expected(strata: &[(Vec<f64>, Vec<f64>)]) -> [f64; 3] {
    let (mut weights, mut sum, mut spread) = (0.0, 0.0, 0.0);
    for (with, without) in strata {
        let (n, m) = (real(with.len()), real(without.len()));
        let weight = n * m / (n + m);
        weights += weight;
        sum += weight * (quantile(with, 0.5) / quantile(without, 0.5)).ln();
        spread += weight.powi(2) * (variance(with) + variance(without));
    }
    let (mean, error) = (sum / weights, spread.sqrt() / weights);
    [0.0, -1.0, 1.0].map(|side| (mean + side * 1.959_963_984_540_054 * error).exp())
}

#[tokio::test]
async fn premiums_are_right_for_every_skill() {
    let (server, postings) = served(paid(4_000)).await;
    let (from, to) = (day(2025, 9, 1), day(2026, 11, 22));
    let mut judged = 0;
    for (filter, role) in [("{}", None), ("{roles: [\"backend-engineer\"]}", Some(3))] {
        let found = server
            .data(&format!(
                "{{demand(filter: {filter}, period: {{from: \"{from}\", to: \"{to}\"}}) {{skills {{nodes {{
                    skill {{slug}} premium {{... on Premium {{ratio low high strata n}} ... on Suppressed {{reason n minimum}}}}}}}}}}}}"
            ))
            .await;
        let eligible = |p: &&Model| {
            readable(p)
                && p.canonical_id == p.id
                && active(p, from, to)
                && role.is_none_or(|role| p.role_id == Some(role))
        };
        let inside: Vec<_> = postings.iter().filter(eligible).collect();
        for node in found["demand"]["skills"]["nodes"]
            .as_array()
            .expect("nodes")
        {
            let slug = node["skill"]["slug"].as_str().expect("a slug");
            let (skill, _) = (0..)
                .zip(SKILLS)
                .find(|(_, one)| *one == slug)
                .expect("a skill");
            let strata = strata(&inside, skill);
            let with: usize = strata.iter().map(|(with, _)| with.len()).sum();
            let without: usize = strata.iter().map(|(_, without)| without.len()).sum();
            let found = &node["premium"];
            if with.min(without) < 20 {
                let few =
                    json!({"reason": "TOO_FEW_SALARIES", "n": with.min(without), "minimum": 20});
                assert_eq!(*found, few, "{slug}");
                continue;
            }
            judged += 1;
            assert_eq!(found["strata"], strata.len(), "{slug}");
            assert_eq!(found["n"], with + without, "{slug}");
            for (name, expected) in ["ratio", "low", "high"].into_iter().zip(expected(&strata)) {
                let found = found[name].as_f64().expect("a number");
                assert!(
                    (found - expected).abs() < 1e-9,
                    "{slug} {name}: {found} {expected}"
                );
            }
            if slug == "python" && role.is_none() {
                let low = found["low"].as_f64().expect("a number");
                assert!(low > 1.1, "a fifth more is paid: {found}");
            }
        }
    }
    assert!(judged > 4, "{judged}");
}

#[tokio::test]
async fn only_postings_in_one_country_and_paid_alike_are_compared() {
    let mut postings: Vec<_> = (1..=120).map(posting).collect();
    for posting in &mut postings {
        pays(posting, 50_000 + posting.id * 10, "EUR");
        if posting.id % 2 == 0 {
            posting.skill_ids = vec![4];
        }
        match posting.id {
            // A second country by itself, one by its copies, none at all, another currency, role or level.
            41..=50 => posting.region_ids = vec![1, 2, 3, 4],
            51..=60 => posting.cluster_region_ids = Some(vec![1, 2, 3, 5, 6, 7]),
            61..=70 => posting.region_ids = vec![1, 2],
            71..=80 => posting.pay_currency = Some("USD".into()),
            81..=90 => posting.role_id = None,
            91..=100 => posting.seniority = Some(Seniority::Senior),
            101..=110 => posting.region_ids = REGIONS[8].2.to_vec(),
            // Three on one side and two on the other.
            111..=115 => posting.pay_currency = Some("GBP".into()),
            _ => {}
        }
    }
    let (server, _) = served(postings).await;
    let found = server
        .data("{demand {skill(slug: \"python\") {premium {... on Premium {strata n}}}}}")
        .await;
    // Forty and five in the plain stratum, ten in each of five others.
    let premium = json!({"strata": 5, "n": 85});
    assert_eq!(found["demand"]["skill"]["premium"], premium);
}

/// Levels as titles name them, what they pay, and how many of a hundred ask for Python, which by itself adds 3 %.
const LEVELS: [(&str, f64, f64); 3] = [
    ("Junior ", 52_000.0, 0.2),
    ("", 66_000.0, 0.5),
    ("Senior ", 82_000.0, 0.8),
];

/// A market in which those are asked for Python who are paid more anyway.
fn seniors_know_python(size: usize) -> Vec<RawPosting> {
    let mut dice = Dice::new(2);
    let mut unit = || {
        let number = u32::try_from(dice.below(1 << 30)).expect("small");
        (f64::from(number) + 0.5) / f64::from(1 << 30)
    };
    (0..size)
        .map(|id| {
            let (level, usual, asking) = LEVELS[id % 3];
            let python = unit() < asking;
            let normal = (-2.0 * unit().ln()).sqrt() * (std::f64::consts::TAU * unit()).cos();
            let middle = usual * if python { 1.03 } else { 1.0 } * (0.15 * normal).exp();
            let pay = |factor: f64| Decimal::from_f64_retain((middle * factor).round());
            RawPosting {
                source: "test".into(),
                external_id: id.to_string(),
                title: Some(format!("{level}Data Engineer")),
                company: Some(format!("Company {id}")),
                locations: vec!["Berlin, Germany".into()],
                posted: Some("2026-08-15".into()),
                body: format!(
                    "Requirements\n• {}\n• years of work on system number {id} that many people use every day",
                    if python { "Python and SQL" } else { "SQL" }
                ),
                format: BodyFormat::Text,
                pay: Some(RawPay::Amounts {
                    min: pay(0.9),
                    max: pay(1.1),
                    currency: Some("EUR".into()),
                    period: Some("year".into()),
                }),
                ..RawPosting::default()
            }
        })
        .collect()
}

#[tokio::test]
async fn a_skill_of_seniors_is_not_worth_what_seniority_is() {
    let world = World::new().await;
    let options = Options {
        files: Vec::new(),
        format: None,
        default_source: String::new(),
        observed: None,
        from_offset: None,
        now: clock(),
        text_days: 365,
    };
    let reader = reader();
    catalogue::write(world.pool(), &reader).await.unwrap();
    let (postings, progress) = (seniors_know_python(3_000), Progress::default());
    let summary = import_raw(
        world.pool(),
        &reader,
        Kind::Import,
        postings,
        &options,
        &progress,
    );
    assert_eq!(summary.await.unwrap().added, 3_000);
    let server = Server::start(world).await;
    let found = server
        .data(
            "{with: demand(filter: {skillsAll: [\"python\"]}) {pay {... on Pay {median n}}}
              without: demand(filter: {skillsNone: [\"python\"]}) {pay {... on Pay {median n}}}
              demand {postings skill(slug: \"python\") {premium {... on Premium {ratio low high strata n}}}}}",
        )
        .await;
    let median = |side: &str| -> f64 {
        let text = found[side]["pay"]["median"].as_str().expect("a median");
        text.parse().expect("a number")
    };
    let naive = median("with") / median("without");
    assert!((naive - 1.273).abs() < 0.03, "the usual way says {naive}");
    let premium = &found["demand"]["skill"]["premium"];
    let number = |name: &str| premium[name].as_f64().expect("a number");
    assert!((number("ratio") - 1.03).abs() < 0.015, "{premium}");
    assert!(number("low") < 1.03 && 1.03 < number("high"), "{premium}");
    assert!(number("high") - number("low") < 0.05, "{premium}");
    assert_eq!(
        (&premium["strata"], &premium["n"]),
        (&json!(3), &json!(3_000))
    );
}
