//! Reading progress: what follows from it, by how many statements, and what nobody in particular sees.

use serde_json::{Value, json};

use super::{Person, served};
use crate::graphql::server::Server;

/// How many statements a question takes.
async fn takes(person: &Person, server: &Server, query: &str) -> Vec<String> {
    let before = server.said().len();
    person.data(server, query, json!({})).await;
    server.said().split_off(before)
}

#[tokio::test]
async fn all_nodes_of_all_roadmaps_take_one_statement() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    ada.says(&server, &["start"], "DONE").await;
    ada.sets(
        &server,
        json!({"roadmap": "path", "nodes": ["only"], "state": "DONE"}),
    )
    .await;
    // Session, account; roadmaps, nodes; and for progress nodes, skills, events, former keys.
    let query = "{roadmaps {nodes {progress {percent next {key} states {state} projectedFinish} nodes {key progress {state}}}}}";
    let statements = takes(&ada, &server, query).await;
    assert_eq!(statements.len(), 8, "{}", statements.join("\n"));
    let events = statements
        .iter()
        .filter(|text| text.contains("progress_event"));
    assert_eq!(events.count(), 1);
    // Session, account; slugs, roadmaps, nodes, skills, events, former keys.
    let query = "{viewer {progress {roadmap {title} progress {percent counts {done}}}}}";
    assert_eq!(takes(&ada, &server, query).await.len(), 8);
}

#[tokio::test]
async fn progress_tells_what_follows() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    ada.says(&server, &["models"], "LEARNING").await;
    let query = "{viewer {progress {roadmap {slug} progress {percent done total remainingMonths counts {notStarted learning}
        next {key} states {node {key} state} finish: projectedFinish slow: projectedFinish(hoursPerWeek: 5)}}}}";
    let data = ada.data(&server, query, json!({})).await;
    let progress = &data["viewer"]["progress"][0]["progress"];
    // Four months for the one, three and a half for the other, of which half is left.
    assert_eq!(progress["remainingMonths"], 5.75);
    assert_eq!(progress["percent"], 18.75);
    assert_eq!(progress["next"], json!([{"key": "python"}]));
    assert_eq!(progress["counts"], json!({"notStarted": 1, "learning": 1}));
    assert_eq!(
        progress["states"][2],
        json!({"node": {"key": "models"}, "state": "LEARNING"})
    );
    assert_eq!(progress["finish"], "2027-05-17");
    assert_eq!(progress["slow"], "2027-11-08");
    for wrong in ["projectedFinish(hoursPerWeek: 0)", "next(first: 101) {key}"] {
        let query = format!("{{roadmap(slug: \"way\") {{progress {{{wrong}}}}}}}");
        let answer = ada.answer(&server, &query, json!({})).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "INVALID_INPUT",
            "{answer}"
        );
    }
}

#[tokio::test]
async fn nobody_in_particular_has_no_progress_and_changes_none() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    ada.says(&server, &["start"], "DONE").await;
    let query = "{roadmap(slug: \"way\") {progress {percent} nodes {progress {state}}}}";
    // Asked by her first, so that whatever is kept of answers is kept.
    assert_ne!(
        ada.data(&server, query, json!({})).await["roadmap"]["progress"],
        Value::Null
    );
    let data = server.data(query).await;
    let nobodys = json!({"progress": null, "nodes": [{"progress": null}, {"progress": null}, {"progress": null}]});
    assert_eq!(data["roadmap"], nobodys);
    let (code, _) = server
        .error("mutation {setProgress(input: {roadmap: \"way\", nodes: [\"python\"], state: DONE}) {undoToken}}")
        .await;
    assert_eq!(code, "UNAUTHENTICATED");
}
