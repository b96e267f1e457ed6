//! Who asks is told by a good token and by nothing else.

use serde_json::{Value, json};

use super::person::Person;
use crate::{
    graphql::{server::Server, socket::Socket},
    world::World,
};

const WHO: &str = "{viewer {id name}}";

#[tokio::test]
async fn a_good_token_tells_who_asks() {
    let server = Server::start(World::new().await).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let late = Person::new(&server, "Late", 0).await;
    let one = ada.data(&server, WHO, json!({})).await;
    let other = ben.data(&server, WHO, json!({})).await;
    assert_eq!(one["viewer"]["name"], "Ada");
    assert_eq!(other["viewer"]["name"], "Ben");
    assert_ne!(one["viewer"]["id"], other["viewer"]["id"]);
    let forged = Person {
        token: ada.token.replace("Ada", "Eve"),
    };
    for nobody in [&late, &forged] {
        assert_eq!(
            nobody.data(&server, WHO, json!({})).await["viewer"],
            Value::Null
        );
    }
    assert_eq!(server.data(WHO).await["viewer"], Value::Null);
}

#[tokio::test]
async fn whoever_signs_out_is_nobody() {
    let server = Server::start(World::new().await).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let out = "mutation {signOut {query {viewer {name}}}}";
    let nobody = json!({"signOut": {"query": {"viewer": null}}});
    assert_eq!(ada.data(&server, out, json!({})).await, nobody);
    assert_eq!(
        ada.data(&server, WHO, json!({})).await["viewer"],
        Value::Null
    );
    assert_eq!(server.data(out).await, nobody);
}

#[tokio::test]
async fn a_socket_takes_a_token_at_its_beginning() {
    let server = Server::start(World::new().await).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let mut socket = Socket::connect(&server).await;
    let bearer = format!("Bearer {}", ada.token);
    socket
        .say(&json!({"type": "connection_init", "payload": {"Authorization": bearer}}))
        .await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    for name in [json!({"name": "Ada"}), Value::Null] {
        socket.ask("who", "{viewer {name}}").await;
        let answer = socket.message().await;
        assert_eq!(answer["payload"]["data"]["viewer"], name, "{answer}");
        assert_eq!(socket.message().await["type"], "complete");
        // A token that is good no more is no longer good here either.
        ada.data(
            &server,
            "mutation {signOut {query {viewer {name}}}}",
            json!({}),
        )
        .await;
    }
}
