//! Readiness in a market that is counted by hand.

use serde_json::{Value, json};

use super::{both, served};

const FIELDS: &str = "... on Readiness {fit fitLow fitHigh formula basis postings method role {slug} region {code} roadmaps {slug}
    marketReach {numerator denominator} monthsToTarget all: monthsToTarget(fit: 100) strengths {slug}
    gaps {skill {slug} share {numerator denominator} fitGain substituteHeld {slug} closesWith {key} months}
    requirements {skills {slug} pick importance demand {numerator denominator} weight score} scope {from to}}";

fn near(found: &Value, expected: f64) -> bool {
    (found.as_f64().unwrap() - expected).abs() < 1e-4
}

/// What is said of somebody who knows SQL, which half stands in for everything else.
async fn known() -> Value {
    let (server, columns) = served().await;
    let query = format!(
        "{{readiness(input: {{role: \"machine-learning-engineer\", region: \"DE\", skills: [\"sql\"]}}) {{{FIELDS}}}}}"
    );
    both(&server, &columns, &query).await
}

#[tokio::test]
async fn known_skills_make_a_known_fit() {
    let found = known().await;
    // Importances 1, 0.6 and 0.6 of 2.2; shares 160, 100 and 80 of 340.
    let weights = [
        ("python", 0.462_566_8, 1.0, 0.5, 160),
        ("sql", 0.283_422_5, 0.6, 1.0, 100),
        ("pytorch", 0.254_010_7, 0.6, 0.5, 80),
    ];
    for (at, (slug, weight, importance, score, naming)) in weights.into_iter().enumerate() {
        let requirement = &found["requirements"][at];
        assert_eq!(requirement["skills"][0]["slug"], slug, "{requirement}");
        assert!(near(&requirement["weight"], weight), "{requirement}");
        assert!(
            near(&requirement["importance"], importance),
            "{requirement}"
        );
        assert!(near(&requirement["score"], score), "{requirement}");
        assert_eq!(
            requirement["demand"],
            json!({"numerator": naming, "denominator": 200})
        );
    }
    assert_eq!(found["requirements"][2]["skills"][1]["slug"], "tensorflow");
    assert_eq!(found["requirements"].as_array().unwrap().len(), 3);
    assert!(near(&found["fit"], 64.171_12), "{found:#}");
    let end = |name: &str| found[name].as_f64().unwrap();
    assert!(end("fitLow") < end("fit") && end("fit") < end("fitHigh"));
    assert!(end("fitLow") > 60.0 && end("fitHigh") < 69.0, "{found:#}");
    assert_eq!(found["strengths"], json!([{"slug": "sql"}]));
    assert_eq!(
        found["marketReach"],
        json!({"numerator": 0, "denominator": 60})
    );
    for (name, expected) in [
        ("formula", json!("readiness-1")),
        ("basis", json!("ROADMAPS")),
        ("postings", json!(200)),
        ("role", json!({"slug": "machine-learning-engineer"})),
        ("region", json!({"code": "DE"})),
        ("roadmaps", json!([{"slug": "way"}])),
        ("scope", json!({"from": "2025-11-01", "to": "2026-11-22"})),
    ] {
        assert_eq!(found[name], expected, "{name}");
    }
}

#[tokio::test]
async fn gaps_say_what_they_are_worth_and_what_closes_them() {
    let found = known().await;
    let gap = |at: usize| &found["gaps"][at];
    assert!(near(&gap(0)["fitGain"], 23.128_34) && near(&gap(1)["fitGain"], 12.700_53));
    assert_eq!(gap(0)["skill"]["slug"], "python");
    assert_eq!(gap(0)["substituteHeld"]["slug"], "sql");
    assert_eq!(gap(0)["closesWith"], json!([{"key": "python"}]));
    assert_eq!(
        gap(0)["share"],
        json!({"numerator": 160, "denominator": 200})
    );
    assert_eq!(gap(1)["closesWith"], json!([{"key": "models"}]));
    assert_eq!(
        (&gap(0)["months"], &gap(1)["months"]),
        (&json!(2.0), &json!(3.5))
    );
    assert_eq!(found["gaps"].as_array().unwrap().len(), 3);
    // Python alone leads to 87.3; for 100 one of the frameworks comes on top.
    assert_eq!(
        (&found["monthsToTarget"], &found["all"]),
        (&json!(2.0), &json!(5.5))
    );
}

