//! An operation that is alone in its document is known without being named by its request: guards must not take it for nothing.

use api::Settings;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::changes::market;
use super::server::{Server, clock};
use super::socket::Socket;

async fn served() -> Server {
    let settings = Settings {
        max_complexity: 300,
        ..Settings::new(clock)
    };
    Server::start_with(market().await, settings).await
}

#[tokio::test]
async fn a_named_operation_is_priced_as_one_without_a_name() {
    let server = served().await;
    let dear = "{postings(first: 100) {nodes {title}}}";
    for query in [dear.to_owned(), format!("query Named {dear}")] {
        assert_eq!(server.error(&query).await.0, "LIMIT_EXCEEDED", "{query}");
    }
}

#[tokio::test]
async fn a_named_mutation_is_not_sent_with_get() {
    let server = served().await;
    for query in [
        "mutation%20%7BsignOut%7D",
        "mutation%20Named%20%7BsignOut%7D",
    ] {
        let path = format!("/graphql?query={query}");
        let answer = server.request(Method::GET, &path).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{query}");
    }
}

#[tokio::test]
async fn a_named_subscription_is_one() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    socket
        .ask(
            "1",
            "subscription Named {postingsChanged {cursor} demandRefreshed {asOf}}",
        )
        .await;
    let message = socket.message().await;
    assert_eq!(message["type"], "error", "{message}");
    let refused = json!("a subscription asks for exactly one field, by name");
    assert_eq!(message["payload"][0]["message"], refused);
}
