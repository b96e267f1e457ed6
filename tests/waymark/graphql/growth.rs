//! Growth over the same sources: the traps that make it wrong, each in a market whose truth is known, and every figure
//! against the same question answered the slow way.

use chrono::{Days, NaiveDate};
use entity::posting::Model;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{
    fixture::{self, Dice, day, moment, posting},
    server::Server,
};
use crate::world::World;

const PYTHON: i32 = 1;
const RUST: i32 = 6;

/// A server on postings of the fixture's sources, and of as many more as somebody wants, from `board-11` on.
async fn served(postings: &[Model], more_sources: i32) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    for id in 11..11 + more_sources {
        let source = format!(
            "insert into source (id, slug, name, sample) values ({id}, 'board-{id}', 'Board {id}', false)"
        );
        database
            .execute_unprepared(&source)
            .await
            .expect("the source is stored");
    }
    fixture::store(&database, postings).await;
    Server::start(database).await
}

/// Postings under way: each next one has the next id.
struct Writer {
    dice: Dice,
    postings: Vec<Model>,
}

impl Writer {
    fn new() -> Self {
        Self {
            dice: Dice::new(11),
            postings: Vec::new(),
        }
    }

    /// So many postings of a source that open on any day of a quarter for a few days; a quarter of them names Python, and so
    /// many of a hundred Rust.
    fn quarter(&mut self, source: i32, first: NaiveDate, count: usize, rust: u64) {
        for _ in 0..count {
            let opened = first + Days::new(self.dice.below(90));
            let mut skills = Vec::new();
            if self.dice.below(100) < 25 {
                skills.push(PYTHON);
            }
            if self.dice.below(100) < rust {
                skills.push(RUST);
            }
            let closed = opened + Days::new(self.dice.below(4));
            self.one(source, (opened, closed), skills);
        }
    }

    fn one(&mut self, source: i32, (opened, seen): (NaiveDate, NaiveDate), skills: Vec<i32>) {
        let id = i64::try_from(self.postings.len()).expect("few postings") + 1;
        self.postings.push(Model {
            source_id: source,
            posted_on: Some(opened),
            first_seen: moment(opened),
            last_seen: moment(seen),
            requirement_levels: vec![0; skills.len()],
            skill_ids: skills,
            ..posting(id)
        });
    }
}

const GROWTH: &str = "growth {
    ... on Growth {points low high z sources panel {slug} earlierFrom earlierTo laterFrom laterTo
        from {value numerator denominator} to {value numerator denominator}}
    ... on Suppressed {reason n minimum}}";

fn real(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is a number"))
}

/// Ten sources of a market in which nothing changes; in the second year three more are read, which like Rust.
fn thirteen_sources_of_a_flat_market() -> Vec<Model> {
    let mut writer = Writer::new();
    for source in 11..21 {
        writer.quarter(source, day(2025, 7, 1), 200, 20);
        writer.quarter(source, day(2026, 7, 1), 200, 20);
    }
    for source in 21..24 {
        writer.quarter(source, day(2026, 7, 1), 200, 60);
    }
    writer.postings
}

