//! More connections than there are places.

use std::time::Duration;

use api::{Accounts, Settings};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{
    others_are_served, patient, served,
    wire::{PROBE, Wire},
};
use crate::{graphql::server::Server, world::World};

const SOON: Duration = Duration::from_millis(50);

/// A question that takes as long as a lock is held.
const HELD: &str = "GET /graphql?query={sources{totalCount}} HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test]
async fn five_hundred_silent_connections_starve_nobody() {
    let server = served(|settings| {
        settings.max_connections = 200;
        settings.max_connections_per_address = 100;
    })
    .await;
    let mut silent = Vec::new();
    for _ in 0..500 {
        silent.push(Wire::open_from(&server, 2).await);
    }
    others_are_served(&server).await;
    for wire in &mut silent[..400] {
        wire.hears().await;
    }
    for wire in &mut silent[400..] {
        assert!(wire.says(PROBE).await);
        wire.hears_until("lives\n").await;
    }
    others_are_served(&server).await;
}

#[tokio::test]
async fn a_full_server_gives_up_silent_connections_of_any_address() {
    let server = served(|settings| {
        settings.max_connections = 30;
        settings.max_connections_per_address = 20;
    })
    .await;
    let mut silent = Vec::new();
    for last in [2, 3, 4, 5] {
        for _ in 0..15 {
            silent.push(Wire::open_from(&server, last).await);
        }
    }
    others_are_served(&server).await;
    for wire in &mut silent[..30] {
        wire.hears().await;
    }
    assert!(!silent[59].is_closed_within(SOON).await);
}

#[tokio::test]
async fn whoever_is_being_answered_is_not_given_up() {
    let database = World::migrated().await;
    let lock = database.begin().await.expect("a transaction");
    lock.execute_unprepared("lock table source in access exclusive mode")
        .await
        .expect("a lock");
    let settings = Settings {
        max_connections: 2,
        ..patient()
    };
    let server = Server::start_with(database, settings).await;
    let mut asking = Vec::new();
    for _ in 0..2 {
        let mut wire = Wire::open(&server).await;
        assert!(wire.says(HELD).await);
        // The next connection must not come before the question.
        assert!(!wire.is_closed_within(SOON * 10).await);
        asking.push(wire);
    }
    let refused = Wire::open(&server).await.hears().await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("retry-after: 1"), "{refused}");
    let (_, body) = refused.split_once("\r\n\r\n").expect("a body");
    assert!(refused.contains(&format!("content-length: {}\r\n", body.len())));
    assert!(body.contains("OVERLOADED"), "{body}");
    lock.rollback().await.expect("the lock is given back");
    for wire in &mut asking {
        wire.hears_until("{\"totalCount\":0}").await;
    }
    others_are_served(&server).await;
}

#[tokio::test]
async fn clients_of_a_proxy_share_its_address() {
    for (accounts, is_closed) in [
        (Accounts::local(), true),
        (Accounts::local().behind_proxy(), false),
    ] {
        let settings = Settings {
            max_connections_per_address: 3,
            ..patient()
        };
        let server = Server::start_for(World::migrated().await, settings, accounts).await;
        let mut first = Wire::open(&server).await;
        for _ in 0..5 {
            Wire::open(&server).await.says(PROBE).await;
        }
        let mut others = Vec::new();
        for _ in 0..5 {
            others.push(Wire::open(&server).await);
        }
        assert_eq!(first.is_closed_within(SOON * 10).await, is_closed);
    }
}

#[tokio::test]
async fn one_address_does_not_take_all_web_sockets() {
    let server = served(|settings| {
        settings.max_sockets = 4;
        settings.max_sockets_per_address = 2;
    })
    .await;
    let upgrade = "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    let mut open = Vec::new();
    for (last, status) in [
        (2, "101"),
        (2, "101"),
        (2, "503"),
        (3, "101"),
        (3, "101"),
        (4, "503"),
    ] {
        let mut wire = Wire::open_from(&server, last).await;
        assert!(wire.says(upgrade).await);
        let heard = wire.hears_until("\r\n\r\n").await;
        assert!(heard.starts_with(&format!("HTTP/1.1 {status}")), "{heard}");
        open.push(wire);
    }
}
