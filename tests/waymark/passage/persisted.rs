//! Documents that are named instead of sent.

use api::Trusted;
use reqwest::Method;
use serde_json::{Value, json};

use super::{counting, get, outcome, served};
use crate::graphql::{server::Server, socket::Socket};

const COUNT: &str =
    "query count($slugs: [String!]) {demand(filter: {skillsAll: $slugs}) {postings}}";

fn hash(text: &str) -> String {
    entity::hash::version(text.as_bytes())
}

fn named(text: &str) -> Value {
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash(text)}})
}

fn post(server: &Server, body: &Value) -> reqwest::RequestBuilder {
    server.request(Method::POST, "/graphql").json(body)
}

#[tokio::test]
async fn a_document_is_sent_once_and_named_from_then_on() {
    let server = served(counting(), |service| service).await;
    let by_name = json!({"extensions": named(COUNT), "variables": {"slugs": ["python"]}});
    let unknown = (200, json!("PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(outcome(post(&server, &by_name)).await, unknown);
    let answer: Value = post(&server, &by_name)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotFound");
    let sent = json!({"query": COUNT, "extensions": named(COUNT)});
    assert_eq!(
        outcome(post(&server, &sent)).await,
        (200, json!({"demand": {"postings": 60}}))
    );
    assert_eq!(
        outcome(post(&server, &by_name)).await,
        (200, json!({"demand": {"postings": 60}}))
    );
    let extensions = named(COUNT).to_string();
    let other = get(
        &server,
        &[
            ("extensions", &extensions),
            ("variables", "{\"slugs\": [\"rust\"]}"),
        ],
    );
    assert_eq!(
        outcome(other).await,
        (200, json!({"demand": {"postings": 0}}))
    );
    let id = format!("sha256:{}", hash(COUNT));
    assert_eq!(outcome(get(&server, &[("documentId", &id)])).await.0, 200);
    // Over a web socket as well.
    let mut socket = Socket::open(&server).await;
    for (id, text, kind) in [("1", COUNT, "next"), ("2", "{__typename}", "error")] {
        socket
            .say(&json!({"type": "subscribe", "id": id, "payload": {"extensions": named(text)}}))
            .await;
        let message = socket.message().await;
        assert_eq!(message["type"], kind, "{message}");
        if kind == "next" {
            socket.message().await;
        }
    }
}

#[tokio::test]
async fn a_name_that_is_none_is_refused() {
    let server = served(counting(), |service| service).await;
    for (body, expected) in [
        (
            json!({"query": COUNT, "extensions": named("{__typename}")}),
            (400, "BAD_REQUEST"),
        ),
        (
            json!({"query": COUNT, "documentId": "sha256:ab"}),
            (400, "BAD_REQUEST"),
        ),
        (
            json!({"query": COUNT, "extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash(COUNT)}}}),
            (200, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ),
        (
            json!({"extensions": {"persistedQuery": {"version": 1}}}),
            (400, "BAD_REQUEST"),
        ),
        (
            json!({"documentId": "7"}),
            (200, "PERSISTED_QUERY_NOT_FOUND"),
        ),
    ] {
        let (status, code) = outcome(post(&server, &body)).await;
        assert_eq!((status, code.as_str().unwrap()), expected, "{body}");
    }
    // Nothing of it was kept.
    let body = json!({"extensions": named(COUNT)});
    assert_eq!(
        outcome(post(&server, &body)).await.1,
        "PERSISTED_QUERY_NOT_FOUND"
    );
}

#[tokio::test]
async fn what_somebody_says_is_not_kept() {
    let server = served(counting(), |service| service).await;
    let said = "{readiness(input: {role: \"data-engineer\", text: \"plumtree\"}) {__typename}}";
    let asked = "query ready($input: ReadinessInput!) {readiness(input: $input) {__typename}}";
    for (text, expected) in [
        (said, "PERSISTED_QUERY_NOT_FOUND"),
        (asked, "INVALID_QUERY"),
    ] {
        let sent = json!({"query": text, "extensions": named(text)});
        post(&server, &sent).send().await.unwrap();
        let by_name = json!({"extensions": named(text)});
        let (_, code) = outcome(post(&server, &by_name)).await;
        assert!(
            code == expected || expected == "INVALID_QUERY" && code != "PERSISTED_QUERY_NOT_FOUND",
            "{text}: {code}"
        );
    }
    // And by name it must not stand in an address either.
    let extensions = named(asked).to_string();
    assert_eq!(
        outcome(get(&server, &[("extensions", &extensions)]))
            .await
            .0,
        405
    );
}

#[tokio::test]
async fn trusted_documents_are_known_and_others_may_be_refused() {
    let listed = json!({"one": COUNT}).to_string();
    let trusted = Trusted::read(&listed).unwrap();
    let only = trusted.clone().and_no_others();
    let open = served(counting(), |service| api::Service { trusted, ..service }).await;
    let closed = served(counting(), |service| api::Service {
        trusted: only,
        ..service
    })
    .await;
    let known = json!({"demand": {"postings": 60}});
    for server in [&open, &closed] {
        for body in [
            json!({"documentId": "one"}),
            json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "one"}}}),
            json!({"documentId": format!("sha256:{}", hash(COUNT))}),
            json!({"extensions": named(COUNT)}),
            json!({"query": COUNT}),
        ] {
            assert_eq!(
                outcome(post(server, &body)).await,
                (200, known.clone()),
                "{body}"
            );
        }
        assert_eq!(outcome(get(server, &[("documentId", "one")])).await.0, 200);
    }
    let introspection = "{__schema {types {name}}}";
    for body in [
        json!({"query": introspection}),
        json!({"query": format!("{COUNT} ")}),
        json!({"query": introspection, "extensions": named(introspection)}),
        json!({"documentId": "two"}),
        json!({"query": "{"}),
    ] {
        assert_eq!(
            outcome(post(&closed, &body)).await,
            (403, json!("DOCUMENT_NOT_TRUSTED")),
            "{body}"
        );
        let code = outcome(post(&open, &body)).await.1;
        assert_ne!(code, "DOCUMENT_NOT_TRUSTED", "{body}");
    }
    let mut socket = Socket::open(&closed).await;
    socket
        .ask("1", "subscription {demandRefreshed {asOf}}")
        .await;
    let message = socket.message().await;
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "DOCUMENT_NOT_TRUSTED"
    );
}
