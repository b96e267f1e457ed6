//! The explorer page and its files, as a browser asks for them.

use reqwest::{Method, header};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{fixture, graph, server::Server};
use crate::world::World;

#[tokio::test]
async fn browsers_get_a_page_that_loads_only_our_files() {
    let server = Server::start(World::migrated().await).await;
    for path in ["/graphql", "/graphql?query={__typename}", "/graphiql", "/"] {
        let request = server
            .request(Method::GET, path)
            .header(header::ACCEPT, "text/html,*/*;q=0.8");
        let response = request.send().await.expect("an answer");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{path}"
        );
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self';"),
            "{policy}"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let page = response.text().await.expect("a text");
        assert!(!page.contains("://"), "{path} loads from elsewhere");
    }
    let missing = server
        .request(Method::GET, "/graphiql/..%2f..%2fCargo.toml")
        .send()
        .await
        .expect("an answer");
    assert_eq!(missing.status(), 404);
    let method = server
        .request(Method::GET, "/docs/method")
        .send()
        .await
        .expect("an answer");
    assert!(method.text().await.expect("a text").contains("Wilson"));
}

#[tokio::test]
async fn the_examples_of_the_page_work() {
    let database = World::migrated().await;
    fixture::content(&database).await;
    graph::roadmaps(&database, json!({})).await;
    graph::proven(&database, 30).await;
    database
        .execute_unprepared("delete from source where id = 4")
        .await
        .expect("deleted");
    let server = Server::start(database).await;
    let response = server
        .request(Method::GET, "/graphiql/examples.json")
        .send()
        .await
        .expect("an answer");
    let examples: Value = response.json().await.expect("JSON");
    let examples = examples.as_array().expect("a list");
    assert_eq!(examples.len(), 6);
    for example in examples {
        let found = server
            .data(example["query"].as_str().expect("a text"))
            .await;
        assert!(
            !found.to_string().contains("\"nodes\":[]"),
            "{} shows nothing: {found:#}",
            example["name"]
        );
    }
}

#[tokio::test]
async fn paths_with_a_slash_lead_to_those_without() {
    let server = Server::start(World::migrated().await).await;
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    for (path, expected) in [
        ("/graphiql/", "/graphiql"),
        ("/graphql/", "/graphql"),
        (
            "/graphql/?query={__typename}",
            "/graphql?query={__typename}",
        ),
    ] {
        let request = client.get(format!("{}{path}", server.url));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 308, "{path}");
        assert_eq!(response.headers()[header::LOCATION], expected);
    }
    let ask = json!({"query": "{__typename}"});
    let request = server.request(Method::POST, "/graphql/").json(&ask);
    let found: Value = (request.send().await.expect("an answer"))
        .json()
        .await
        .expect("JSON");
    assert_eq!(found["data"], json!({"__typename": "Query"}));
}

#[tokio::test]
async fn the_page_is_served_only_with_its_policy() {
    let server = Server::start(World::migrated().await).await;
    for (path, expected) in [("index.html", 404), ("start.js", 200), ("none.js", 404)] {
        let request = server.request(Method::GET, &format!("/graphiql/{path}"));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), expected, "{path}");
    }
}

#[tokio::test]
async fn caches_are_told_that_the_answer_depends_on_accept() {
    let server = Server::start(World::migrated().await).await;
    for accept in [
        "text/html",
        "application/json",
        "application/graphql-response+json",
    ] {
        for path in [
            "/graphql",
            "/graphql?query={__typename}",
            "/graphql?query=mutation{a}",
        ] {
            let request = server
                .request(Method::GET, path)
                .header(header::ACCEPT, accept);
            let response = request.send().await.expect("an answer");
            assert_eq!(
                response.headers()[header::VARY],
                "accept",
                "{accept} {path}"
            );
        }
    }
}
