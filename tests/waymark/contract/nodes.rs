//! Everything that has an id is a node: it is found by that id again, by whoever may see it.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    SCHEMA,
    model::{Kind, Schema},
};
use crate::{
    graphql::{fixture, graph, server::Server},
    people::person::Person,
    world::World,
};

/// One of each.
const EACH: &str = "{
    skill(slug: \"rust\") {__typename id slug}
    region(code: \"geonames:2950159\") {__typename id slug: code}
    role(slug: \"backend-engineer\") {__typename id slug}
    postings(first: 1) {nodes {__typename id}}
    sources(first: 1) {nodes {__typename id slug runs(first: 1) {nodes {__typename id}}}}
    roadmap(slug: \"way\") {__typename id slug nodes {__typename id slug: key}}
    viewer {__typename id sessions {__typename id}}
}";

/// What is somebody's own.
const OWN: [&str; 2] = ["Session", "Viewer"];

/// The types whose objects have ids.
fn identified() -> BTreeSet<String> {
    let schema = Schema::of(SCHEMA);
    let objects = schema.types.into_iter().filter(|(_, shape)| {
        let id = shape.fields.get("id").map(|field| field.of.to_string());
        shape.kind == Kind::Object && id.as_deref() == Some("ID!")
    });
    objects.map(|(name, _)| name).collect()
}

/// The objects in an answer that tell their ids, by type.
fn told(answer: &Value, found: &mut BTreeMap<String, (Value, Value)>) {
    if let (Some(kind), Some(_)) = (answer["__typename"].as_str(), answer.get("id")) {
        found.insert(
            kind.to_owned(),
            (answer["id"].clone(), answer["slug"].clone()),
        );
    }
    match answer {
        Value::Object(fields) => fields.values().for_each(|inner| told(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| told(inner, found)),
        _ => {}
    }
}

async fn served() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    graph::proven(&database, 30).await;
    Server::start(database).await
}

#[test]
fn what_has_an_id_is_a_node() {
    let schema = Schema::of(SCHEMA);
    let nodes = schema
        .types
        .iter()
        .filter(|(_, shape)| shape.interfaces.contains("Node"));
    let nodes: BTreeSet<String> = nodes.map(|(name, _)| name.clone()).collect();
    assert_eq!(identified(), nodes);
    assert!(nodes.len() >= 10, "{nodes:?}");
}

#[tokio::test]
async fn every_node_is_found_by_its_id() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let nobody = Person {
        token: String::new(),
    };
    let mut found = BTreeMap::new();
    told(&ada.data(&server, EACH, json!({})).await, &mut found);
    assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), identified());
    let query = "query($id: ID!) {node(id: $id) {__typename id}}";
    for (kind, (id, slug)) in &found {
        let node = json!({"__typename": kind, "id": id});
        let seen = async |person: &Person| {
            let mut data = person.data(&server, query, json!({"id": id})).await;
            data["node"].take()
        };
        assert_eq!(seen(&ada).await, node);
        for other in [&ben, &nobody] {
            let expected = if OWN.contains(&kind.as_str()) {
                Value::Null
            } else {
                node.clone()
            };
            assert_eq!(seen(other).await, expected, "{kind}");
        }
        let text = id.as_str().expect("an id");
        assert!(!text.contains(kind), "{text}");
        if let Some(slug) = slug.as_str() {
            assert!(!text.contains(slug), "{text}");
        }
    }
}

#[tokio::test]
async fn ids_of_nothing_lead_to_nothing() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let mut ids: Vec<String> = identified()
        .iter()
        .flat_map(|kind| {
            [
                "",
                "0",
                "-1",
                "nothing",
                "way/nothing",
                "9/board-a",
                "\u{0}",
            ]
            .map(|key| format!("{kind}:{key}"))
        })
        .map(|id| URL_SAFE_NO_PAD.encode(id))
        .collect();
    ids.extend(["", "Skill:rust", "%", "////"].map(str::to_owned));
    let query = "query($ids: [ID!]!) {nodes(ids: $ids) {__typename}}";
    for ids in ids.chunks(100) {
        let mut data = ada.data(&server, query, json!({"ids": ids})).await;
        let nulls = vec![Value::Null; ids.len()];
        assert_eq!(data["nodes"].take(), Value::Array(nulls), "{ids:?}");
    }
}

#[tokio::test]
async fn a_crowd_of_small_questions_does_not_block_itself() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    // More of them than there are connections, beside what is read in batches.
    let many = |field: &str| -> String {
        let fields = (0..20).map(|number| format!("{}{number}: {field} ", &field[..1]));
        fields.collect()
    };
    let (sessions, unknown) = (
        many("sessions {id}"),
        many("demand {skill(slug: \"pyton\") {rank}}"),
    );
    let query =
        format!("{{viewer {{{sessions}}} {unknown} roles {{nodes {{roadmaps {{title}}}}}}}}");
    let answer = ada.answer(&server, &query, json!({})).await;
    let errors = answer["errors"].as_array().expect("errors");
    let told = errors.iter().filter(|error| {
        error["message"] == "there is no skill \"pyton\"; did you mean \"python\"?"
    });
    assert_eq!(told.count(), 20, "{answer:#}");
    assert_eq!(
        answer["data"]["viewer"]
            .as_object()
            .map(serde_json::Map::len),
        Some(20)
    );
}