#[tokio::test]
async fn everything_and_nothing() {
    let (server, columns) = served().await;
    for (skills, fit, gaps, months) in [
        // SQL stands in for the others, so it comes first; then Python.
        ("", 0.0, 4, json!(4.0)),
        ("\"python\", \"sql\", \"tensorflow\"", 100.0, 0, json!(0.0)),
    ] {
        let query = format!(
            "{{readiness(input: {{role: \"machine-learning-engineer\", skills: [{skills}]}}) {{... on Readiness {{
                fit fitLow fitHigh gaps {{skill {{slug}}}} monthsToTarget region {{code}}}}}}}}"
        );
        let found = both(&server, &columns, &query).await;
        for name in ["fit", "fitLow", "fitHigh"] {
            assert!(near(&found[name], fit), "{name} {found:#}");
        }
        assert_eq!(found["gaps"].as_array().unwrap().len(), gaps);
        assert_eq!(found["monthsToTarget"], months);
        assert_eq!(found["region"]["code"], "WORLD");
    }
}

#[tokio::test]
async fn postings_within_reach_are_counted() {
    let (server, columns) = served().await;
    // Of 60 postings that name four or more, 50 name five: Python, PyTorch, SQL, Docker and Rust. SQL half stands in for all others.
    for (skills, reached) in [
        ("\"python\", \"sql\"", 60),
        ("\"python\", \"docker\"", 0),
        ("\"python\", \"docker\", \"pytorch\"", 10),
        ("\"python\", \"docker\", \"pytorch\", \"rust\"", 60),
        ("", 0),
    ] {
        let query = format!(
            "{{readiness(input: {{role: \"machine-learning-engineer\", region: \"DE-BE\", skills: [{skills}]}}) {{... on Readiness {{
                marketReach {{numerator denominator}}}}}}}}"
        );
        let found = both(&server, &columns, &query).await;
        let expected = json!({"numerator": reached, "denominator": 60});
        assert_eq!(found["marketReach"], expected, "{skills}");
    }
}

#[tokio::test]
async fn a_role_without_a_roadmap_asks_for_what_its_postings_name() {
    let (server, columns) = served().await;
    let query =
        "{readiness(input: {role: \"data-analyst\", skills: [\"python\"]}) {... on Readiness {
        basis fit roadmaps {slug} monthsToTarget gaps {skill {slug} months closesWith {key}}
        requirements {skills {slug} importance demand {numerator}}}}}";
    let found = both(&server, &columns, query).await;
    assert_eq!(found["basis"], "DEMAND");
    let asked = |at: usize| {
        let requirement = &found["requirements"][at];
        (
            requirement["skills"][0]["slug"].as_str().unwrap(),
            requirement["demand"]["numerator"].as_i64().unwrap(),
        )
    };
    assert_eq!(
        [asked(0), asked(1), asked(2)],
        [("python", 100), ("sql", 50), ("docker", 5)]
    );
    assert_eq!(found["requirements"].as_array().unwrap().len(), 3);
    // Half of a third, and half of 100 in 155.
    assert!(near(&found["fit"], 48.924_73), "{found:#}");
    assert_eq!(
        found["gaps"][0],
        json!({"skill": {"slug": "sql"}, "months": null, "closesWith": []})
    );
    assert_eq!(
        (&found["monthsToTarget"], &found["roadmaps"]),
        (&Value::Null, &json!([]))
    );
}

#[tokio::test]
async fn too_little_demand_leads_to_a_wider_region() {
    let (server, columns) = served().await;
    for (role, region, n, wider) in [
        ("machine-learning-engineer", "FR", 0, json!({"code": "EU"})),
        (
            "machine-learning-engineer",
            "geonames:2988507",
            0,
            json!({"code": "EU"}),
        ),
        (
            "machine-learning-engineer",
            "US",
            0,
            json!({"code": "WORLD"}),
        ),
        ("backend-engineer", "DE", 0, Value::Null),
    ] {
        let query = format!(
            "{{readiness(input: {{role: \"{role}\", region: \"{region}\", skills: []}}) {{... on NotEnoughDemand {{n minimum widerRegion {{code}}}}}}}}"
        );
        let found = both(&server, &columns, &query).await;
        assert_eq!(found, json!({"n": n, "minimum": 100, "widerRegion": wider}));
    }
}

#[tokio::test]
async fn a_longer_list_takes_no_more_statements() {
    let (server, _) = served().await;
    let ask = async |first: usize| {
        let query = format!(
            "{{readiness(input: {{role: \"machine-learning-engineer\", skills: []}}) {{... on Readiness {{marketReach {{value}}
                gaps(first: {first}) {{skill {{slug}} substituteHeld {{slug}} closesWith {{key roadmap {{slug}}}}}}}}}}}}"
        );
        server.statements(&query).await.0.len()
    };
    let few = ask(1).await;
    assert_eq!(few, ask(4).await);
    assert!(few <= 15, "{few} statements");
}
