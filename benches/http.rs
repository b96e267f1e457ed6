//! What an answer costs over HTTP beside a bare route of the same framework that returns as many bytes: the server as users start it,
//! over the sample, asked by `wrk` for the skills of a role in a country. Printed are requests a second, each the median of some
//! rounds in which all are measured in turn, and what part of the bare route's they are.
//!
//! `cargo bench --bench http`, with wrk in the path; `SECONDS=3` sets how long each takes.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::http::header;
use axum::routing::post;
use measure::waymark;
use serde_json::json;

mod measure;

const ROUNDS: usize = 3;

/// The parts of the bare route's speed that answers must reach: made anew with ten rows, and given again.
const ANEW: f64 = 0.33;
const AGAIN: f64 = 0.5;

const DOCUMENT: &str = "query Skills($first: Int) {demand(filter: {roles: [\"machine-learning-engineer\"], regions: [\"DE\"]}, period: {lastMonths: 24}) {
    postings skills(first: $first) {nodes {rank skill {slug name} share {value low high}}}}}";

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
    let measured = measured(folder.path(), &format!("http://{address}"));
    stop(&mut server)?;
    anyhow::ensure!(
        measured?,
        "answers fall short of the parts that they must reach"
    );
    Ok(())
}

/// Measures all in turn, and whether they are fast enough.
fn measured(folder: &Path, server: &str) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut out = std::io::stdout().lock();
    let mut fast = true;
    for (rows, floor) in [(10, ANEW), (50, 0.0)] {
        let body = json!({"query": DOCUMENT, "variables": {"first": rows}}).to_string();
        let answer = runtime.block_on(answer(server, &body))?;
        let bare = runtime.block_on(bare(answer.clone()))?;
        let anew = Load::new(folder, server, &body, "no-cache")?;
        let again = Load::new(folder, server, &body, "max-age=60")?;
        let bare = Load::new(folder, &bare, &body, "max-age=60")?;
        let mut speeds = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (load, speeds) in [&bare, &anew, &again].into_iter().zip(&mut speeds) {
                speeds.push(load.speed()?);
            }
        }
        let [bare, anew, again] = speeds.map(median);
        writeln!(
            out,
            "{rows} rows, {} bytes: bare {bare:.0}/s, made anew {anew:.0}/s ({:.2}), given again {again:.0}/s ({:.2})",
            answer.len(),
            anew / bare,
            again / bare,
        )?;
        fast &= anew / bare >= floor && again / bare >= AGAIN;
    }
    Ok(fast)
}

/// What the server answers once it is ready.
async fn answer(server: &str, body: &str) -> anyhow::Result<String> {
    let client = reqwest::Client::new();
    let ready = async || {
        let response = client.get(format!("{server}/readyz")).send().await;
        response.is_ok_and(|response| response.status().is_success())
    };
    while !ready().await {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let request = client
        .post(format!("{server}/graphql"))
        .body(body.to_owned());
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = request.send().await?.text().await?;
    anyhow::ensure!(
        !answer.contains("errors") && answer.contains("rank"),
        "{answer}"
    );
    Ok(answer)
}

/// Where a route gives nothing but a constant.
async fn bare(answer: String) -> anyhow::Result<String> {
    let answer: &'static str = answer.leak();
    let constant = move || async move { ([(header::CONTENT_TYPE, "application/json")], answer) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/graphql", post(constant));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

/// Requests that wrk sends.
struct Load {
    script: std::path::PathBuf,
    url: String,
    seconds: String,
}

impl Load {
    fn new(folder: &Path, server: &str, body: &str, cache: &str) -> anyhow::Result<Self> {
        let script = folder.join(format!("{cache}.{}.lua", body.len()));
        let text = format!(
            "wrk.method = \"POST\"\nwrk.body = [==[{body}]==]\nwrk.headers[\"Content-Type\"] = \"application/json\"\n\
             wrk.headers[\"Cache-Control\"] = \"{cache}\"\n"
        );
        fs::write(&script, text)?;
        Ok(Self {
            script,
            url: format!("{server}/graphql"),
            seconds: std::env::var("SECONDS").unwrap_or_else(|_| "3".to_owned()),
        })
    }

    /// Requests answered a second.
    fn speed(&self) -> anyhow::Result<f64> {
        let output = Command::new("wrk")
            .args(["-t1", "-c16", "-d", &self.seconds, "-s"])
            .arg(&self.script)
            .arg(&self.url)
            .output()
            .context("wrk is not there; Debian has it as wrk")?;
        let text = String::from_utf8(output.stdout)?;
        anyhow::ensure!(!text.contains("Non-2xx"), "{text}");
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("Requests/sec:"));
        Ok(line
            .with_context(|| format!("wrk says {text}"))?
            .trim()
            .parse()?)
    }
}

fn median(mut speeds: Vec<f64>) -> f64 {
    speeds.sort_by(f64::total_cmp);
    speeds.get(speeds.len() / 2).copied().unwrap_or(0.0)
}

/// Stops the server as Ctrl-C does, so that its Postgres stops too.
fn stop(server: &mut Child) -> anyhow::Result<()> {
    let id = server.id().to_string();
    Command::new("kill").args(["-INT", &id]).status()?;
    server.wait()?;
    Ok(())
}
