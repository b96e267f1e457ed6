//! What an answer costs over HTTP beside a bare route of the same framework that returns as many bytes: the server as users start it,
//! over the sample, asked by `wrk` for the skills of a role in a country. Printed are requests a second, each the median of some
//! rounds in which all are measured in turn, and what part of the bare route's they are.
//!
//! `cargo bench --bench http`, with wrk in the path; `SECONDS=3` sets how long each takes.

use std::io::Write;
use std::path::Path;

use axum::Router;
use axum::http::header;
use axum::routing::post;
use measure::load::{Load, median};
use measure::served::Served;
use serde_json::{Value, json};

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
    let runtime = tokio::runtime::Runtime::new()?;
    let fast = runtime.block_on(measured(folder.path()))?;
    anyhow::ensure!(fast, "answers fall short of the parts that they must reach");
    Ok(())
}

/// Measures all in turn, and whether they are fast enough.
async fn measured(folder: &Path) -> anyhow::Result<bool> {
    let server = Served::waymark(folder).await?;
    let mut out = std::io::stdout().lock();
    let mut fast = true;
    for (rows, floor) in [(10, ANEW), (50, 0.0)] {
        let body = json!({"query": DOCUMENT, "variables": {"first": rows}});
        let answer = answer(&server, &body).await?;
        let bare = bare(answer.clone()).await?;
        let load = |name: &str, server: &str, cache: &str| {
            let url = format!("{server}/graphql");
            Load::new(folder, &format!("{name}.{rows}"), url, &body, cache)
        };
        let loads = [
            load("bare", &bare, "max-age=60")?,
            load("anew", &server.url, "no-cache")?,
            load("again", &server.url, "max-age=60")?,
        ];
        let mut speeds = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (load, speeds) in loads.iter().zip(&mut speeds) {
                speeds.push(load.speed()?);
            }
        }
        let [bare, anew, again] = speeds;
        let bare = median(bare)?.requests;
        let (anew, again) = (median(anew)?.requests, median(again)?.requests);
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

/// What the server answers.
async fn answer(server: &Served, body: &Value) -> anyhow::Result<String> {
    let request = reqwest::Client::new().post(format!("{}/graphql", server.url));
    let answer = request.json(body).send().await?.text().await?;
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
