//! What many people cost who set and read their progress at once: the server as users start it, and `VIEWERS` people (200) with
//! `TABS` tabs each (2), each on a socket of its own, for `SECONDS` (10). Every tab says how a node of its own stands and then reads
//! how far its person has got. In the end everybody's nodes must stand as was said of them last, and every change must be stored.
//!
//! `cargo bench --bench progress`.

use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::future::try_join_all;
use measure::waymark;
use sea_orm::sqlx::{self, PgPool};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use waymark::postgres::{DATABASE, Instance, Options};

mod measure;

const STATES: [&str; 4] = ["LEARNING", "DONE", "KNOWN", "SKIPPED"];

const SET: &str = "mutation($input: SetProgressInput!) {setProgress(input: $input) {progress {percent} changed {key} undoToken errors {message}}}";

const READ: &str = "query($slug: String!) {roadmap(slug: $slug) {progress {percent done total next {key}} nodes {key progress {state}}}}";

fn main() -> anyhow::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    // Held here too, so that accounts can be made in it.
    let instance = Instance::start(&Options::new(folder.path().to_owned()))?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut server = waymark(folder.path())
        .args(["up", "--no-collect", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let measured = runtime.block_on(measured(&format!("http://{address}"), &instance));
    stop(&mut server)?;
    measured
}

/// A number that the environment sets, or else this one.
fn setting(name: &str, usual: usize) -> anyhow::Result<usize> {
    Ok(std::env::var(name).map_or(Ok(usual), |text| text.parse())?)
}

/// Somebody's tab, with a node of its own.
struct Tab {
    client: reqwest::Client,
    url: String,
    token: String,
    roadmap: String,
    node: String,
    number: usize,
}

/// What a tab did: how long each request took, how many changes it made, and how its node has to stand.
struct Done {
    times: Vec<Duration>,
    changes: usize,
    state: &'static str,
}

async fn measured(server: &str, instance: &Instance) -> anyhow::Result<()> {
    let (viewers, tabs) = (setting("VIEWERS", 200)?, setting("TABS", 2)?);
    let seconds = Duration::from_secs(setting("SECONDS", 10)?.try_into()?);
    ready(server).await?;
    let database = PgPool::connect(&instance.url(DATABASE)).await?;
    let (roadmap, nodes) = leaves(&database, tabs).await?;
    let mut open = Vec::new();
    for viewer in 0..viewers {
        let token = account(&database, viewer).await?;
        for (number, node) in nodes.iter().enumerate().take(tabs) {
            open.push(Tab {
                client: reqwest::Client::new(),
                url: format!("{server}/graphql"),
                token: token.clone(),
                roadmap: roadmap.clone(),
                node: node.clone(),
                number,
            });
        }
    }
    let begin = Instant::now();
    let done = try_join_all(open.iter().map(|tab| tab.work(begin + seconds))).await?;
    let took = begin.elapsed();
    for (tab, done) in open.iter().zip(&done) {
        tab.stands(done.state).await?;
    }
    let changes: usize = done.iter().map(|done| done.changes).sum();
    let stored: i64 = sqlx::query_scalar("select count(*) from progress_event")
        .fetch_one(&database)
        .await?;
    anyhow::ensure!(
        usize::try_from(stored)? == changes,
        "{stored} events of {changes}"
    );
    told(viewers, tabs, took, done)
}

/// Prints what was measured.
fn told(viewers: usize, tabs: usize, took: Duration, done: Vec<Done>) -> anyhow::Result<()> {
    let (mut sets, mut reads) = (Vec::new(), Vec::new());
    for done in done {
        for pair in done.times.chunks_exact(2) {
            sets.push(pair[0]);
            reads.push(pair[1]);
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{viewers} viewers with {tabs} tabs each, {:.1} s",
        took.as_secs_f64()
    )?;
    for (what, mut times) in [("set", sets), ("read", reads)] {
        times.sort_unstable();
        let at = |part: usize| {
            times
                .get(times.len() * part / 100)
                .copied()
                .unwrap_or_default()
        };
        let count = u32::try_from(times.len())?;
        writeln!(
            out,
            "{what}: {:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
            f64::from(count) / took.as_secs_f64(),
            at(50).as_secs_f64() * 1e3,
            at(99).as_secs_f64() * 1e3,
        )?;
    }
    writeln!(out, "no update was lost, no request failed")?;
    Ok(())
}

async fn ready(server: &str) -> anyhow::Result<()> {
    let client = reqwest::Client::new();
    for _ in 0..1_200 {
        let answer = client.get(format!("{server}/readyz")).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("the server does not become ready")
}

/// A roadmap with so many leaves, and their keys.
async fn leaves(database: &PgPool, count: usize) -> anyhow::Result<(String, Vec<String>)> {
    let query = "select m.slug, array_agg(n.key order by n.ordinal) from roadmap m join roadmap_node n on n.roadmap_id = m.id
        where not exists (select from roadmap_node c where c.parent_id = n.id) group by m.id, m.slug order by m.slug";
    let found: Vec<(String, Vec<String>)> = sqlx::query_as(query).fetch_all(database).await?;
    let enough = found.into_iter().find(|(_, nodes)| nodes.len() >= count);
    enough.context("no roadmap has so many leaves")
}

/// Makes an account, and a token for it.
async fn account(database: &PgPool, number: usize) -> anyhow::Result<String> {
    let token = format!("token of viewer {number}");
    sqlx::query(
        "with somebody as (insert into account (name) values ($1) returning id)
         insert into session (token_hash, account_id, expires_at) select $2, id, now() + interval '1 day' from somebody",
    )
    .bind(format!("viewer {number}"))
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .execute(database)
    .await?;
    Ok(token)
}

impl Tab {
    /// Sets and reads until an end, and says how long each took, in turns.
    async fn work(&self, end: Instant) -> anyhow::Result<Done> {
        let (mut times, mut changes, mut state) = (Vec::new(), 0, "");
        while Instant::now() < end {
            state = STATES[(self.number + changes) % STATES.len()];
            let input = json!({"roadmap": self.roadmap, "nodes": [self.node], "state": state,
                "clientKey": format!("{} {changes}", self.number)});
            let (made, time) = self.ask(SET, json!({"input": input})).await?;
            let key = &made["setProgress"]["changed"][0]["key"];
            anyhow::ensure!(key == self.node.as_str(), "{made}");
            times.push(time);
            changes += 1;
            let (read, time) = self.ask(READ, json!({"slug": self.roadmap})).await?;
            anyhow::ensure!(self.state(&read) == state, "it reads what it wrote: {read}");
            times.push(time);
        }
        Ok(Done {
            times,
            changes,
            state,
        })
    }

    /// Makes sure that its node stands so.
    async fn stands(&self, state: &str) -> anyhow::Result<()> {
        let (read, _) = self.ask(READ, json!({"slug": self.roadmap})).await?;
        anyhow::ensure!(self.state(&read) == state, "an update was lost: {read}");
        Ok(())
    }

    fn state(&self, read: &Value) -> String {
        let nodes = read["roadmap"]["nodes"].as_array();
        let mut nodes = nodes.into_iter().flatten();
        let own = nodes.find(|node| node["key"] == self.node.as_str());
        let state = own.and_then(|node| node["progress"]["state"].as_str());
        state.unwrap_or("none").to_owned()
    }

    async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<(Value, Duration)> {
        let begin = Instant::now();
        let request = self.client.post(&self.url).bearer_auth(&self.token);
        let body = json!({"query": query, "variables": variables});
        let mut answer: Value = request.json(&body).send().await?.json().await?;
        anyhow::ensure!(answer.get("errors").is_none(), "{answer}");
        Ok((answer["data"].take(), begin.elapsed()))
    }
}

/// Stops the server as Ctrl-C does.
fn stop(server: &mut Child) -> anyhow::Result<()> {
    let id = server.id().to_string();
    Command::new("kill").args(["-INT", &id]).status()?;
    server.wait()?;
    Ok(())
}
