//! Traps that make the usual figures wrong, each with postings made by hand.

use entity::posting::{Model, Requirement};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{
    fixture::{self, REGIONS, day, moment, posting, stored},
    server::Server,
};
use crate::world::World;

async fn served(postings: Vec<Model>) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &postings).await;
    Server::start(database).await
}

fn postings(ids: std::ops::RangeInclusive<i64>, change: impl Fn(&mut Model)) -> Vec<Model> {
    let one = |id| {
        let mut found = posting(id);
        change(&mut found);
        found
    };
    ids.map(one).collect()
}

#[tokio::test]
async fn only_eligible_postings_are_counted_and_all_of_them() {
    let mut all = postings(1..=30, |_| {});
    all.extend(postings(31..=60, |p| {
        (p.skill_ids, p.requirement_levels) = (vec![], vec![]);
    }));
    all.extend(postings(61..=70, |p| p.canonical_id = 1));
    all.extend(postings(71..=80, |p| p.complete = false));
    all.extend(postings(81..=90, |p| p.vocabulary_id = 1));
    let server = served(all).await;
    let found = server.data("{demand {postings rawPostings skill(slug: \"python\") {share {value numerator denominator}}}}").await;
    assert_eq!(
        found["demand"],
        json!({
            "postings": 60, "rawPostings": 70,
            "skill": {"share": {"value": 0.5, "numerator": 30, "denominator": 60}},
        })
    );
}

/// Twenty jobs in Berlin in spring, each with a copy in Paris in summer.
fn jobs_in_berlin_with_copies_in_paris() -> Vec<Model> {
    let mut all = postings(1..=20, |p| {
        p.last_seen = moment(day(2026, 4, 30));
        p.cluster_region_ids = Some(vec![1, 2, 3, 4, 6, 7, 8]);
        p.cluster_first_seen = Some(p.first_seen);
        p.cluster_last_open = Some(moment(day(2026, 8, 1)));
        p.cluster_posted_on = p.posted_on;
    });
    all.extend(postings(21..=40, |p| {
        p.canonical_id = p.id - 20;
        p.region_ids = REGIONS[8].2.to_vec();
        p.first_seen = moment(day(2026, 7, 1));
        p.posted_on = Some(day(2026, 7, 1));
        p.last_seen = moment(day(2026, 8, 1));
    }));
    all
}

