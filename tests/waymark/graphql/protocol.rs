//! The protocol of subscriptions, and what hostile clients say in it.

use std::time::Duration;

use api::Settings;
use serde_json::json;
use tokio::time::sleep;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{ClientRequestBuilder, Error},
};

use super::changes::market;
use super::server::{Server, clock};
use super::socket::{Heard, Socket, request};

async fn served(change: impl Fn(&mut Settings)) -> Server {
    let mut settings = Settings::new(clock);
    change(&mut settings);
    Server::start_with(market().await, settings).await
}

async fn plain() -> Server {
    served(|_| {}).await
}

const CHANGES: &str = "subscription {postingsChanged {cursor}}";

#[tokio::test]
async fn what_breaks_the_protocol_closes_the_connection_with_its_code() {
    let server = plain().await;
    let subscribe = json!({"type": "subscribe", "id": "1", "payload": {"query": CHANGES}});
    let init = json!({"type": "connection_init"});
    for (said, code) in [
        (vec![subscribe.to_string()], 4401),
        (vec!["no JSON".to_owned()], 4400),
        (vec!["[".repeat(100_000)], 4400),
        (vec![json!({"type": "start"}).to_string()], 4400),
        (vec![init.to_string(), init.to_string()], 4429),
        (
            vec![
                init.to_string(),
                subscribe.to_string(),
                subscribe.to_string(),
            ],
            4409,
        ),
        (
            vec![
                init.to_string(),
                json!({"type": "subscribe", "id": "", "payload": {"query": "{a}"}}).to_string(),
            ],
            4400,
        ),
    ] {
        let mut socket = Socket::connect(&server).await;
        for text in said {
            socket.text(text).await;
        }
        let mut heard = socket.heard().await;
        if heard == Heard::Said(json!({"type": "connection_ack"})) {
            heard = socket.heard().await;
        }
        assert_eq!(heard, Heard::Closed(Some(code)));
    }
}

#[tokio::test]
async fn who_says_nothing_is_not_kept() {
    let server = served(|settings| settings.socket_patience = Duration::from_millis(100)).await;
    let mut socket = Socket::connect(&server).await;
    assert_eq!(socket.heard().await, Heard::Closed(Some(4408)));
    let server = served(|settings| settings.socket_pause = Duration::from_millis(50)).await;
    // A client that lives answers pings by itself.
    let mut alive = Socket::open(&server).await;
    for _ in 0..10 {
        alive.say(&json!({"type": "ping"})).await;
        assert_eq!(alive.message().await, json!({"type": "pong"}));
        sleep(Duration::from_millis(50)).await;
    }
    // One that is never polled does not.
    let mut silent = Socket::open(&server).await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(silent.heard().await, Heard::Closed(None));
}

/// Requests that are refused, with the code and a word of the reason.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "{...a} fragment a on Query {...a}",
        "INVALID_QUERY",
        "spreads itself",
    ),
    ("{", "INVALID_QUERY", ""),
    (
        "subscription {postingsChanged {nothing}}",
        "INVALID_QUERY",
        "nothing",
    ),
    (
        "subscription {a: postingsChanged {cursor} b: postingsChanged {cursor}}",
        "INVALID_QUERY",
        "exactly one",
    ),
    (
        "subscription {...a} fragment a on Subscription {postingsChanged {cursor}}",
        "INVALID_QUERY",
        "exactly one",
    ),
    (
        "subscription {postingsChanged(after: \"x\") {cursor}}",
        "INVALID_INPUT",
        "no cursor",
    ),
    (
        "subscription {postingsChanged(filter: {regions: [\"XX\"]}) {cursor}}",
        "INVALID_INPUT",
        "no region \"XX\"",
    ),
];

#[tokio::test]
async fn requests_pass_the_same_guards_as_over_http() {
    let server = plain().await;
    let mut socket = Socket::open(&server).await;
    let nested = format!("{{node(id: {}", "[".repeat(2_000));
    let deep = "{demand {byRegion {nodes {region ".to_owned()
        + &"{parent ".repeat(14)
        + "{id}"
        + &"}".repeat(18);
    let hostile = [
        (nested.as_str(), "LIMIT_EXCEEDED", "deeper than 200"),
        (deep.as_str(), "LIMIT_EXCEEDED", "too deep"),
    ];
    for (query, code, word) in REFUSED.iter().chain(&hostile) {
        socket.ask("1", query).await;
        let message = socket.message().await;
        assert_eq!(message["type"], "error", "{message}");
        let error = &message["payload"][0];
        assert_eq!(error["extensions"]["code"], *code, "{message}");
        let text = error["message"].as_str().expect("a message");
        assert!(text.contains(word), "{message}");
    }
    // As over HTTP, a field that may be null is null, with the reason beside it.
    let query = "{demand(period: {lastMonths: 0}) {postings}}";
    socket.ask("1", query).await;
    let message = socket.message().await;
    assert_eq!(message["payload"]["data"], json!({"demand": null}));
    assert_eq!(
        message["payload"]["errors"][0]["extensions"]["code"],
        "INVALID_INPUT"
    );
    assert_eq!(socket.message().await["type"], "complete");
    assert_eq!(server.error(CHANGES).await.0, "INVALID_QUERY");
}

#[tokio::test]
async fn the_only_operation_needs_no_name_even_if_it_has_one() {
    let server = plain().await;
    let mut socket = Socket::open(&server).await;
    socket
        .ask("1", "subscription s {demandRefreshed {postings}}")
        .await;
    let message = socket.message().await;
    assert_eq!(message["type"], "next", "{message}");
    let several = "subscription s {demandRefreshed {postings}} query q {__typename}";
    socket.ask("2", several).await;
    let message = socket.message().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!("2"))
    );
}

#[tokio::test]
async fn operations_and_connections_are_limited() {
    let server = served(|settings| {
        settings.max_subscriptions = 2;
        settings.max_sockets = 2;
    })
    .await;
    let mut socket = Socket::open(&server).await;
    for id in ["1", "2", "3"] {
        socket.ask(id, CHANGES).await;
    }
    let message = socket.message().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!("3"))
    );
    socket.say(&json!({"type": "complete", "id": "1"})).await;
    socket.is_quiet().await;
    let other = Socket::open(&server).await;
    let refused = || connect_async(request(&server).with_sub_protocol("graphql-transport-ws"));
    assert_eq!(status(refused().await), Some(503));
    drop(other);
    while refused().await.is_err() {
        sleep(Duration::from_millis(20)).await;
    }
}

fn status<T>(refused: Result<T, Error>) -> Option<u16> {
    match refused {
        Err(Error::Http(response)) => Some(response.status().as_u16()),
        _ => None,
    }
}

#[tokio::test]
async fn other_sites_and_other_protocols_are_kept_out() {
    let server = plain().await;
    let spoken = || request(&server).with_sub_protocol("graphql-transport-ws");
    let from = |origin: &str| spoken().with_header("Origin", origin);
    let tried = |request: ClientRequestBuilder| async { status(connect_async(request).await) };
    assert_eq!(tried(from("https://evil.example")).await, Some(403));
    assert_eq!(tried(from("null")).await, Some(403));
    assert_eq!(tried(from(&server.url)).await, None);
    assert_eq!(tried(request(&server)).await, Some(400));
    assert_eq!(
        tried(request(&server).with_sub_protocol("graphql-ws")).await,
        Some(400)
    );
}
