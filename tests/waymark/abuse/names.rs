//! What exists: the slugs, codes, ids and cursors that a server tells, so that questions find something.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    graphql::{fixture, server::Server},
    people::person::Person,
};

/// Values that exist, by what they are of.
pub(super) struct Names(BTreeMap<&'static str, Vec<Value>>);

/// A question for many ids and cursors.
const TOLD: &str = "{
    skills(first: 3) {edges {cursor node {id}}} roles(first: 3) {edges {cursor node {id}}} regions(first: 3) {edges {cursor node {id}}}
    postings(first: 3) {edges {cursor node {id}}} sources(first: 3) {edges {cursor node {id}}}
    roadmaps(first: 3) {edges {cursor node {id nodes {id}}}} postingChanges(first: 2) {now edges {cursor}}
    demand {skills(first: 2) {edges {cursor}} byRegion(first: 2) {edges {cursor}}}
    viewer {id sessions {id}}}";

impl Names {
    /// What a server tells a person.
    pub(super) async fn learn(server: &Server, person: &Person) -> Self {
        let told = person.data(server, TOLD, json!({})).await;
        let regions = fixture::REGIONS.iter().skip(1);
        let known = [
            ("region", regions.map(|(code, _, _)| json!(code)).collect()),
            (
                "skill",
                fixture::SKILLS[1..]
                    .iter()
                    .map(|slug| json!(slug))
                    .collect(),
            ),
            (
                "role",
                vec![
                    json!("machine-learning-engineer"),
                    json!("backend-engineer"),
                ],
            ),
            ("roadmap", vec![json!("way"), json!("path")]),
            (
                "node",
                vec![json!("start"), json!("python"), json!("models")],
            ),
            ("source", vec![json!("board-a"), json!("board-b")]),
            ("company", vec![json!("Acme"), json!("globex")]),
            ("currency", vec![json!("EUR"), json!("USD")]),
            (
                "text",
                vec![json!("engineer"), json!("python and sql"), json!("")],
            ),
            ("id", gathered(&told, "id")),
            ("cursor", gathered(&told, "cursor")),
        ];
        Self(known.into_iter().collect())
    }

    /// What exists for an argument of a field.
    pub(super) fn of(&self, field: &str, argument: &str) -> &[Value] {
        let kind = match (argument, field) {
            ("slug", "role" | "skill" | "roadmap") => field,
            ("regions" | "remoteScope" | "region" | "within" | "code", _) => "region",
            ("roles" | "role", _) => "role",
            ("roadmap", _) => "roadmap",
            ("nodes", "SetProgressInput") => "node",
            (
                "skillsAll" | "skillsAny" | "skillsNone" | "skills" | "skill" | "teaches" | "slug",
                _,
            ) => "skill",
            ("sources", _) => "source",
            ("companies", _) => "company",
            ("currency", _) => "currency",
            ("id" | "ids", _) => "id",
            ("after" | "before", _) => "cursor",
            _ => "text",
        };
        &self.0[kind]
    }
}

/// Everything that stands under a name, anywhere.
fn gathered(value: &Value, name: &str) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Array(values) => found.extend(values.iter().flat_map(|inner| gathered(inner, name))),
        Value::Object(fields) => {
            for (key, inner) in fields {
                if key == name {
                    found.push(inner.clone());
                } else {
                    found.extend(gathered(inner, name));
                }
            }
        }
        _ => {}
    }
    found
}