#[tokio::test]
async fn a_job_counts_once_wherever_and_whenever_one_of_its_copies_was_open() {
    let server = served(jobs_in_berlin_with_copies_in_paris()).await;
    let found = server
        .data(
            "{demand {postings rawPostings intensity byRegion {nodes {region {code} share {numerator}}}
                trend(skill: \"python\") {share {denominator}}}
              paris: demand(filter: {regions: [\"FR\"]}) {postings rawPostings}
              berlin: demand(filter: {regions: [\"DE\"]}) {postings rawPostings intensity}
              new: demand(basis: NEWLY_POSTED) {postings rawPostings intensity}
              postings(first: 1) {totalCount nodes {
                regions {code} countedIn {code} duplicateCount duplicates {regions {code} canonical {duplicateCount canonical {id}}}}}}",
        )
        .await;
    let demand = &found["demand"];
    assert_eq!(
        (
            &demand["postings"],
            &demand["rawPostings"],
            &demand["intensity"]
        ),
        (&json!(20), &json!(20), &json!(1.0))
    );
    let nodes = demand["byRegion"]["nodes"].as_array().expect("nodes");
    assert_eq!(nodes.len(), 2, "in France and in Germany: {nodes:?}");
    assert!(nodes.iter().all(|node| node["share"]["numerator"] == 20));
    let thick = demand["trend"]
        .as_array()
        .expect("points")
        .iter()
        .filter(|point| point["share"]["denominator"] == 20);
    assert_eq!(thick.count(), 5, "from April to August");
    assert_eq!(found["paris"], json!({"postings": 20, "rawPostings": 20}));
    assert_eq!(
        found["berlin"],
        json!({"postings": 20, "rawPostings": 0, "intensity": 0.0})
    );
    assert_eq!(
        found["new"],
        json!({"postings": 0, "rawPostings": 20, "intensity": null})
    );
    let berlin = json!([{"code": "geonames:2950159"}]);
    let paris = json!([{"code": "geonames:2988507"}]);
    assert_eq!(found["postings"]["totalCount"], 20);
    assert_eq!(
        found["postings"]["nodes"][0],
        json!({
            "regions": berlin, "countedIn": [berlin[0], paris[0]], "duplicateCount": 1,
            "duplicates": [{"regions": paris, "canonical": {"duplicateCount": 1, "canonical": null}}],
        })
    );
}

#[tokio::test]
async fn too_few_postings_are_not_judged() {
    let all = postings(1..=19, |_| {});
    let server = served(all).await;
    let found = server
        .data(
            "{demand {postings suppressed {reason n minimum} skill(slug: \"python\") {rank}
          skills {totalCount nodes {rank}} byRegion(skill: \"python\") {suppressed totalCount}
          trend(skill: \"python\") {share {value}} scope {from to basis}}
          skill(slug: \"python\") {demand {rank}}}",
        )
        .await;
    assert_eq!(found["demand"]["postings"], 19);
    assert_eq!(
        found["demand"]["suppressed"],
        json!({"reason": "TOO_FEW_POSTINGS", "n": 19, "minimum": 20})
    );
    assert!(found["demand"]["skill"].is_null());
    assert_eq!(
        found["demand"]["skills"],
        json!({"totalCount": 0, "nodes": []})
    );
    assert_eq!(
        found["demand"]["byRegion"],
        json!({"suppressed": 0, "totalCount": 0})
    );
    let points = found["demand"]["trend"].as_array().expect("points");
    assert_eq!(points.len(), 12);
    assert!(points.iter().all(|point| point["share"].is_null()));
    assert_eq!(
        found["demand"]["scope"],
        json!({"from": "2026-07-01", "to": "2026-09-30", "basis": "ACTIVE"})
    );
    assert!(found["skill"]["demand"].is_null());
}

#[tokio::test]
async fn small_regions_are_left_out_and_counted() {
    let mut all = postings(1..=25, |_| {});
    all.extend(postings(26..=30, |p| p.region_ids = REGIONS[4].2.to_vec()));
    let server = served(all).await;
    let found = server.data(
        "{demand {with: byRegion(skill: \"python\") {suppressed totalCount nodes {region {code}}}
                  without: byRegion {suppressed totalCount}}}",
    ).await;
    assert_eq!(
        found["demand"],
        json!({
            "with": {"suppressed": 1, "totalCount": 1, "nodes": [{"region": {"code": "DE"}}]},
            "without": {"suppressed": 0, "totalCount": 2},
        })
    );
}

#[tokio::test]
async fn a_posting_in_several_countries_counts_once() {
    let everywhere: Vec<i32> = vec![1, 2, 3, 4, 5];
    let all = postings(1..=20, |p| p.region_ids.clone_from(&everywhere));
    let server = served(all).await;
    let found = server
        .data(
            "{world: demand {postings byRegion {nodes {share {numerator}}}}
          two: demand(filter: {regions: [\"DE\", \"FR\"]}) {postings}
          region(code: \"DE\") {demand(filter: {regions: [\"US\"]}) {postings}}}",
        )
        .await;
    assert_eq!(found["world"]["postings"], 20);
    assert_eq!(
        found["world"]["byRegion"]["nodes"],
        json!(vec![json!({"share": {"numerator": 20}}); 3])
    );
    assert_eq!(found["two"]["postings"], 20);
    assert_eq!(found["region"]["demand"]["postings"], 20);
}

#[tokio::test]
async fn evidence_of_being_open_decides_to_the_day() {
    let mut all = postings(1..=1, |p| {
        p.first_seen = day(2026, 10, 1)
            .and_hms_opt(0, 0, 0)
            .expect("a moment")
            .and_utc();
    });
    all.extend(postings(2..=2, |p| {
        p.first_seen = day(2026, 9, 30)
            .and_hms_opt(23, 59, 59)
            .expect("a moment")
            .and_utc();
    }));
    all.extend(postings(3..=3, |p| {
        p.last_seen = day(2026, 7, 1)
            .and_hms_opt(0, 0, 0)
            .expect("a moment")
            .and_utc();
    }));
    all.extend(postings(4..=4, |p| {
        p.last_seen = day(2026, 6, 30)
            .and_hms_opt(23, 59, 59)
            .expect("a moment")
            .and_utc();
    }));
    all.extend(postings(5..=5, |p| {
        p.closed_at = Some(moment(day(2026, 6, 30)));
    }));
    let server = served(all).await;
    let found = server
        .data("{postings {nodes {title}} demand {postings}}")
        .await;
    let mut titles: Vec<_> = found["postings"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["title"].as_str().expect("a title"))
        .collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Engineer 2", "Engineer 3"]);
    assert_eq!(found["demand"]["postings"], 2);
}

#[tokio::test]
async fn requirement_levels_are_shares_of_those_naming_the_skill() {
    let mut all = postings(1..=10, |p| {
        p.requirement_levels = vec![stored(Requirement::Required)];
    });
    all.extend(postings(11..=15, |p| {
        p.requirement_levels = vec![stored(Requirement::Nice)];
    }));
    all.extend(postings(16..=25, |p| {
        p.requirement_levels = vec![stored(Requirement::Unspecified)];
    }));
    all.extend(postings(26..=40, |p| {
        (p.skill_ids, p.requirement_levels) = (vec![4], vec![0]);
    }));
    let server = served(all).await;
    let found = server.data(
        "{demand {python: skill(slug: \"python\") {required {numerator denominator} nice {numerator denominator}}
                  sql: skill(slug: \"sql\") {share {numerator} required {value}}
                  rust: skill(slug: \"rust\") {rank share {value numerator}}}}",
    ).await;
    assert_eq!(
        found["demand"],
        json!({
            "python": {"required": {"numerator": 10, "denominator": 25}, "nice": {"numerator": 5, "denominator": 25}},
            "sql": {"share": {"numerator": 15}, "required": null},
            "rust": {"rank": 3, "share": {"value": 0.0, "numerator": 0}},
        })
    );
}

#[tokio::test]
async fn made_up_postings_are_announced() {
    let mut all = postings(1..=20, |_| {});
    all.extend(postings(21..=22, |p| p.source_id = 3));
    let server = served(all).await;
    let scope = "scope {sampleData vocabularyVersion method asOf sources {slug sample}}";
    let found = server.data(&format!(
        "{{all: demand {{postings {scope}}} real: demand(filter: {{sources: [\"board-a\"]}}) {{{scope}}}}}"
    )).await;
    assert_eq!(
        found["all"],
        json!({"postings": 22, "scope": {
            "sampleData": true, "vocabularyVersion": "new", "method": "/docs/method", "asOf": "2026-11-22T12:00:00+00:00",
            "sources": [{"slug": "board-a", "sample": false}, {"slug": "sample", "sample": true}],
        }})
    );
    assert_eq!(found["real"]["scope"]["sampleData"], false);
}

#[tokio::test]
async fn an_empty_database_answers_too() {
    let database = World::migrated().await;
    let server = Server::start(database).await;
    let found = server.data(
        "{demand {postings skills {totalCount} scope {vocabularyVersion unresolvedPlaces {value} sampleData}}
          postings {totalCount} roadmaps {totalCount} sources {totalCount} skills {totalCount} regions {totalCount}
          roles {totalCount} skill(slug: \"x\") {id} region(code: \"WORLD\") {id} role(slug: \"x\") {id} roadmap(slug: \"x\") {id}}",
    ).await;
    assert_eq!(
        found["demand"],
        json!({
            "postings": 0, "skills": {"totalCount": 0},
            "scope": {"vocabularyVersion": "none", "unresolvedPlaces": null, "sampleData": false},
        })
    );
    assert_eq!(found["region"], json!(null));
}

#[tokio::test]
async fn a_broken_database_says_nothing_about_itself() {
    let database = World::migrated().await;
    database
        .execute_unprepared("drop table skill_alias, roadmap_node_skill, skill cascade")
        .await
        .expect("dropped");
    let server = Server::start(database).await;
    let answer = server.answer("{skill(slug: \"python\") {id}}").await;
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    assert_eq!(error["extensions"]["id"].as_str().map(str::len), Some(16));
    assert!(!answer.to_string().contains("relation"), "{answer}");
    let ready = server
        .request(reqwest::Method::GET, "/readyz")
        .send()
        .await
        .expect("an answer");
    assert_eq!(ready.status(), 503);
    let lives = server
        .request(reqwest::Method::GET, "/healthz")
        .send()
        .await
        .expect("an answer");
    assert_eq!(lives.status(), 200);
}
