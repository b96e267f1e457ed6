//! The lines that the real program logs about requests.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::binary::Logging;
use crate::world::World;

/// The lines about requests, once there are so many.
async fn lines(server: &Logging, count: usize) -> Vec<Value> {
    loop {
        let said = server.said();
        let objects = said
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let lines: Vec<_> = objects
            .filter(|line| line["target"] == "waymark::request")
            .collect();
        assert!(lines.len() <= count, "{lines:?}");
        if lines.len() == count {
            return lines;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

async fn post(url: &str, id: &str, body: &Value) -> (String, Value) {
    let request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .header("x-request-id", id);
    let answer = request.json(body).send().await.unwrap();
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    (id, answer.json().await.unwrap())
}

#[tokio::test]
async fn each_request_has_one_line_without_what_was_said_in_it() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let json = ["--no-memory", "--log-format", "json"];
    let server = Logging::start(&world, folder.path().join("log"), &json);
    let url = server.url().await;
    let query =
        "query Named($of: Int) {skills(first: $of) {nodes {slug}}} query Other {demand {postings}}";
    let (id, _) = post(
        &url,
        "a.b",
        &json!({"query": query, "operationName": "Named", "variables": {"of": 1}}),
    )
    .await;
    assert_eq!(id, "a.b");
    let (id, _) = post(&url, "not plain", &json!({"query": "{nothing}"})).await;
    assert_eq!(id.len(), 16);
    post(&url, "c", &json!({"query": "{"})).await;
    post(
        &url,
        "d",
        &json!({"query": format!("query {} {{demand {{postings}}}}", "x".repeat(65))}),
    )
    .await;
    let lines = lines(&server, 4).await;
    let names = ["id", "kind", "operation", "outcome", "code"];
    let told = |line: &Value| names.map(|name| line[name].clone());
    let expected = [
        json!(["a.b", "query", "Named", "answered", null]),
        json!([id, "query", null, "refused", "INVALID_QUERY"]),
        json!(["c", "unknown", null, "refused", "INVALID_QUERY"]),
        json!(["d", "query", null, "answered", null]),
    ];
    for (line, expected) in lines.iter().zip(expected) {
        assert_eq!(json!(told(line)), expected);
        let sent = (&line["transport"], &line["status"], &line["from_cache"]);
        assert_eq!(sent, (&json!("http"), &json!(200), &json!(false)));
    }
    for line in &lines {
        assert!(line["microseconds"].as_u64().unwrap() > 0, "{line}");
        assert!(line["bytes"].as_u64().unwrap() > 10, "{line}");
    }
}

#[tokio::test]
async fn a_failure_leads_from_its_id_to_its_cause() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "--no-memory",
        "--log-format",
        "json",
        "--log-requests",
        "failed",
    ];
    let server = Logging::start(&world, folder.path().join("log"), &arguments);
    let url = server.url().await;
    post(&url, "good", &json!({"query": "{demand {postings}}"})).await;
    let gone = "alter table posting rename to gone";
    world.connection.execute_unprepared(gone).await.unwrap();
    let (_, answer) = post(&url, "bad", &json!({"query": "{demand {postings}}"})).await;
    let failure = answer["errors"][0]["extensions"]["id"].as_str().unwrap();
    let lines = lines(&server, 1).await;
    assert_eq!(lines[0]["id"], "bad");
    assert_eq!(lines[0]["level"], "WARN");
    assert_eq!(lines[0]["outcome"], "failed");
    assert_eq!(lines[0]["failure"], failure);
    let said = server.said();
    let cause = said
        .lines()
        .find(|line| line.contains("a request failed"))
        .unwrap();
    assert!(cause.contains(failure), "{cause}");
}

#[tokio::test]
async fn requests_can_be_left_out_of_the_log() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--no-memory", "--log-requests", "none"];
    let server = Logging::start(&world, folder.path().join("log"), &arguments);
    let url = server.url().await;
    post(&url, "good", &json!({"query": "{demand {postings}}"})).await;
    // What is said afterwards is in the log.
    let said = loop {
        let said = server.said();
        if said.contains("select") {
            break said;
        }
    };
    assert!(!said.contains("waymark::request"), "{said}");
}
