//! Clients that are slow, silent or rude: each is cut off when its time is over, and others are served meanwhile.

mod bodies;
mod crowds;
mod files;
mod heads;
mod readers;
mod shapes;
mod stopping;
mod wire;

use std::time::{Duration, Instant};

use api::Settings;

use crate::{
    graphql::server::{Server, clock},
    world::World,
};

/// How long something may take that has to come to its end; much longer than any limit here, since machines may be busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// A time after which nothing was to happen that is cut off here.
const LONG: Duration = Duration::from_hours(1);

/// Limits so wide that nothing is cut off while a test lasts.
fn patient() -> Settings {
    Settings {
        in_memory: false,
        header_patience: LONG,
        body_patience: LONG,
        idle_patience: LONG,
        answer_patience: LONG,
        ..Settings::new(clock)
    }
}

/// A server with such limits, some of which are set otherwise.
async fn served(set: impl FnOnce(&mut Settings)) -> Server {
    let mut settings = patient();
    set(&mut settings);
    Server::start_with(World::migrated().await, settings).await
}

/// Somebody else is served, before anything here that lasts for an hour has come to its end.
async fn others_are_served(server: &Server) {
    let started = Instant::now();
    let client = reqwest::Client::new();
    let request = client.get(format!("{}/graphql?query={{__typename}}", server.url));
    let response = tokio::time::timeout(PATIENCE, request.send()).await;
    let response = response.expect("an answer in time").expect("an answer");
    assert_eq!(response.status(), 200);
    let text = response.text().await.expect("text");
    assert!(
        text.starts_with("{\"data\":{\"__typename\":\"Query\"}"),
        "{text}"
    );
    assert!(started.elapsed() < PATIENCE);
}
