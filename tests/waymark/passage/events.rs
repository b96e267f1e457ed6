//! Streams of server-sent events: what runs on web sockets runs here as well, and what is wrong beforehand has a status.

use std::time::{Duration, Instant};

use api::{Service, Settings};
use reqwest::{Method, RequestBuilder, header};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::time::sleep;

use super::{
    counting, get, header as read, outcome, served,
    stream::{Events, Heard, PATIENCE, wanted},
};
use crate::{
    graphql::server::{Server, clock},
    people::person::Person,
    world::World,
};

fn post(server: &Server, query: &str) -> RequestBuilder {
    let body = json!({"query": query});
    wanted(server.request(Method::POST, "/graphql").json(&body))
}

#[tokio::test]
async fn queries_and_mutations_have_one_answer() {
    let server = served(counting(), |service| service).await;
    let count = "{demand {postings}}";
    for (request, expected) in [
        (
            post(&server, count),
            json!({"data": {"demand": {"postings": 60}}}),
        ),
        (
            wanted(get(&server, &[("query", count)])),
            json!({"data": {"demand": {"postings": 60}}}),
        ),
        (
            post(&server, "mutation {signOut {__typename}}"),
            json!({"data": {"signOut": {"__typename": "SignOutPayload"}}}),
        ),
    ] {
        let mut events = Events::of(request).await;
        assert_eq!(events.answer().await["data"], expected["data"]);
        assert_eq!(events.said().await, Heard::Complete);
        assert_eq!(events.heard().await, Heard::End);
    }
}

#[tokio::test]
async fn whoever_takes_anything_gets_a_stream_only_where_nothing_else_is_left() {
    let server = served(counting(), |service| service).await;
    let any =
        "application/graphql-response+json, application/json, text/event-stream, multipart/mixed";
    let ask = |query: &str| {
        let request = server
            .request(Method::POST, "/graphql")
            .json(&json!({"query": query}));
        request.header(header::ACCEPT, any).send()
    };
    let answer = ask("{demand {postings}}").await.unwrap();
    assert!(
        read(&answer, header::CONTENT_TYPE)
            .unwrap()
            .starts_with("application/graphql-response+json")
    );
    let stream = ask("subscription {postingsChanged {cursor}}")
        .await
        .unwrap();
    assert!(
        read(&stream, header::CONTENT_TYPE)
            .unwrap()
            .starts_with("text/event-stream")
    );
}

