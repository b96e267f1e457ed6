//! What a server on the open network is sent: nonsense, bombs, and questions about things that do not exist.

use std::fmt::Write;

use api::{Accounts, Settings};
use reqwest::{Method, Response, header};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use super::fixture;
use super::server::{Server, clock};
use crate::world::World;

async fn served() -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    fixture::store(&database, &fixture::market(100)).await;
    Server::start(database).await
}

async fn post(server: &Server, kind: &str, body: impl Into<reqwest::Body>) -> Response {
    let request = server
        .request(Method::POST, "/graphql")
        .header(header::CONTENT_TYPE, kind);
    request.body(body).send().await.expect("an answer")
}

async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.expect("JSON");
    (
        status,
        body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or("none")
            .to_owned(),
    )
}

fn status(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Queries about what does not exist, with what is said of them.
const WRONG: &[(&str, &str)] = &[
    (
        "{demand(filter: {regions: [\"XX\"]}) {postings}}",
        "no region \"XX\"",
    ),
    (
        "{demand(filter: {remoteScope: [\"YY\"]}) {postings}}",
        "no region \"YY\"",
    ),
    (
        "{demand(filter: {roles: [\"wizard\"]}) {postings}}",
        "no role \"wizard\"",
    ),
    (
        "{demand(filter: {skillsAll: [\"python\", \"magic\"]}) {postings}}",
        "no skill \"magic\"",
    ),
    (
        "{demand(filter: {skillsNone: [\"a\\u0000b\"]}) {postings}}",
        "no skill",
    ),
    (
        "{demand(filter: {sources: [\"x\"]}) {postings}}",
        "no source \"x\"",
    ),
    (
        "{demand {skill(slug: \"magic\") {rank}}}",
        "no skill \"magic\"",
    ),
    (
        "{demand {trend(skill: \"magic\") {month}}}",
        "no skill \"magic\"",
    ),
    (
        "{demand {byRegion(skill: \"magic\") {totalCount}}}",
        "no skill \"magic\"",
    ),
    ("{regions(within: \"XX\") {totalCount}}", "no region \"XX\""),
    (
        "{roadmaps(role: \"wizard\") {totalCount}}",
        "no role \"wizard\"",
    ),
    (
        "{roadmaps(teaches: [\"magic\"]) {totalCount}}",
        "no skill \"magic\"",
    ),
    (
        "{demand(period: {from: \"2026-02-02\", to: \"2026-02-01\"}) {postings}}",
        "before it begins",
    ),
    ("{demand(period: {lastMonths: -3}) {postings}}", "-3"),
    (
        "{demand(period: {to: \"2026-02-01\"}) {postings}}",
        "needs period.from",
    ),
    (
        "{demand(period: {from: \"1990-01-01\"}) {trend(skill: \"python\") {month}}}",
        "at most 120 months",
    ),
];

#[tokio::test]
async fn unknown_names_and_impossible_periods_are_explained() {
    let server = served().await;
    for (query, word) in WRONG {
        let (code, message) = server.error(query).await;
        assert_eq!(code, "INVALID_INPUT", "{query}: {message}");
        assert!(message.contains(word), "{query}: {message}");
    }
}

#[tokio::test]
async fn texts_with_nul_or_wildcards_are_only_texts() {
    let server = served().await;
    let found = server.data(
        "{skill(slug: \"a\\u0000\") {id} region(code: \"\\u0000\") {id} skills(search: \"\\u0000%\") {totalCount}
          postings(filter: {search: \"\\u0000\\\\\", companies: [\"\\u0000\"]}) {totalCount}
          roles(search: \"\\u0000\") {totalCount} regions(search: \"'; drop table skill\\u0000\") {totalCount}}",
    ).await;
    assert_eq!(
        found,
        json!({
            "skill": null, "region": null, "skills": {"totalCount": 0}, "postings": {"totalCount": 0},
            "roles": {"totalCount": 0}, "regions": {"totalCount": 0},
        })
    );
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused() {
    let server = served().await;
    let json = "application/json";
    for (kind, body, expected) in [
        ("text/plain", "{\"query\":\"{__typename}\"}".to_owned(), 415),
        (
            "application/x-www-form-urlencoded",
            "query={__typename}".to_owned(),
            415,
        ),
        (json, String::new(), 400),
        (json, "{".to_owned(), 400),
        (json, "[]".to_owned(), 400),
        (json, "[{\"query\":\"{__typename}\"}]".to_owned(), 400),
        (json, "{\"query\":1}".to_owned(), 400),
        (json, "{\"variables\":{}}".to_owned(), 400),
        (json, "[".repeat(200_000), 400),
        (
            json,
            format!("{{\"query\":\"{}\"}}", " ".repeat(1_100_000)),
            413,
        ),
    ] {
        let found = code(post(&server, kind, body).await).await;
        assert_eq!(found, status(expected, "BAD_REQUEST"), "{kind}");
    }
    let bare = server
        .request(Method::POST, "/graphql")
        .body("{}")
        .send()
        .await
        .expect("an answer");
    assert_eq!(bare.status(), 415);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let other = server
            .request(method, "/graphql")
            .send()
            .await
            .expect("an answer");
        assert_eq!(other.status(), 405);
    }
}

#[tokio::test]
async fn bombs_do_not_go_off() {
    let server = served().await;
    let mut fragments = String::from("{...f0}");
    for number in 0..30 {
        write!(
            fragments,
            " fragment f{number} on Query {{...f{0} ...f{0}}}",
            number + 1
        )
        .expect("text");
    }
    fragments.push_str(" fragment f30 on Query {__typename}");
    let renamed = (0..300).fold(String::new(), |text, number| {
        format!("{text} a{number}: __typename")
    });
    let wide = (0..90).fold(String::new(), |text, number| {
        format!(
            "{text} a{number}: regions(first: 100) {{nodes {{id code name level parent {{id}}}}}}"
        )
    });
    let deep = "{demand {byRegion {nodes {region ".to_owned()
        + &"{parent ".repeat(14)
        + "{id}"
        + &"}".repeat(18);
    for (query, limit, word) in [
        (format!("{{node(id: {}", "[".repeat(2_000)), "nesting", "deeper than 200"),
        (format!("{{node(id: {}", "{a:".repeat(100_000)), "nesting", "deeper than 200"),
        (format!("{{a {}", "{a".repeat(50_000)), "nesting", "deeper than 200"),
        (fragments, "fields", "10000 fields"),
        (format!("{{{}}}", "a ".repeat(5_000)), "tokens", "4000 tokens"),
        (format!("{{{renamed}}}"), "aliases", "100 aliases"),
        (format!("{{a{}}}", " @skip(if: true)".repeat(11)), "directives", "10 directives"),
        (format!("{{{wide}}}"), "complexity", "too complex"),
        ("{regions(first: 2147483647) {nodes {demand {byRegion(first: 2147483647) {nodes {region {id}}}}}}}".to_owned(), "complexity", "too complex"),
        (deep, "depth", "too deep"),
    ] {
        let started = std::time::Instant::now();
        let error = &server.answer(&query).await["errors"][0];
        let (code, message) = (&error["extensions"]["code"], &error["message"]);
        assert_eq!((code, &error["extensions"]["limit"]), (&json!("LIMIT_EXCEEDED"), &json!(limit)), "{message}");
        assert!(message.as_str().is_some_and(|message| message.contains(word)), "{word}: {message}");
        assert!(started.elapsed().as_secs() < 2, "{word}");
    }
    for query in ["{...a} fragment a on Query {...a}", "{skill}", "{"] {
        assert_eq!(server.error(query).await.0, "INVALID_QUERY", "{query}");
    }
    assert_eq!(server.data("{__typename}").await["__typename"], "Query");
}

#[tokio::test]
async fn each_answer_says_what_it_cost() {
    let server = served().await;
    let query = "query ($n: Int) {skills(first: $n) {nodes {slug}}}";
    for (first, cost) in [(json!(7), 15), (json!(null), 41)] {
        let body = json!({"query": query, "variables": {"n": first}}).to_string();
        let answer: Value = post(&server, "application/json", body)
            .await
            .json()
            .await
            .expect("JSON");
        assert_eq!(answer["extensions"], json!({"cost": cost}));
    }
}

/// Asks as if a proxy had been asked from an address.
async fn asked_from(server: &Server, address: &str) -> Response {
    let request = server.request(Method::POST, "/graphql");
    // What is given again is free.
    let request = request.header(header::CACHE_CONTROL, "no-cache");
    let request = request.header("x-forwarded-for", address);
    let body = json!({"query": "{demand {postings}}"});
    request.json(&body).send().await.expect("an answer")
}

#[tokio::test]
async fn who_asks_for_too_much_waits_and_others_do_not() {
    let settings = Settings {
        cost_per_minute: 600,
        max_complexity: 600,
        ..Settings::new(clock)
    };
    let accounts = Accounts::local().behind_proxy();
    let server = Server::start_for(World::migrated().await, settings, accounts).await;
    for expected in [200, 200, 429] {
        let response = asked_from(&server, "192.0.2.1").await;
        assert_eq!(response.status(), expected);
        if expected == 429 {
            let wait = response.headers()[header::RETRY_AFTER]
                .to_str()
                .expect("a text")
                .to_owned();
            assert!((1..=30).contains(&wait.parse().unwrap_or(0)), "{wait}");
            let body: Value = response.json().await.expect("JSON");
            let extensions = &body["errors"][0]["extensions"];
            assert_eq!(extensions["code"], "RATE_LIMITED");
            assert_eq!(extensions["retryAfterSeconds"].to_string(), wait);
        }
    }
    assert_eq!(asked_from(&server, "192.0.2.2").await.status(), 200);
    assert_eq!(asked_from(&server, "127.0.0.1").await.status(), 200);
}

#[tokio::test]
async fn queries_may_be_sent_with_get() {
    let server = served().await;
    let get = |path: &'static str| server.request(Method::GET, path).send();
    let found: Value = get("/graphql?query=query+q($s:String!){skill(slug:$s){name}}&variables={\"s\":\"rust\"}&operationName=q")
        .await.expect("an answer").json().await.expect("JSON");
    assert_eq!(found["data"], json!({"skill": {"name": "RUST"}}));
    assert_eq!(
        code(get("/graphql").await.expect("an answer")).await,
        status(400, "BAD_REQUEST")
    );
    let mutation = get("/graphql?query=mutation{a}").await.expect("an answer");
    assert_eq!(mutation.headers()[header::ALLOW], "POST");
    assert_eq!(code(mutation).await, status(405, "BAD_REQUEST"));
}

#[tokio::test]
async fn a_query_of_nothing_has_an_empty_answer() {
    let server = served().await;
    let found = server
        .answer("{sources @include(if: false) {totalCount}}")
        .await;
    assert_eq!(found["data"], json!({}));
}

#[tokio::test]
async fn the_media_type_is_negotiated() {
    let server = served().await;
    for (query, strict) in [
        ("{skill}", 400),
        ("{__typename}", 200),
        ("{demand(period: {lastMonths: 0}) {postings}}", 200),
    ] {
        for (accept, expected) in [
            ("application/json", 200),
            ("application/graphql-response+json", strict),
        ] {
            let request = server
                .request(Method::POST, "/graphql")
                .header(header::ACCEPT, accept);
            let response = request
                .json(&json!({"query": query}))
                .send()
                .await
                .expect("an answer");
            assert_eq!(response.status().as_u16(), expected, "{query}");
            let kind = format!("{accept}; charset=utf-8");
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            let body: Value = response.json().await.expect("JSON");
            assert_eq!(body.get("data").is_some(), strict == 200, "{query}");
        }
    }
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let database = World::migrated().await;
    let lock = database.begin().await.expect("a transaction");
    lock.execute_unprepared("lock table source in access exclusive mode")
        .await
        .expect("a lock");
    let settings = Settings {
        request_timeout: std::time::Duration::from_millis(100),
        ..Settings::new(clock)
    };
    let server = Server::start_with(database, settings).await;
    let query = "{\"query\":\"{sources {totalCount}}\"}";
    let found = post(&server, "application/json", query).await;
    assert_eq!(code(found).await, status(503, "TIMEOUT"));
    lock.rollback().await.expect("the lock is given back");
    assert_eq!(
        server.data("{sources {totalCount}}").await["sources"]["totalCount"],
        0
    );
}

#[tokio::test]
async fn a_server_told_to_stop_answers_what_it_was_asked() {
    let database = World::migrated().await;
    let lock = database.begin().await.expect("a transaction");
    lock.execute_unprepared("lock table source in access exclusive mode")
        .await
        .expect("a lock");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = format!(
        "http://{}/graphql",
        listener.local_addr().expect("an address")
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap_or_default() };
    let service = api::Service::new(database.connection.clone(), Settings::new(clock));
    let server = tokio::spawn(service.serve(listener, shutdown));
    let ask = json!({"query": "{sources {totalCount}}"});
    let asked = tokio::spawn(reqwest::Client::new().post(&url).json(&ask).send());
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    stop.send(()).expect("the server listens");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let refused = reqwest::Client::new().post(&url).json(&ask).send().await;
    assert!(refused.is_err());
    lock.rollback().await.expect("the lock is given back");
    let answer = asked.await.expect("no panic").expect("an answer");
    assert_eq!(answer.status(), 200);
    server.await.expect("the server ends well");
}
