//! What `/metrics` counts, and for whom.

use std::time::{Duration, Instant};

use api::{FiguresAt, Service};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::sleep;

use super::scrape::{Scrape, requests};
use crate::columns::holding;
use crate::graphql::server::{Server, clock, listening};
use crate::graphql::socket::Socket;

/// What lasts, so that it is given again.
const LASTING: &str = "query Hidden {demand {postings}}";

/// A server to which all has happened that is counted.
pub(super) async fn busy() -> Server {
    let server = holding(Duration::from_secs(1)).await;
    for _ in 0..3 {
        server.data(LASTING).await;
    }
    server.error("{hidden}").await;
    server
        .error("query Hidden {demand(filter: {roles: [\"hidden\"]}) {postings}}")
        .await;
    server
        .answer("mutation {signIn(input: {name: \"hidden\", password: \"hidden hidden\"}) {__typename}}")
        .await;
    let long = json!({"query": "x".repeat(1 << 21)});
    let refused = server
        .request(Method::POST, "/graphql")
        .json(&long)
        .send()
        .await;
    assert_eq!(refused.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    server
}

#[tokio::test]
async fn requests_are_counted_by_what_becomes_of_them() {
    let server = busy().await;
    let scrape = Scrape::of(&server.url).await;
    for (kind, outcome, expected) in [
        ("query", "answered", 1.0),
        ("query", "kept", 2.0),
        ("query", "mistaken", 1.0),
        ("query", "refused", 1.0),
        ("query", "failed", 0.0),
        ("mutation", "answered", 1.0),
        ("unknown", "refused", 1.0),
    ] {
        let found = scrape.requests(kind, outcome);
        assert!(
            (found - expected).abs() < 0.1,
            "{kind} {outcome}: {found}\n{}",
            scrape.text
        );
    }
    for (series, expected) in [
        ("waymark_errors_total{code=\"INVALID_QUERY\"}", 1.0),
        ("waymark_errors_total{code=\"INVALID_INPUT\"}", 1.0),
        ("waymark_errors_total{code=\"BAD_REQUEST\"}", 1.0),
        ("waymark_limits_hit_total{limit=\"body_bytes\"}", 1.0),
        (
            "waymark_statistic_duration_seconds_count{statistic=\"totals\",engine=\"columns\"}",
            1.0,
        ),
        ("waymark_kept_answers", 1.0),
        ("waymark_database_up", 1.0),
        ("waymark_market_loading", 0.0),
        ("waymark_market_postings", 60.0),
        ("waymark_market_behind_seconds", 0.0),
        ("waymark_sockets_max", 256.0),
    ] {
        let found = scrape.value(series);
        assert!(
            (found - expected).abs() < 0.1,
            "{series}: {found}\n{}",
            scrape.text
        );
    }
    // Nothing of what was sent, and no name of what is stored.
    for word in ["idden", "python", "board-", "Acme", "127.0.0.1"] {
        assert!(!scrape.text.contains(word), "{word}\n{}", scrape.text);
    }
}

#[tokio::test]
async fn what_was_taken_in_is_read_of_the_database() {
    let server = holding(Duration::from_secs(1)).await;
    let scrape = Scrape::of(&server.url).await;
    for (result, expected) in [
        ("added", 13.0),
        ("changed", 1.0),
        ("unchanged", 3.0),
        ("rejected", 1.0),
        ("closed", 0.0),
    ] {
        let found = scrape.value(&format!(
            "waymark_ingest_postings_total{{result=\"{result}\"}}"
        ));
        assert!((found - expected).abs() < 0.1, "{result}: {found}");
    }
    // The third run ended on 2026-11-03 at 00:05.
    let moment = scrape.value("waymark_ingest_last_success_timestamp_seconds");
    assert!((moment - 1_793_664_300.0).abs() < 0.1, "{moment}");
}

#[tokio::test]
async fn operations_of_a_socket_are_counted_when_they_end() {
    let server = holding(Duration::from_secs(1)).await;
    let mut socket = Socket::open(&server).await;
    socket.is_quiet().await;
    socket
        .ask("1", "subscription {postingsChanged {cursor}}")
        .await;
    let subscription = |outcome| requests("socket", "subscription", outcome);
    let scrape = loop {
        let scrape = Scrape::of(&server.url).await;
        if scrape.value("waymark_subscriptions") > 0.0 {
            break scrape;
        }
        sleep(Duration::from_millis(5)).await;
    };
    assert!((scrape.value("waymark_sockets_open") - 1.0).abs() < 0.1);
    assert!((scrape.value(&requests("socket", "query", "answered")) - 1.0).abs() < 0.1);
    assert!(!scrape.text.contains(&subscription("answered")));
    drop(socket);
    loop {
        let scrape = Scrape::of(&server.url).await;
        let gone = scrape.value("waymark_subscriptions") + scrape.value("waymark_sockets_open");
        if gone < 0.1 && scrape.value(&subscription("answered")) > 0.9 {
            break;
        }
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_request_that_nobody_waits_for_is_counted() {
    let server = holding(Duration::from_secs(1)).await;
    let lock = "begin; lock table posting in access exclusive mode; select pg_sleep(60); commit";
    let pool = server.database.pool().clone();
    let locking = tokio::spawn(async move { sea_orm::sqlx::raw_sql(lock).execute(&pool).await });
    let body = json!({"query": "{postings(first: 1) {nodes {title}}}"});
    let waiting = async || {
        let request = server.request(Method::POST, "/graphql").json(&body);
        request.timeout(Duration::from_millis(300)).send().await
    };
    // The lock may not be held yet.
    while waiting().await.is_ok() {}
    locking.abort();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let scrape = Scrape::of(&server.url).await;
        if scrape.requests("unknown", "abandoned") > 0.9 {
            break;
        }
        assert!(Instant::now() < deadline, "{}", scrape.text);
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn figures_are_not_for_everybody() {
    let server = holding(Duration::from_secs(1)).await;
    for header in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        let asked = server
            .request(Method::GET, "/metrics")
            .header(header, "192.0.2.1");
        assert_eq!(
            asked.send().await.unwrap().status(),
            StatusCode::NOT_FOUND,
            "{header}"
        );
    }
    let silent = server.beside(api::Settings::new(clock)).await;
    let asked = reqwest::get(format!("{silent}/metrics")).await.unwrap();
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn servers_of_one_process_do_not_mix() {
    let server = holding(Duration::from_secs(1)).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let apart = format!("http://{}", listener.local_addr().unwrap());
    let connection = server.database.connection.clone();
    let url = listening(Service {
        figures: FiguresAt::Apart(listener),
        ..Service::new(connection, api::Settings::new(clock))
    });
    let url = url.await;
    server.data(LASTING).await;
    server.answer_at(&url, LASTING).await;
    server.answer_at(&url, "{").await;
    for (url, refused) in [(&server.url, 0.0), (&apart, 1.0)] {
        let scrape = Scrape::of(url).await;
        assert!(
            (scrape.requests("unknown", "refused") - refused).abs() < 0.1,
            "{}",
            scrape.text
        );
    }
    let beside = reqwest::get(format!("{url}/metrics")).await.unwrap();
    assert_eq!(beside.status(), StatusCode::NOT_FOUND);
    let asked = reqwest::get(format!("{apart}/graphql")).await.unwrap();
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
}
