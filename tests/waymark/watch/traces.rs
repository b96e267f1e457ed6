//! Spans as a collector receives them from the real program.

use serde_json::json;

use super::receiver::{Receiver, said};
use crate::binary::Logging;
use crate::world::World;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

/// Asks for something within a trace that began elsewhere, recorded there or not.
async fn ask(url: &str, query: &str, flags: &str) {
    let body = json!({ "query": query });
    let request = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .header("traceparent", format!("00-{TRACE}-{PARENT}-{flags}"))
        .header("x-request-id", "from-the-proxy");
    let answer = request.json(&body).send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], "from-the-proxy");
    assert_eq!(answer.status(), 200);
}

fn start(
    world: &World,
    folder: &tempfile::TempDir,
    receiver: &Receiver,
    more: &[(&str, &str)],
) -> Logging {
    let variables = [&receiver.variables()[..], more].concat();
    let log = folder.path().join("log");
    Logging::start_with(world, log, &["--no-memory"], &variables)
}

#[tokio::test]
async fn a_request_is_a_span_of_the_trace_that_it_came_in() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let folder = tempfile::tempdir().unwrap();
    let server = start(&world, &folder, &receiver, &[]);
    let url = server.url().await;
    ask(&url, "query Unseen {demand {postings}}", "00").await;
    ask(&url, "query Seen {demand {postings}}", "01").await;
    let spans = receiver.spans_with("query Seen").await;
    let request = spans.iter().find(|span| span.name == "query Seen").unwrap();
    assert_eq!(hex(&request.trace_id), TRACE);
    assert_eq!(hex(&request.parent_span_id), PARENT);
    for (name, value) in [
        ("graphql.operation.type", "query"),
        ("graphql.operation.name", "Seen"),
        ("http.response.status_code", "200"),
        ("waymark.outcome", "answered"),
        ("waymark.request_id", "from-the-proxy"),
    ] {
        assert_eq!(said(request, name).as_deref(), Some(value), "{name}");
    }
    let statistic = spans.iter().find(|span| span.name == "statistic").unwrap();
    assert_eq!(statistic.parent_span_id, request.span_id);
    assert_eq!(
        said(statistic, "waymark.statistic").as_deref(),
        Some("totals")
    );
    assert_eq!(
        said(statistic, "waymark.engine").as_deref(),
        Some("statements")
    );
    assert_eq!(receiver.sender("service.name").as_deref(), Some("waymark"));
    // What was not recorded where the trace began is not recorded here.
    assert!(spans.iter().all(|span| span.name != "query Unseen"));
    assert!(spans.iter().all(|span| hex(&span.trace_id) == TRACE));
}

#[tokio::test]
async fn the_environment_says_what_is_recorded_and_what_is_left_at_the_end_is_sent() {
    let (world, receiver) = (World::new().await, Receiver::start().await);
    let folder = tempfile::tempdir().unwrap();
    // So late that only the end of the program can send anything.
    let later = [
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        ("OTEL_SERVICE_NAME", "other"),
    ];
    let server = start(&world, &folder, &receiver, &later);
    ask(&server.url().await, "query Last {demand {postings}}", "01").await;
    server.stop();
    receiver.spans_with("query Last").await;
    assert_eq!(receiver.sender("service.name").as_deref(), Some("other"));
    let before = receiver.spans().len();
    let server = start(
        &world,
        &folder,
        &receiver,
        &[("OTEL_TRACES_SAMPLER", "always_off")],
    );
    ask(&server.url().await, "query Last {demand {postings}}", "01").await;
    server.stop();
    assert_eq!(receiver.spans().len(), before);
}

#[tokio::test]
async fn a_server_lives_without_whoever_collects_its_traces() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let nowhere = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    let server = Logging::start_with(&world, log, &["--no-memory"], &nowhere);
    let url = server.url().await;
    while !server
        .said()
        .contains("whoever collects traces does not take them")
    {
        ask(&url, "{demand {postings}}", "01").await;
    }
    server.stop();
}
