//! The market in memory must answer every question as the database does, whatever has happened to the postings.

mod agreement;
mod cache;
mod freshness;
mod market;
mod names;
mod plain;
mod question;
mod replicas;

use std::time::Duration;

use api::Settings;
use sea_orm::ConnectionTrait;

use crate::{
    graphql::{
        fixture,
        server::{Server, clock},
    },
    world::World,
};

/// A server that holds a small market in memory, and notices by itself what nobody tells it of only after so long.
pub(crate) async fn holding(pause: Duration) -> Server {
    let mut settings = Settings::new(clock);
    settings.feed_pause = pause;
    holding_under(settings).await
}

async fn holding_under(settings: Settings) -> Server {
    let database = World::migrated().await;
    fixture::content(&database).await;
    let postings: Vec<_> = (1..=60).map(fixture::posting).collect();
    fixture::store(&database, &postings).await;
    let script =
        "insert into posting_change (changed_at, added) values ('2026-11-21 10:00Z', '{1}')";
    database.execute_unprepared(script).await.unwrap();
    let server = Server::start_with(database, settings).await;
    server.is_ready().await;
    server
}
