//! Objects that are written in one go say what their resolvers say, in whatever way they are asked.

use api::Settings;
use serde_json::{Value, json};

use super::{
    fixture, graph,
    server::{Server, clock},
};
use crate::world::World;

/// A server that holds everything in memory, and who asks it.
struct Held {
    server: Server,
    url: String,
}

impl Held {
    async fn new() -> Self {
        let database = World::migrated().await;
        fixture::content(&database).await;
        graph::roadmaps(&database, json!({})).await;
        graph::proven(&database, 90).await;
        let server = Server::start(database).await;
        let url = server.beside(Settings::new(clock)).await;
        Self { server, url }
    }

    async fn data(&self, query: &str) -> Value {
        let mut answer = self.server.answer_at(&self.url, query).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }
}

/// What can be written in one go; a mark stands behind one field of each object.
const DOCUMENTS: [&str; 3] = [
    "{roadmap(slug: \"way\") {nodes {__typename id% key kind title summary importance monthFrom monthTo printedLength
        skills {t: __typename importance% choice pick skill {__typename id% slug name kind retired}}}}}",
    "{postings(first: 40) {nodes {__typename id% title company url postedOn firstSeen lastSeen closedAt seniority location workMode
        payText complete source {id% slug name attribution} role {id% slug title family isco08 onetSoc}
        skills {__typename requirement% skill {slug% name}}}}}",
    "{demand {skills(first: 9) {nodes {__typename rank% skill {slug% name} share {value% low high numerator denominator}}}}}",
];

#[tokio::test]
async fn what_is_written_is_what_resolvers_say() {
    let held = Held::new().await;
    for document in DOCUMENTS {
        let written = held.data(&document.replace('%', "")).await;
        // A directive leaves an object to its resolvers.
        let resolved = document.replace('%', " @include(if: true)");
        assert_eq!(written, held.data(&resolved).await, "{document}");
        assert_eq!(written, held.server.data(&resolved).await, "{document}");
    }
}

#[tokio::test]
async fn fragments_are_written_too() {
    let held = Held::new().await;
    let plain = "{roadmap(slug: \"way\") {nodes {key skills {skill {slug name}}}}}";
    let spread = "{roadmap(slug: \"way\") {nodes {...Step}}}
        fragment Step on RoadmapNode {key ... {skills {... on NodeSkill {skill {...Named}}}}}
        fragment Named on Skill {slug name}";
    assert_eq!(held.data(plain).await, held.data(spread).await);
    let other =
        "{roadmap(slug: \"way\") {nodes {key skills {skill {slug ... on Node {name: id}}}}}}";
    let resolved = "{roadmap(slug: \"way\") {nodes {key skills {skill {slug name: id}}}}}";
    assert_eq!(held.data(other).await, held.data(resolved).await);
}

#[tokio::test]
async fn what_is_selected_in_several_places_is_put_together() {
    let held = Held::new().await;
    let plain = "{roadmap(slug: \"way\") {nodes {key title skills {skill {slug name}}}}}";
    let expected = held.data(plain).await;
    for apart in [
        "{roadmap(slug: \"way\") {nodes {key} nodes {title skills {skill {slug name}}}}}",
        "{roadmap(slug: \"way\") {nodes {key title skills {skill {slug}} skills {skill {name}}}}}",
        "{roadmap(slug: \"way\") {nodes {key title skills {skill {slug}}} ...Rest}}
         fragment Rest on Roadmap {nodes {skills {skill {name}}}}",
        "{roadmap(slug: \"way\") {nodes {key title}} ... {roadmap(slug: \"way\") {nodes {skills {skill {slug name}}}}}}",
    ] {
        assert_eq!(held.data(apart).await, expected, "{apart}");
    }
}