#[tokio::test]
async fn what_is_wrong_beforehand_has_a_status() {
    let server = served(counting(), |service| service).await;
    let body = server
        .request(Method::POST, "/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .body("{");
    for (request, status, code) in [
        (post(&server, "{"), 400, "INVALID_QUERY"),
        (wanted(body), 400, "BAD_REQUEST"),
        (
            post(
                &server,
                "subscription {a: demandRefreshed {asOf} b: demandRefreshed {asOf}}",
            ),
            400,
            "INVALID_QUERY",
        ),
        (
            wanted(get(
                &server,
                &[("query", "mutation {signOut {__typename}}")],
            )),
            405,
            "BAD_REQUEST",
        ),
        (
            wanted(get(
                &server,
                &[("query", "{readiness(input: {role: \"x\"}) {__typename}}")],
            )),
            405,
            "BAD_REQUEST",
        ),
        (
            get(
                &server,
                &[("query", "subscription {demandRefreshed {asOf}}")],
            ),
            405,
            "BAD_REQUEST",
        ),
    ] {
        assert_eq!(outcome(request).await, (status, json!(code)));
    }
    // What only execution finds out is an event, which is all that a page can read of a stream.
    for query in [
        "{nothing}",
        "subscription {postingsChanged(after: \"x\") {cursor}}",
    ] {
        let mut events = Events::of(post(&server, query)).await;
        let answer = events.answer().await;
        assert!(
            answer["errors"][0]["extensions"]["code"].is_string(),
            "{answer}"
        );
        assert_eq!(events.said().await, Heard::Complete);
    }
}

#[tokio::test]
async fn the_market_is_followed() {
    let server = served(Settings::new(clock), |service| service).await;
    let query = [("query", "subscription {demandRefreshed {postings}}")];
    let mut refreshed = Events::of(wanted(get(&server, &query))).await;
    assert_eq!(
        refreshed.answer().await["data"]["demandRefreshed"]["postings"],
        60
    );
    let mut changed = Events::of(post(
        &server,
        "subscription {postingsChanged {kind posting {company}}}",
    ))
    .await;
    while !server
        .said()
        .iter()
        .any(|text| text.contains("min(id) as oldest"))
    {
        sleep(Duration::from_millis(5)).await;
    }
    let script = "update posting set complete = false where id = 1;
        insert into posting_change (changed_at, changed) values ('2026-11-22 11:30Z', '{1}');
        select pg_notify('posting_change', '1')";
    server.database.execute_unprepared(script).await.unwrap();
    assert_eq!(
        changed.answer().await["data"]["postingsChanged"]["kind"],
        "CHANGED"
    );
    assert_eq!(
        refreshed.answer().await["data"]["demandRefreshed"]["postings"],
        59
    );
}

#[tokio::test]
async fn progress_is_followed_by_whoever_it_is() {
    let server = crate::people::progress::served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let query = "subscription {progressChanged(roadmap: \"way\") {percent}}";
    let mut hers = Events::of(post(&server, query).bearer_auth(&ada.token)).await;
    assert_eq!(
        hers.answer().await["data"]["progressChanged"]["percent"],
        0.0
    );
    let input = json!({"input": {"roadmap": "way", "nodes": ["python"], "state": "DONE"}});
    ada.data(&server, crate::people::progress::SET, input).await;
    assert_eq!(
        hers.answer().await["data"]["progressChanged"]["percent"],
        62.5
    );
    let mut nobodys = Events::of(post(&server, query)).await;
    assert_eq!(
        nobodys.answer().await["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    assert_eq!(nobodys.said().await, Heard::Complete);
}

#[tokio::test]
async fn signs_of_life_come_while_there_is_nothing_to_say() {
    let settings = Settings {
        socket_pause: Duration::from_millis(50),
        ..counting()
    };
    let server = served(settings, |service| service).await;
    let mut events = Events::of(post(&server, "subscription {postingsChanged {cursor}}")).await;
    let begun = Instant::now();
    for _ in 0..4 {
        assert_eq!(events.heard().await, Heard::Comment);
    }
    assert!(begun.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
async fn places_are_shared_with_web_sockets_and_given_back() {
    let settings = Settings {
        max_sockets: 1,
        ..counting()
    };
    let server = served(settings, |service| service).await;
    let query = "subscription {postingsChanged {cursor}}";
    let events = Events::of(post(&server, query)).await;
    let refused = post(&server, query).send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert!(read(&refused, header::RETRY_AFTER).is_some());
    drop(events);
    let free = async || {
        let response = post(&server, query).send().await.unwrap();
        response.status() == 200
    };
    let begun = Instant::now();
    while !free().await {
        assert!(begun.elapsed() < PATIENCE, "the place is not given back");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn whoever_takes_nothing_in_is_cut_off() {
    let settings = Settings {
        socket_patience: Duration::from_millis(300),
        max_sockets: 1,
        ..counting()
    };
    let server = served(settings, |service| service).await;
    let long = format!(
        "subscription {{postingsChanged {{{}}}}}",
        (0..20)
            .map(|n| format!("a{n}: cursor p{n}: posting {{title company}}"))
            .collect::<Vec<_>>()
            .join(" ")
    );
    let mut events = Events::of(post(&server, &long)).await;
    while !server
        .said()
        .iter()
        .any(|text| text.contains("min(id) as oldest"))
    {
        sleep(Duration::from_millis(5)).await;
    }
    let ids = (0..20_000)
        .map(|n| (1 + n % 60).to_string())
        .collect::<Vec<_>>()
        .join(",");
    let script = format!(
        "insert into posting_change (changed) values ('{{{ids}}}'); select pg_notify('posting_change', '2')"
    );
    server.database.execute_unprepared(&script).await.unwrap();
    // Its place is given back while it still takes nothing in.
    let begun = Instant::now();
    while post(&server, "{__typename}").send().await.unwrap().status() != 200 {
        assert!(begun.elapsed() < PATIENCE, "it holds its place for ever");
        sleep(Duration::from_millis(50)).await;
    }
    let mut taken = 0;
    let end = loop {
        match events.said().await {
            Heard::Next(_) => taken += 1,
            other => break other,
        }
    };
    assert_eq!(end, Heard::Cut);
    assert!((1..20_000).contains(&taken), "{taken}");
}

#[tokio::test]
async fn a_stream_ends_unfinished_when_the_server_stops() {
    let database = World::migrated().await;
    let service = Service::new(database.connection.clone(), counting());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(service.serve(listener, async {
        let _ = stopped.await;
    }));
    let body = json!({"query": "subscription {postingsChanged {cursor}}"});
    let request = reqwest::Client::new().post(url).json(&body);
    let mut events = Events::of(wanted(request)).await;
    assert_eq!(events.heard().await, Heard::Comment);
    let begun = Instant::now();
    stop.send(()).unwrap();
    assert_eq!(events.said().await, Heard::End);
    server.await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}
