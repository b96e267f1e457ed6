//! Progress follows its nodes into the next edition, and nothing of it is lost with those that are gone.

use api::Settings;
use serde_json::{Value, json};

use super::Person;
use crate::{
    graphql::server::{Server, clock},
    roadmaps::editions::{FIRST, load, second},
    world::World,
};

async fn stands(person: &Person, server: &Server) -> Value {
    let query = "{roadmap(slug: \"test-way\") {edition nodes {key progress {state note}}}}";
    let mut data = person.data(server, query, json!({})).await;
    let nodes = data["roadmap"]["nodes"].take();
    let nodes = nodes.as_array().expect("nodes").iter();
    // Nodes with parts stand as these do, and have no notes of their own.
    let told = nodes.filter(|node| !node["progress"]["note"].is_null());
    told.map(|node| {
        json!([
            node["key"],
            node["progress"]["state"],
            node["progress"]["note"]
        ])
    })
    .collect()
}

async fn says(person: &Person, server: &Server, node: &str, state: &str) -> Value {
    let text = format!("on {node}");
    let input = json!({"roadmap": "test-way", "nodes": [node], "state": state, "note": text});
    person.sets(server, input).await
}

#[tokio::test]
async fn progress_moves_with_its_node_and_can_still_be_taken_back() {
    let world = World::new().await;
    load(&world, FIRST).await.expect("the first edition");
    let settings = Settings {
        in_memory: false,
        ..Settings::new(clock)
    };
    let server = Server::start_with(world, settings).await;
    let ada = Person::new(&server, "Ada", 1).await;
    says(&ada, &server, "tests", "DONE").await;
    says(&ada, &server, "tools", "LEARNING").await;
    let done = says(&ada, &server, "tools", "DONE").await;
    load(&server.database, &second())
        .await
        .expect("the second edition");

    let moved = json!([["gear", "DONE", "on tools"]]);
    assert_eq!(stands(&ada, &server).await, moved);
    // What was said of a node that is gone stays in the history and in the export.
    let all = ada
        .data(&server, "{viewer {export history {totalCount}}}", json!({}))
        .await;
    assert_eq!(all["viewer"]["history"]["totalCount"], 3);
    let document = all["viewer"]["export"].as_str().expect("a document");
    assert!(document.contains("on tests"), "{document}");
    // The latest word counts, under whichever key it was said.
    let undone = ada.undoes(&server, &done["undoToken"]).await;
    assert_eq!(undone["errors"], json!([]), "{undone}");
    let learning = json!([["gear", "LEARNING", "on tools"]]);
    assert_eq!(stands(&ada, &server).await, learning);
    says(&ada, &server, "gear", "KNOWN").await;
    assert_eq!(
        stands(&ada, &server).await,
        json!([["gear", "KNOWN", "on gear"]])
    );

    // Somebody else takes over what was exported before.
    let ben = Person::new(&server, "Ben", 1).await;
    let import = "mutation($document: String!) {importProgress(input: {document: $document}) {changed {key} refused {node} errors {message}}}";
    let taken = ben
        .data(&server, import, json!({ "document": document }))
        .await;
    let expected =
        json!({"changed": [{"key": "gear"}], "refused": [{"node": "tests"}], "errors": []});
    assert_eq!(taken["importProgress"], expected);
    assert_eq!(stands(&ben, &server).await, moved);
}
