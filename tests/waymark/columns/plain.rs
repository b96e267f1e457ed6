//! Answers that are made by short ways say what those made the long way do.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::holding;
use crate::graphql::server::Server;

const LONG: Duration = Duration::from_hours(1);

/// The objects of a list of skills: each selection as it is, and so that only resolvers can answer it.
const SELECTED: &[(&str, &str)] = &[
    (
        "rank share {value low high numerator denominator} skill {id slug name}",
        "... on SkillDemand {rank share {value low high numerator denominator} skill {id slug name}}",
    ),
    (
        "skill {slug} part: share {low} skill {name} place: rank",
        "... {skill {slug name} part: share {low} place: rank}",
    ),
    (
        "__typename skill {kind slug} share {__typename value}",
        "... on SkillDemand {__typename skill {... {kind slug}} share {... {__typename value}}}",
    ),
    (
        "rank required {value} skill {name aliases}",
        "... {rank required {... {value}} skill {... {name aliases}}}",
    ),
];

#[tokio::test]
async fn what_is_at_hand_is_said_as_by_resolvers() {
    let server = holding(LONG).await;
    let ask = async |selection: &str| {
        let query = format!(
            "{{demand {{skill(slug: \"python\") {{{selection}}} \
             skills(first: 40) {{nodes {{{selection}}} edges {{node {{{selection}}}}}}}}}}}"
        );
        server.data(&query).await["demand"].take()
    };
    for (plain, resolved) in SELECTED {
        let plain = ask(plain).await;
        assert!(plain["skills"]["nodes"][0]["skill"].is_object(), "{plain}");
        assert_eq!(plain.to_string(), ask(resolved).await.to_string());
    }
}

async fn answered(server: &Server, query: &str, variables: &Value) -> Value {
    let body = json!({"query": query, "variables": variables});
    let request = server.request(Method::POST, "/graphql").json(&body);
    let request = request.header("cache-control", "no-cache");
    let response = request.send().await.expect("an answer");
    response.json().await.expect("JSON")
}

#[tokio::test]
async fn who_kept_the_rules_once_has_to_keep_them_again() {
    let server = holding(LONG).await;
    let counted = "query ($first: Int, $filter: DemandFilter) {demand(filter: $filter) \
         {skills(first: $first) {nodes {rank together {skill {slug}}}}}}";
    let good = json!({"first": 5, "filter": {"regions": ["DE"]}});
    let bad = [
        json!({"first": "5"}),
        json!({"first": 5, "filter": {"places": ["DE"]}}),
        json!({"first": 5, "filter": {"regions": [5]}}),
        json!({"first": 2_000_000}),
    ];
    let mut refusals = Vec::new();
    for variables in &bad {
        let refused = answered(&server, counted, variables).await;
        assert!(
            refused["errors"].is_array() && refused["data"].is_null(),
            "{refused}"
        );
        refusals.push(refused);
    }
    let made = answered(&server, counted, &good).await;
    assert_eq!(
        made["data"]["demand"]["skills"]["nodes"][0]["rank"], 1,
        "{made}"
    );
    for _ in 0..2 {
        assert_eq!(answered(&server, counted, &good).await, made);
        for (variables, refused) in bad.iter().zip(&refusals) {
            assert_eq!(answered(&server, counted, variables).await, *refused);
        }
    }
}
