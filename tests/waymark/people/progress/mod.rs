//! Progress: what is said of nodes, taken back, told, exported and imported.

mod documents;
mod following;
mod reading;
mod renaming;
mod setting;
mod tabs;
mod undoing;

use serde_json::{Value, json};

use super::person::Person;
use crate::{
    graphql::{
        fixture,
        server::{Server, clock},
    },
    world::World,
};

/// A server over three roadmaps.
pub(crate) async fn served() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    crate::graphql::graph::roadmaps(&database, json!({})).await;
    let mut settings = api::Settings::new(clock);
    settings.in_memory = false;
    Server::start_with(database, settings).await
}

/// What came of saying something.
pub(crate) const SET: &str = "mutation($input: SetProgressInput!) {setProgress(input: $input) {
    progress {percent done total} changed {key} undoToken errors {message path}}}";

/// What came of taking something back.
pub(super) const UNDO: &str = "mutation($token: String!) {undoProgress(input: {token: $token}) {
    progress {percent} changed {key} left {key} undoToken errors {message path}}}";

impl Person {
    /// What comes of saying how nodes stand.
    pub(super) async fn says(&self, server: &Server, nodes: &[&str], state: &str) -> Value {
        self.sets(
            server,
            json!({"roadmap": "way", "nodes": nodes, "state": state}),
        )
        .await
    }

    /// What comes of saying something.
    pub(super) async fn sets(&self, server: &Server, input: Value) -> Value {
        let mut data = self.data(server, SET, json!({"input": input})).await;
        data["setProgress"].take()
    }

    /// What comes of taking something back.
    pub(super) async fn undoes(&self, server: &Server, token: &Value) -> Value {
        let mut data = self.data(server, UNDO, json!({"token": token})).await;
        data["undoProgress"].take()
    }

    /// How the nodes of the way stand, with what is noted, for those of which anything was said.
    pub(super) async fn stands(&self, server: &Server) -> Vec<String> {
        let query = "{roadmap(slug: \"way\") {nodes {key progress {state note}}}}";
        let data = self.data(server, query, json!({})).await;
        let nodes = data["roadmap"]["nodes"].as_array().expect("nodes").clone();
        let told = nodes.iter().filter(|node| !node["progress"].is_null());
        told.map(|node| {
            let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
            let progress = &node["progress"];
            let told = [&node["key"], &progress["state"], &progress["note"]].map(text);
            told.join(" ").trim_end().to_owned()
        })
        .collect()
    }
}

/// The keys of some nodes.
pub(super) fn keys(nodes: &Value) -> Vec<&str> {
    let nodes = nodes.as_array().expect("nodes").iter();
    nodes
        .map(|node| node["key"].as_str().expect("a key"))
        .collect()
}
