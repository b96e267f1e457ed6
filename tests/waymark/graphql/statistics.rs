//! Every figure against the same question answered the slow way.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::posting::Model;
use serde_json::{Value, json};

use super::{
    fixture::{self, SKILLS, day},
    oracle::{self, CASES, active, count, names, newly_posted, readable},
    server::Server,
};
use crate::world::World;

async fn random_market() -> (Server, Vec<Model>) {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let postings = fixture::market(1_500);
    fixture::store(&database, &postings).await;
    (Server::start(database).await, postings)
}

type Belongs = fn(&Model, NaiveDate, NaiveDate) -> bool;

#[tokio::test]
async fn shares_are_right_under_every_filter() {
    let (server, postings) = random_market().await;
    let period = (day(2026, 2, 10), day(2026, 8, 5));
    for (basis, belongs) in [
        ("ACTIVE", active as Belongs),
        ("NEWLY_POSTED", newly_posted),
    ] {
        for case in CASES {
            let inside =
                |p: &Model| readable(p) && belongs(p, period.0, period.1) && (case.holds)(p);
            let eligible = |p: &Model| inside(p) && p.canonical_id == p.id;
            let found = server.data(&format!(
                "{{demand(filter: {}, period: {{from: \"{}\", to: \"{}\"}}, basis: {basis}) {{
                    postings rawPostings suppressed {{n minimum}}
                    skills(first: 100) {{totalCount nodes {{skill {{slug}} rank share {{numerator denominator}}}}}}
                }}}}",
                case.filter, period.0, period.1
            )).await;
            let found = &found["demand"];
            let all = count(&postings, eligible);
            assert_eq!(found["postings"], all, "{basis} {}", case.filter);
            assert_eq!(
                found["rawPostings"],
                count(&postings, inside),
                "{basis} {}",
                case.filter
            );
            let skills = if all < 20 {
                vec![]
            } else {
                expected_skills(&postings, eligible, all)
            };
            assert_eq!(found["suppressed"].is_null(), all >= 20, "{}", case.filter);
            assert_eq!(
                found["skills"]["totalCount"],
                skills.len(),
                "{}",
                case.filter
            );
            assert_eq!(
                found["skills"]["nodes"],
                json!(skills),
                "{basis} {}",
                case.filter
            );
        }
    }
}

fn expected_skills(postings: &[Model], eligible: impl Fn(&Model) -> bool, all: i64) -> Vec<Value> {
    let mut counts: Vec<(i64, &str)> = (1..9)
        .map(|id| {
            let naming = count(postings, |p| eligible(p) && names(p, id));
            (naming, SKILLS[usize::try_from(id).expect("a small id")])
        })
        .filter(|(naming, _)| *naming > 0)
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let rank = |naming: i64| 1 + counts.iter().filter(|other| other.0 > naming).count();
    let row = |(naming, slug): &(i64, &str)| json!({"skill": {"slug": slug}, "rank": rank(*naming), "share": {"numerator": naming, "denominator": all}});
    counts.iter().map(row).collect()
}

#[tokio::test]
async fn regions_are_counted_once_each() {
    let (server, postings) = random_market().await;
    let (from, to) = (day(2026, 1, 1), day(2026, 6, 30));
    let eligible = |p: &Model| readable(p) && active(p, from, to) && p.canonical_id == p.id;
    let found = server.data(
        "{demand(period: {from: \"2026-01-01\", to: \"2026-06-30\"}) {
            postings
            plain: byRegion {nodes {region {code} share {numerator denominator} locationQuotient}}
            rust: byRegion(skill: \"rust\", level: COUNTRY) {suppressed nodes {region {code} share {numerator denominator value} locationQuotient}}
            cities: byRegion(level: CITY) {nodes {region {code}}}
            scope {unresolvedPlaces {numerator denominator}}
        }}",
    ).await;
    let found = &found["demand"];
    let all = count(&postings, eligible);
    let rust = count(&postings, |p| eligible(p) && names(p, 6));
    let mut plain = BTreeMap::new();
    for node in found["plain"]["nodes"].as_array().expect("nodes") {
        assert_eq!(node["share"]["denominator"], all);
        assert!(node["locationQuotient"].is_null());
        plain.insert(
            node["region"]["code"].as_str().expect("a code"),
            node["share"]["numerator"].as_i64(),
        );
    }
    let there = |code| count(&postings, |p| eligible(p) && oracle::lies_in(p, code));
    let expected: BTreeMap<_, _> = ["DE", "FR", "US"]
        .map(|code| (code, Some(there(code))))
        .into();
    assert_eq!(plain, expected);
    for node in found["rust"]["nodes"].as_array().expect("nodes") {
        let code = node["region"]["code"].as_str().expect("a code");
        let naming = count(&postings, |p| {
            eligible(p) && oracle::lies_in(p, code) && names(p, 6)
        });
        assert_eq!(node["share"]["numerator"], naming);
        assert_eq!(node["share"]["denominator"], there(code));
        let quotient = real(naming) / real(there(code)) / (real(rust) / real(all));
        assert!((node["locationQuotient"].as_f64().expect("a quotient") - quotient).abs() < 1e-9);
    }
    assert_eq!(found["cities"]["nodes"].as_array().map(Vec::len), Some(2));
    let lost = count(&postings, |p| eligible(p) && !p.place_resolved);
    assert_eq!(
        found["scope"]["unresolvedPlaces"],
        json!({"numerator": lost, "denominator": all})
    );
}