#[tokio::test]
async fn our_own_new_sources_are_not_growth() {
    let server = served(&thirteen_sources_of_a_flat_market(), 13).await;
    let skills = format!(
        "postings python: skill(slug: \"python\") {{share {{value numerator}} {GROWTH}}}
         rust: skill(slug: \"rust\") {{share {{value}} {GROWTH} rankChange}}"
    );
    let found = server
        .data(&format!(
            "{{now: demand {{{skills}}}
              before: demand(period: {{from: \"2025-07-01\", to: \"2025-09-30\"}}) {{{skills}}}}}"
        ))
        .await;
    let (now, before) = (&found["now"], &found["before"]);
    // What the usual way says: three in ten more postings ask for Python, and Rust has gained nine points.
    let count = |market: &Value| real(&market["python"]["share"]["numerator"]);
    let usual = count(now) / count(before) - 1.0;
    assert!((0.2..0.4).contains(&usual), "{usual}");
    let share = |market: &Value| real(&market["rust"]["share"]["value"]);
    let usual = 100.0 * (share(now) - share(before));
    assert!((7.0..11.0).contains(&usual), "{usual}");
    // What is true: nothing has changed.
    for skill in ["python", "rust"] {
        let growth = &now[skill]["growth"];
        assert!(real(&growth["points"]).abs() < 2.0, "{growth}");
        assert!(
            real(&growth["low"]) < 0.0 && 0.0 < real(&growth["high"]),
            "{growth}"
        );
        assert!(real(&growth["z"]).abs() < 1.96, "{growth}");
        assert_eq!(growth["sources"], 10);
        assert_eq!(growth["panel"].as_array().map(Vec::len), Some(10));
        for side in ["from", "to"] {
            let found = &growth[side]["denominator"];
            assert!(
                (1_950..=2_000).contains(&found.as_i64().expect("a count")),
                "{found}"
            );
        }
    }
    assert_eq!(now["rust"]["growth"]["earlierFrom"], "2025-07-01");
    assert_eq!(now["rust"]["growth"]["earlierTo"], "2025-09-30");
    assert_eq!(now["rust"]["growth"]["laterFrom"], "2026-07-01");
    assert_eq!(now["rust"]["growth"]["laterTo"], "2026-09-30");
    assert_eq!(now["rust"]["rankChange"], 0);
    assert_eq!(
        before["rust"]["growth"],
        json!({"reason": "NOT_OBSERVED_LONG_ENOUGH", "n": 0, "minimum": 20})
    );
}

#[tokio::test]
async fn growth_that_is_there_is_found() {
    let mut writer = Writer::new();
    for source in [1, 2] {
        writer.quarter(source, day(2025, 7, 1), 500, 20);
        writer.quarter(source, day(2026, 7, 1), 500, 30);
    }
    let server = served(&writer.postings, 0).await;
    let found = server
        .data(&format!(
            "{{demand {{skills(orderBy: GROWTH) {{nodes {{skill {{slug}} rankChange {GROWTH}}}}}}}}}"
        ))
        .await;
    let nodes = &found["demand"]["skills"]["nodes"];
    assert_eq!(nodes[0]["skill"]["slug"], "rust");
    let growth = &nodes[0]["growth"];
    assert!(
        real(&growth["low"]) < 10.0 && 10.0 < real(&growth["high"]),
        "{growth}"
    );
    assert!(
        real(&growth["low"]) > 3.0 && real(&growth["z"]) > 3.0,
        "{growth}"
    );
    assert_eq!(nodes[0]["rankChange"], 1);
    assert_eq!(nodes[1]["rankChange"], -1);
}

#[tokio::test]
async fn survivors_that_a_new_source_shows_were_not_observed() {
    let mut writer = Writer::new();
    writer.quarter(1, day(2025, 7, 1), 300, 20);
    writer.quarter(1, day(2026, 7, 1), 300, 20);
    // The second board is read from September 2026 on and shows what was posted long ago and is still open.
    for month in 0..15 {
        let opened = day(2025, 7, 1) + chrono::Months::new(month);
        for last in 20..30 {
            writer.one(2, (opened, day(2026, 9, last)), vec![RUST]);
        }
    }
    let query = format!("{{demand {{skill(slug: \"rust\") {{{GROWTH}}}}}}}");
    let server = served(&writer.postings, 0).await;
    let growth = server.data(&query).await["demand"]["skill"]["growth"].take();
    assert_eq!(growth["panel"], json!([{"slug": "board-a"}]));
    assert!(real(&growth["points"]).abs() < 5.0, "{growth}");
    // Had somebody seen one of its postings go a year ago, the board would have been watched.
    writer.one(2, (day(2025, 6, 20), day(2025, 7, 20)), vec![]);
    let server = served(&writer.postings, 0).await;
    let growth = server.data(&query).await["demand"]["skill"]["growth"].take();
    assert_eq!(
        growth["panel"],
        json!([{"slug": "board-a"}, {"slug": "board-b"}])
    );
}

#[tokio::test]
async fn a_source_that_was_away_for_a_month_is_not_compared() {
    let mut writer = Writer::new();
    for year in [2025, 2026] {
        writer.quarter(1, day(year, 7, 1), 100, 50);
        for month in [7, 9] {
            for date in 1..=28 {
                writer.one(
                    2,
                    (day(year, month, date), day(year, month, date)),
                    vec![RUST],
                );
            }
        }
    }
    let server = served(&writer.postings, 0).await;
    let found = server
        .data(
            "{all: demand {skill(slug: \"rust\") {growth {... on Growth {panel {slug} to {denominator}}}}}
              one: demand(filter: {sources: [\"board-b\"]}) {skills(orderBy: GROWTH) {nodes {
                skill {slug} rankChange growth {__typename ... on Suppressed {reason n minimum}}}}}
              month: demand(filter: {sources: [\"board-b\"]}, period: {from: \"2026-09-01\", to: \"2026-09-30\"}) {
                skill(slug: \"rust\") {growth {... on Growth {points sources}}}}}",
        )
        .await;
    assert_eq!(
        found["all"]["skill"]["growth"],
        json!({"panel": [{"slug": "board-a"}], "to": {"denominator": 100}})
    );
    let suppressed = json!({"__typename": "Suppressed", "reason": "NO_COMPARABLE_SOURCES", "n": 0, "minimum": 20});
    assert_eq!(
        found["one"]["skills"]["nodes"],
        json!([{"skill": {"slug": "rust"}, "rankChange": null, "growth": suppressed}])
    );
    assert_eq!(
        found["month"]["skill"]["growth"],
        json!({"points": 0.0, "sources": 1})
    );
}

#[tokio::test]
async fn windows_with_too_few_postings_are_not_compared() {
    let mut writer = Writer::new();
    writer.quarter(1, day(2025, 7, 1), 19, 50);
    for month in [7, 8, 9] {
        writer.one(1, (day(2025, month, 1), day(2025, month, 2)), vec![]);
    }
    writer.quarter(1, day(2026, 7, 1), 100, 50);
    let few = writer.postings.iter_mut().take(3);
    few.for_each(|posting| posting.complete = false);
    let server = served(&writer.postings, 0).await;
    let query = |baseline: &str| {
        format!(
            "{{demand {{skill(slug: \"rust\") {{growth(against: {baseline}) {{... on Suppressed {{reason n minimum}}}}
                rankChange(against: {baseline})}}}}}}"
        )
    };
    let found = server.data(&query("YEAR_BEFORE")).await;
    assert_eq!(
        found["demand"]["skill"],
        json!({"growth": {"reason": "TOO_FEW_POSTINGS", "n": 19, "minimum": 20}, "rankChange": null})
    );
    let found = server.data(&query("PERIOD_BEFORE")).await;
    let reason = &found["demand"]["skill"]["growth"]["reason"];
    assert_eq!(reason, "NOT_OBSERVED_LONG_ENOUGH");
}

#[tokio::test]
async fn pages_by_growth_join_and_their_cursors_keep_to_their_baseline() {
    let mut writer = Writer::new();
    let mut dice = Dice::new(5);
    for (year, month) in [(2025, 7), (2026, 4), (2026, 7)] {
        for number in 0..300 {
            let opened = day(year, month, 1) + Days::new(number % 90);
            let skills = (1..=8).filter(|_| dice.below(100) < 40).collect();
            writer.one(1, (opened, opened), skills);
        }
    }
    let server = served(&writer.postings, 0).await;
    let page = |against: &str, arguments: &str| {
        format!(
            "{{demand {{skills(orderBy: GROWTH, against: {against}, {arguments}) {{pageInfo {{endCursor}} totalCount
                nodes {{skill {{slug}} growth(against: {against}) {{... on Growth {{points}}}}}}}}}}}}"
        )
    };
    for against in ["YEAR_BEFORE", "PERIOD_BEFORE"] {
        let whole = server.data(&page(against, "first: 8")).await["demand"]["skills"].take();
        assert_eq!(whole["totalCount"], 8);
        let nodes = whole["nodes"].as_array().expect("nodes");
        let points: Vec<f64> = nodes
            .iter()
            .map(|node| real(&node["growth"]["points"]))
            .collect();
        assert!(points.is_sorted_by(|a, b| a >= b), "{points:?}");
        assert!(points[0] > 0.0 && points[7] < 0.0, "{points:?}");
        let first = server.data(&page(against, "first: 3")).await["demand"]["skills"].take();
        let cursor = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let rest = format!("after: \"{cursor}\"");
        let second = server.data(&page(against, &rest)).await["demand"]["skills"].take();
        let halves = [&first, &second].map(|page| page["nodes"].as_array().expect("nodes").clone());
        assert_eq!(&halves.concat(), nodes);
        let other = if against == "YEAR_BEFORE" {
            "PERIOD_BEFORE"
        } else {
            "YEAR_BEFORE"
        };
        let (code, _) = server.error(&page(other, &rest)).await;
        assert_eq!(code, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn the_growth_of_many_skills_takes_as_many_statements_as_that_of_one() {
    let server = served(&thirteen_sources_of_a_flat_market(), 13).await;
    for first in [1, 2] {
        // Vocabulary, totals, skills; months of sources, totals of both windows, skills of both windows; models of skills
        // and sources.
        let query = format!(
            "{{demand {{skills(first: {first}, orderBy: GROWTH) {{nodes {{skill {{name}} rankChange {GROWTH}}}}}}}}}"
        );
        let (statements, data) = server.statements(&query).await;
        assert_eq!(statements.len(), 8, "{}", statements.join("\n"));
        assert_eq!(
            data["demand"]["skills"]["nodes"].as_array().map(Vec::len),
            Some(first)
        );
    }
    // For all regions together: vocabulary, regions of the filters, totals; skills, skill by slug; months of sources; totals
    // and skills of both windows of each; and the page of regions.
    let (statements, _) = server
        .statements("{regions {nodes {demand {skill(slug: \"python\") {rankChange}}}}}")
        .await;
    assert_eq!(statements.len(), 9, "{}", statements.join("\n"));
}
