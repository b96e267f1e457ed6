//! Collecting from a server that stands for all sources.

use std::process::Command;
use std::time::Duration;

use ingest::collect::Collector;
use ingest::fetch::{Client, Settings};
use ingest::store::targets;
use sea_orm::sqlx;
use serde_json::Value;
use tokio::sync::watch;

use crate::binary;
use crate::world::{World, reader};

mod closing;
mod crash;
mod details;
mod every_source;
mod plays;
mod schedule;
mod town;
mod trouble;

use town::Town;

/// A configuration that follows some boards of Greenhouse and nothing else.
struct Setup {
    world: World,
    town: Town,
    boards: Vec<String>,
    folder: tempfile::TempDir,
}

impl Setup {
    async fn new(boards: &[&str]) -> Self {
        let setup = Self {
            world: World::new().await,
            town: Town::start().await,
            boards: boards.iter().map(|board| (*board).to_owned()).collect(),
            folder: tempfile::tempdir().unwrap(),
        };
        setup.follow(&format!("[sources.greenhouse]\nboards = {boards:?}\n"));
        setup
    }

    /// Writes the configuration of these sources and no others.
    fn follow(&self, sources: &str) {
        let jobtech = match ingest::source::find("jobtech") {
            Some(_) => "[sources.jobtech]\nenabled = false\n",
            None => "",
        };
        let text = format!("contact = \"https://example.org/robot\"\n{sources}{jobtech}");
        std::fs::write(self.folder.path().join("waymark.toml"), text).unwrap();
    }

    /// `waymark collect`, on this configuration and against the town.
    fn collect(&self) -> Command {
        self.command("collect")
    }

    /// A command on this configuration and against the town.
    fn command(&self, name: &str) -> Command {
        let mut command = binary::waymark(&self.world);
        command
            .arg(name)
            .env("WAYMARK_CONFIG", self.folder.path().join("waymark.toml"))
            .env(
                "WAYMARK_STAND_IN",
                self.town.wild.url.trim_start_matches("http://"),
            );
        command
    }

    /// What collecting every board once reports, in this process and board by board.
    async fn once(&self) -> Vec<Value> {
        let collector = self.collector().await;
        let mut reports = Vec::new();
        for target in targets::enabled(self.world.pool(), None).await.unwrap() {
            let (_stop, stopped) = watch::channel(false);
            let report = collector.collect(&target, None, stopped).await.unwrap();
            reports.push(serde_json::to_value(report).unwrap());
        }
        reports
    }

    /// What collects in this process: as the binary does, and less patient.
    async fn collector(&self) -> Collector {
        self.collector_on(self.world.pool()).await
    }

    async fn collector_on(&self, pool: &sqlx::PgPool) -> Collector {
        let card = ingest::source::card("greenhouse").unwrap();
        targets::follow(pool, card, &self.boards).await.unwrap();
        let settings = Settings {
            idle_timeout: Duration::from_secs(2),
            timeout: Duration::from_secs(3),
            ..self.town.wild.settings()
        };
        let client = Client::new(pool.clone(), settings).unwrap();
        Collector::new(pool.clone(), reader(), client, waymark::clock::now, 30)
    }

    async fn text(&self, statement: &'static str) -> Option<String> {
        sqlx::query_scalar(statement)
            .fetch_one(self.world.pool())
            .await
            .unwrap()
    }
}

/// What a report counts, by name.
fn count(report: &Value, name: &str) -> u64 {
    report[name]
        .as_u64()
        .unwrap_or_else(|| panic!("no {name} in {report}"))
}
