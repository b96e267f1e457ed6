//! What readiness costs: the server as users start it, over the sample, asked for the readiness of somebody who sends 20 kB of text.
//! Printed are the CPU time that a request takes, of the server and of its Postgres, and how long answers take one after the other
//! and over 64 connections at a time. Fails where the server takes more than 5 ms of CPU, or the 95th percentile under load is 300 ms or more.
//!
//! `cargo bench --bench readiness`; `REQUESTS=2000` sets how many are sent.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use measure::{Process, waymark};
use serde_json::{Value, json};
use tokio::task::JoinSet;

mod measure;

/// How many clients ask at a time.
const CLIENTS: usize = 64;

/// How long the text is.
const BYTES: usize = 20_000;

const DOCUMENT: &str = "query Ready($input: ReadinessInput!) {readiness(input: $input) {__typename ... on Readiness {
    fit fitLow fitHigh formula marketReach {value low high} monthsToTarget unrecognised strengths {slug name}
    recognised {skill {slug name} evidence {start end}} declined {skill {slug}}
    gaps {skill {slug name} share {value low high} fitGain substituteHeld {slug} closesWith {key title} months}}}}";

fn main() -> anyhow::Result<()> {
    // What the binary does at its start; a second time changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut server = waymark(folder.path())
        .args(["up", "--no-collect", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let measured = tokio::runtime::Runtime::new()?.block_on(measured(
        server.id(),
        folder.path(),
        &format!("http://{address}"),
    ));
    // As Ctrl-C does, so that its Postgres stops too.
    let id = server.id().to_string();
    Command::new("kill").args(["-INT", &id]).status()?;
    server.wait()?;
    anyhow::ensure!(measured?, "readiness takes longer than it may");
    Ok(())
}

/// Measures, and whether it is fast enough.
async fn measured(server: u32, folder: &Path, url: &str) -> anyhow::Result<bool> {
    let requests = std::env::var("REQUESTS").map_or(Ok(1_000), |requests| requests.parse())?;
    let asker = Asker::new(url)?;
    asker.is_ready().await;
    let answer = asker.ask().await?.1;
    let found = &answer["data"]["readiness"];
    anyhow::ensure!(found["__typename"] == "Readiness", "{answer}");
    let recognised = found["recognised"].as_array().map_or(0, Vec::len);
    let postmaster = postmaster(folder)?;
    let before = (Process::of(server)?.own, measure::server(postmaster)?);
    let mut alone = Vec::new();
    for _ in 0..requests {
        alone.push(asker.ask().await?.0);
    }
    let after = (Process::of(server)?.own, measure::server(postmaster)?);
    let each = 1_000.0 / f64::from(requests);
    let (own, database) = ((after.0 - before.0) * each, (after.1 - before.1) * each);
    let mut tasks = JoinSet::new();
    let share = usize::try_from(requests)?.div_ceil(CLIENTS);
    for _ in 0..CLIENTS {
        let asker = asker.clone();
        tasks.spawn(async move { asker.ask_often(share).await });
    }
    let mut loaded = Vec::new();
    while let Some(times) = tasks.join_next().await {
        loaded.extend(times??);
    }
    let ninety_fifth = at(&mut loaded, 0.95);
    writeln!(
        std::io::stdout().lock(),
        "{BYTES} bytes of text, {recognised} skills: {own:.2} ms CPU of the server and {database:.2} ms of Postgres each; alone p50 {:?}, \
         p95 {:?}; {CLIENTS} clients p50 {:?}, p95 {ninety_fifth:?}, p99 {:?}",
        at(&mut alone, 0.5),
        at(&mut alone, 0.95),
        at(&mut loaded, 0.5),
        at(&mut loaded, 0.99),
    )?;
    Ok(own <= 5.0 && ninety_fifth < Duration::from_millis(300))
}

/// Asks for readiness.
#[derive(Clone)]
struct Asker {
    client: reqwest::Client,
    url: Arc<str>,
    body: Arc<Value>,
}

impl Asker {
    fn new(url: &str) -> anyhow::Result<Self> {
        let input = json!({"role": "machine-learning-engineer", "text": background()?});
        Ok(Self {
            client: reqwest::Client::new(),
            url: url.into(),
            body: Arc::new(json!({"query": DOCUMENT, "variables": {"input": input}})),
        })
    }

    async fn is_ready(&self) {
        let ready = async || {
            let response = self.client.get(format!("{}/readyz", self.url)).send().await;
            response.is_ok_and(|response| response.status().is_success())
        };
        while !ready().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How long an answer takes, and what it is.
    async fn ask(&self) -> anyhow::Result<(Duration, Value)> {
        let start = Instant::now();
        let request = self.client.post(format!("{}/graphql", self.url));
        let answer = request.json(&*self.body).send().await?.bytes().await?;
        let taken = start.elapsed();
        Ok((taken, serde_json::from_slice(&answer)?))
    }

    async fn ask_often(&self, times: usize) -> anyhow::Result<Vec<Duration>> {
        let mut taken = Vec::new();
        for _ in 0..times {
            let (time, answer) = self.ask().await?;
            anyhow::ensure!(answer["errors"].is_null(), "{answer}");
            taken.push(time);
        }
        Ok(taken)
    }
}

/// A text as long as wanted, of what the sample's postings say, without their tags.
fn background() -> anyhow::Result<String> {
    let mut text = String::new();
    for posting in measure::postings()? {
        let mut inside = false;
        for character in posting.body.chars() {
            match character {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    writeln!(text)?;
                }
                _ if !inside => text.push(character),
                _ => {}
            }
        }
        if let Some(cut) = (text.len() > BYTES).then(|| text.floor_char_boundary(BYTES)) {
            text.truncate(cut);
            return Ok(text);
        }
    }
    anyhow::bail!("the sample is too short")
}

/// The process that the server's Postgres began with.
fn postmaster(folder: &Path) -> anyhow::Result<u32> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            if path.ends_with("postmaster.pid") {
                let text = std::fs::read_to_string(path)?;
                let line = text.lines().next().context("an empty file")?;
                return Ok(line.trim().parse()?);
            }
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    anyhow::bail!("there is no postmaster.pid")
}

/// The time that so large a part stays within.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "there are a few thousand times"
)]
fn at(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    let place = (part * times.len() as f64) as usize;
    times
        .get(place.min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}
