//! Taking changes back: once, twice, too late, and beside other changes.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Person, keys, served};

#[tokio::test]
async fn each_node_stands_as_it_did() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let noted = json!({"roadmap": "way", "nodes": ["python"], "state": "LEARNING", "note": "half"});
    ada.sets(&server, noted).await;
    let made = ada.says(&server, &["python", "models"], "DONE").await;
    let undone = ada.undoes(&server, &made["undoToken"]).await;
    assert_eq!(keys(&undone["changed"]), ["models", "python"]);
    assert_eq!(undone["left"], json!([]));
    let before = ["start LEARNING", "python LEARNING half"];
    assert_eq!(ada.stands(&server).await, before);
    // Sent again it is answered again, and what is taken back can be done again.
    assert_eq!(ada.undoes(&server, &made["undoToken"]).await, undone);
    assert_eq!(ada.stands(&server).await, before);
    ada.undoes(&server, &undone["undoToken"]).await;
    assert_eq!(
        ada.stands(&server).await,
        ["start DONE", "python DONE half", "models DONE"]
    );
}

#[tokio::test]
async fn what_was_changed_since_is_left_and_named() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let one = ada.says(&server, &["python", "models"], "LEARNING").await;
    // Another tab says the same of one of them, and means it.
    let other = ada.says(&server, &["python"], "LEARNING").await;
    let undone = ada.undoes(&server, &one["undoToken"]).await;
    assert_eq!(keys(&undone["changed"]), ["models"]);
    assert_eq!(keys(&undone["left"]), ["python"]);
    assert_eq!(ada.undoes(&server, &one["undoToken"]).await, undone);
    assert_eq!(
        ada.stands(&server).await,
        ["start LEARNING", "python LEARNING"]
    );
    let undone = ada.undoes(&server, &other["undoToken"]).await;
    assert_eq!(keys(&undone["changed"]), ["python"]);
    assert_eq!(
        ada.stands(&server).await,
        ["start LEARNING", "python LEARNING"]
    );
}

#[tokio::test]
async fn tokens_are_good_for_a_day_and_for_nobody_else() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let made = ada.says(&server, &["python"], "DONE").await;
    let unknown = ben.undoes(&server, &json!("nobody's")).await;
    assert_eq!(unknown["errors"][0]["path"], json!(["input", "token"]));
    assert_eq!(ben.undoes(&server, &made["undoToken"]).await, unknown);
    let history = "{viewer {history {nodes {kind undoable}}}}";
    let told = |undoable| json!({"viewer": {"history": {"nodes": [{"kind": "SET", "undoable": undoable}]}}});
    assert_eq!(ada.data(&server, history, json!({})).await, told(true));
    let later = "update progress_change set expires_at = '2026-11-22 12:00Z'";
    server
        .database
        .connection
        .execute_unprepared(later)
        .await
        .expect("a day later");
    assert_eq!(ada.data(&server, history, json!({})).await, told(false));
    assert_eq!(ada.undoes(&server, &made["undoToken"]).await, unknown);
    assert_eq!(ada.stands(&server).await, ["start DONE", "python DONE"]);
}

#[tokio::test]
async fn history_tells_all_of_it_page_by_page() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let noted = json!({"roadmap": "way", "nodes": ["start"], "state": "DONE", "note": "n"});
    let made = ada.sets(&server, noted).await;
    ada.undoes(&server, &made["undoToken"]).await;
    let query = "query($after: String) {viewer {history(first: 1, after: $after) {totalCount pageInfo {hasNextPage endCursor}
        nodes {kind at undoable roadmap {slug} nodes {roadmap key state note node {title}}}}}}";
    let first = ada.data(&server, query, json!({})).await;
    let page = &first["viewer"]["history"];
    assert_eq!(page["totalCount"], 2);
    assert_eq!(page["nodes"][0]["kind"], "UNDO");
    let after = json!({"after": page["pageInfo"]["endCursor"]});
    let second = ada.data(&server, query, after).await;
    let page = &second["viewer"]["history"];
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    let expected = json!([{"kind": "SET", "at": "2026-11-22T12:00:00+00:00", "undoable": false, "roadmap": {"slug": "way"}, "nodes": [
        {"roadmap": "way", "key": "start", "state": Value::Null, "note": "n", "node": {"title": "Start"}},
        {"roadmap": "way", "key": "python", "state": "DONE", "note": Value::Null, "node": {"title": "Python"}},
    ]}]);
    assert_eq!(page["nodes"], expected);
}