#[tokio::test]
async fn regions_inside_the_filter_and_no_others() {
    let (server, postings) = random_market().await;
    let found = server.data(
        "{demand(filter: {regions: [\"EU\"]}, period: {from: \"2026-01-01\", to: \"2026-06-30\"}) {
            byRegion {nodes {region {code} share {numerator denominator}}}
            cities: byRegion(level: CITY) {nodes {region {code}}}
            scope {unresolvedPlaces {denominator}}
        }}",
    ).await;
    let eligible = |p: &Model| {
        readable(p) && active(p, day(2026, 1, 1), day(2026, 6, 30)) && p.canonical_id == p.id
    };
    let codes: Vec<_> = found["demand"]["byRegion"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["region"]["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(codes.len(), 2);
    assert!(codes.contains(&"DE") && codes.contains(&"FR"), "{codes:?}");
    let both = count(&postings, |p| eligible(p) && oracle::lies_in(p, "EU"));
    assert_eq!(
        found["demand"]["byRegion"]["nodes"][0]["share"]["denominator"],
        both
    );
    assert_eq!(
        found["demand"]["scope"]["unresolvedPlaces"]["denominator"],
        count(&postings, eligible)
    );
}

#[tokio::test]
async fn series_are_right_month_by_month() {
    let (server, postings) = random_market().await;
    let found = server
        .data(
            "{demand(period: {from: \"2026-01-15\", to: \"2026-11-22\"}) {
            trend(skill: \"sql\") {month partial share {numerator denominator}}
            skill(slug: \"sql\") {trend {month partial share {numerator denominator}}}
        }}",
        )
        .await;
    let points = found["demand"]["trend"].as_array().expect("points");
    assert_eq!(points.len(), 11);
    assert_eq!(found["demand"]["skill"]["trend"], found["demand"]["trend"]);
    let mut gaps = 0;
    for (month, point) in (1_u32..).zip(points) {
        let first = day(2026, month, 1);
        let last = first
            .checked_add_months(chrono::Months::new(1))
            .and_then(|next| next.pred_opt())
            .expect("a day");
        let (from, to) = (first.max(day(2026, 1, 15)), last.min(day(2026, 11, 22)));
        let eligible = |p: &Model| readable(p) && p.canonical_id == p.id && active(p, from, to);
        let all = count(&postings, eligible);
        let naming = count(&postings, |p| eligible(p) && names(p, 4));
        assert_eq!(point["month"], first.to_string());
        assert_eq!(point["partial"], matches!(month, 1 | 11));
        if all < 20 {
            gaps += 1;
            assert!(point["share"].is_null());
        } else {
            assert_eq!(
                point["share"],
                json!({"numerator": naming, "denominator": all})
            );
        }
    }
    assert!(gaps < 11);
}

#[tokio::test]
async fn significance_compares_with_the_whole_period() {
    let (server, postings) = random_market().await;
    let found = server.data(
        "{demand(filter: {skillsAny: [\"rust\", \"kubernetes\"]}, period: {from: \"2026-01-01\", to: \"2026-06-30\"}) {
            skills(orderBy: SIGNIFICANCE, first: 100) {nodes {skill {slug} significance share {numerator denominator}}}
            names: skills(orderBy: NAME) {nodes {skill {slug}}}
            soft: skills(kind: SOFT_SKILL) {totalCount nodes {skill {slug kind}}}
        }}",
    ).await;
    let eligible = |p: &Model| {
        readable(p) && p.canonical_id == p.id && active(p, day(2026, 1, 1), day(2026, 6, 30))
    };
    let whole = real(count(&postings, eligible));
    let nodes = found["demand"]["skills"]["nodes"]
        .as_array()
        .expect("nodes");
    let mut previous = f64::INFINITY;
    for node in nodes {
        let slug = node["skill"]["slug"].as_str().expect("a slug");
        let id = i32::try_from(
            SKILLS
                .iter()
                .position(|skill| *skill == slug)
                .expect("a skill"),
        )
        .expect("small");
        let share = &node["share"];
        let f = share["numerator"].as_f64().expect("a number")
            / share["denominator"].as_f64().expect("a number");
        let b = real(count(&postings, |p| eligible(p) && names(p, id))) / whole;
        let score = node["significance"].as_f64().expect("a score");
        assert!((score - (f - b) * f / b).abs() < 1e-9, "{slug}");
        assert!(score <= previous);
        previous = score;
    }
    assert!(["rust", "kubernetes"].contains(&nodes[0]["skill"]["slug"].as_str().expect("a slug")));
    let names: Vec<_> = found["demand"]["names"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["skill"]["slug"].as_str().expect("a slug"))
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(found["demand"]["soft"]["totalCount"], 1);
}

fn real(count: i64) -> f64 {
    f64::from(i32::try_from(count).expect("few postings"))
}
