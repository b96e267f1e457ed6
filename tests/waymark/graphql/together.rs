//! Skills that are named together, and how postings ask for them, against counting one by one.

use entity::posting::Model;
use serde_json::{Value, json};

use super::{
    fixture::{self, SKILLS, day, posting},
    oracle::{CASES, active, count, names, newly_posted, readable},
    server::Server,
};
use crate::world::World;

async fn served(postings: &[Model]) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, postings).await;
    Server::start(database).await
}

fn real(count: i64) -> f64 {
    f64::from(i32::try_from(count).expect("few postings"))
}

fn id(slug: &Value) -> i32 {
    let at = SKILLS.iter().position(|skill| slug == skill);
    i32::try_from(at.expect("a skill")).expect("a small id")
}

/// What must be said of a skill beside another one, by counting one by one.
fn check(found: &Value, skill: i32, eligible: impl Fn(&Model) -> bool, postings: &[Model]) {
    let other = id(&found["skill"]["slug"]);
    let all = count(postings, &eligible);
    let one = count(postings, |p| eligible(p) && names(p, skill));
    let second = count(postings, |p| eligible(p) && names(p, other));
    let both = count(postings, |p| {
        eligible(p) && names(p, skill) && names(p, other)
    });
    assert_eq!(found["both"], both);
    assert_eq!(
        found["conditional"],
        json!({"numerator": both, "denominator": one})
    );
    let lift = real(both) * real(all) / (real(one) * real(second));
    // What every posting names tells nothing.
    let npmi = if both == all {
        0.0
    } else {
        lift.ln() / -(real(both) / real(all)).ln()
    };
    let near = |field: &str, expected: f64| {
        let found = found[field].as_f64().expect("a number");
        assert!(
            (found - expected).abs() < 1e-9,
            "{field} {found}, expected {expected}"
        );
    };
    near("lift", lift);
    near("npmi", npmi);
    let [low, high] = ["liftLow", "liftHigh"].map(|field| found[field].as_f64().expect("a number"));
    assert!(low <= lift && lift <= high && (low < high) == (both < all));
}

#[tokio::test]
async fn pairs_are_counted_under_every_filter() {
    let postings = fixture::market(1_500);
    let server = served(&postings).await;
    let (from, to) = (day(2025, 10, 10), day(2026, 11, 5));
    let (mut pairs, mut thin) = (0, 0);
    for (number, case) in CASES.iter().enumerate() {
        let is_active = number % 2 == 0;
        let (basis, belongs) = if is_active {
            ("ACTIVE", active as fn(&Model, _, _) -> bool)
        } else {
            ("NEWLY_POSTED", newly_posted as _)
        };
        let eligible = |p: &Model| {
            readable(p) && p.canonical_id == p.id && belongs(p, from, to) && (case.holds)(p)
        };
        let found = server.data(&format!(
            "{{demand(filter: {}, period: {{from: \"{from}\", to: \"{to}\"}}, basis: {basis}) {{skills {{nodes {{skill {{slug}}
                together {{skill {{slug}} both conditional {{numerator denominator}} lift liftLow liftHigh npmi}}}}}}}}}}",
            case.filter
        )).await;
        let empty = vec![];
        let nodes = &found["demand"]["skills"]["nodes"];
        for node in nodes.as_array().unwrap_or(&empty) {
            let skill = id(&node["skill"]["slug"]);
            let together = node["together"].as_array().expect("a list");
            let mut listed = Vec::new();
            for found in together {
                check(found, skill, eligible, &postings);
                listed.push(id(&found["skill"]["slug"]));
            }
            assert!(together.is_sorted_by_key(|found| -found["both"].as_i64().expect("a number")));
            for other in (1..9).filter(|other| *other != skill) {
                let both = count(&postings, |p| {
                    eligible(p) && names(p, skill) && names(p, other)
                });
                assert_eq!(listed.contains(&other), both >= 20, "{skill} and {other}");
                pairs += i32::from(both >= 20);
                thin += i32::from((1..20).contains(&both));
            }
        }
    }
    assert!(pairs > 100 && thin > 100, "{pairs} pairs, {thin} thin ones");
}

/// Sixty postings: Python in all, SQL in the first forty, Rust in the last twenty, Docker where Rust is.
fn three_kinds() -> Vec<Model> {
    let skills = |id| if id <= 40 { vec![1, 4] } else { vec![1, 5, 6] };
    (1..=60)
        .map(|id| Model {
            requirement_levels: skills(id)
                .iter()
                .map(|skill| {
                    if *skill == 1 {
                        i16::try_from(id % 3).expect("small")
                    } else {
                        2
                    }
                })
                .collect(),
            skill_ids: skills(id),
            ..posting(id)
        })
        .collect()
}

#[tokio::test]
async fn the_order_is_chosen_and_ties_go_by_name() {
    let server = served(&three_kinds()).await;
    let found = server.data(
        "{demand {
            python: skill(slug: \"python\") {together {skill {slug} both lift npmi}}
            docker: skill(slug: \"docker\") {
                both: together {skill {slug}} lift: together(orderBy: LIFT) {skill {slug} lift npmi}
                npmi: together(orderBy: NPMI, first: 1) {skill {slug}} none: together(first: 0) {both}}
            rare: skill(slug: \"kubernetes\") {together {both}}}}",
    ).await;
    let found = &found["demand"];
    let slugs = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|entry| entry["skill"]["slug"].as_str().expect("a slug").to_owned())
            .collect()
    };
    assert_eq!(
        slugs(&found["python"]["together"]),
        ["sql", "docker", "rust"]
    );
    // What every posting names is named beside everything by chance alone.
    for entry in found["python"]["together"].as_array().expect("a list") {
        assert_eq!((&entry["lift"], &entry["npmi"]), (&json!(1.0), &json!(0.0)));
    }
    let docker = &found["docker"];
    assert_eq!(slugs(&docker["both"]), ["python", "rust"]);
    assert_eq!(slugs(&docker["lift"]), ["rust", "python"]);
    assert_eq!(slugs(&docker["npmi"]), ["rust"]);
    let strongest = &docker["lift"][0];
    assert_eq!(
        (&strongest["lift"], &strongest["npmi"]),
        (&json!(3.0), &json!(1.0))
    );
    assert_eq!(docker["none"], json!([]));
    assert_eq!(found["rare"]["together"], json!([]));
    let (code, message) = server
        .error("{demand {skill(slug: \"python\") {together(first: 101) {both}}}}")
        .await;
    assert_eq!(code, "INVALID_INPUT");
    assert!(message.contains("from 0 to 100, not 101"), "{message}");
}

#[tokio::test]
async fn the_three_ways_of_asking_are_all_there_are() {
    let server = served(&three_kinds()).await;
    let share = "{numerator denominator}";
    let found = server
        .data(&format!(
            "{{demand {{python: skill(slug: \"python\") {{required {share} nice {share} unspecified {share}}}
                rust: skill(slug: \"rust\") {{unspecified {share}}}
                kubernetes: skill(slug: \"kubernetes\") {{unspecified {share}}}}}}}"
        ))
        .await;
    let third = json!({"numerator": 20, "denominator": 60});
    assert_eq!(
        found["demand"],
        json!({
            "python": {"required": third, "nice": third, "unspecified": third},
            "rust": {"unspecified": {"numerator": 20, "denominator": 20}},
            "kubernetes": {"unspecified": null},
        })
    );
}
