//! Following one's progress: on two servers, until the token is no longer good.

use std::time::Duration;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Person, served};
use crate::graphql::{
    server::{Server, clock},
    socket::Socket,
};

const FOLLOW: &str = "subscription {progressChanged(roadmap: \"way\") {percent next {key}}}";

async fn open(server: &Server, person: &Person) -> Socket {
    let mut socket = Socket::connect(server).await;
    let bearer = format!("Bearer {}", person.token);
    socket
        .say(&json!({"type": "connection_init", "payload": {"Authorization": bearer}}))
        .await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    socket.ask("1", FOLLOW).await;
    socket
}

async fn percent(socket: &mut Socket) -> Value {
    let mut message = socket.message().await;
    assert_eq!(message["type"], "next", "{message}");
    message["payload"]["data"]["progressChanged"]["percent"].take()
}

#[tokio::test]
async fn every_tab_on_every_server_hears_of_its_own_changes() {
    let mut server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let ben = Person::new(&server, "Ben", 1).await;
    let here = server.url.clone();
    let settings = api::Settings {
        in_memory: false,
        ..api::Settings::new(clock)
    };
    let there = server.beside(settings).await;
    let mut one = open(&server, &ada).await;
    let mut bens = open(&server, &ben).await;
    server.url.clone_from(&there);
    let mut other = open(&server, &ada).await;
    for socket in [&mut one, &mut bens, &mut other] {
        assert_eq!(percent(socket).await, 0.0);
    }
    // Said on one server, heard on both; what is said of another roadmap is not.
    for (url, nodes, expected) in [(&here, "python", 62.5), (&there, "models", 100.0)] {
        server.url.clone_from(url);
        ada.sets(
            &server,
            json!({"roadmap": "path", "nodes": ["only"], "state": "DONE"}),
        )
        .await;
        ada.says(&server, &[nodes], "DONE").await;
        assert_eq!(percent(&mut one).await, expected);
        assert_eq!(percent(&mut other).await, expected);
    }
    bens.is_quiet().await;
    one.is_quiet().await;
}

#[tokio::test]
async fn it_ends_when_the_token_does() {
    let server = served().await;
    let ada = Person::new(&server, "Ada", 1).await;
    let mut socket = open(&server, &ada).await;
    assert_eq!(percent(&mut socket).await, 0.0);
    ada.says(&server, &["python"], "DONE").await;
    assert_eq!(percent(&mut socket).await, 62.5);
    let over = "update session set expires_at = '2026-11-22 12:00Z';
        select pg_notify('progress_change', '')";
    server
        .database
        .connection
        .execute_unprepared(over)
        .await
        .expect("over");
    let message = socket.message().await;
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}

#[tokio::test]
async fn a_lost_notification_is_made_good() {
    let database = served().await;
    let settings = api::Settings {
        in_memory: false,
        feed_pause: Duration::from_millis(200),
        ..api::Settings::new(clock)
    };
    let mut server = database;
    server.url = server.beside(settings).await;
    let ada = Person::new(&server, "Ada", 1).await;
    let mut socket = open(&server, &ada).await;
    assert_eq!(percent(&mut socket).await, 0.0);
    // Written by somebody who tells nobody.
    let silent = "with change as (insert into progress_change (account_id, kind, roadmap, at, undo, expires_at)
            select id, 0, 'way', now(), 'x', now() from account returning id, account_id)
        insert into progress_event (change_id, account_id, roadmap, node, state, at)
        select id, account_id, 'way', 'python', 2, now() from change";
    server
        .database
        .connection
        .execute_unprepared(silent)
        .await
        .expect("written");
    assert_eq!(percent(&mut socket).await, 62.5);
}

#[tokio::test]
async fn nobody_follows_anything() {
    let server = served().await;
    let mut socket = Socket::open(&server).await;
    socket.ask("1", FOLLOW).await;
    let message = socket.message().await;
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}
