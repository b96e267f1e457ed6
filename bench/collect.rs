//! A collection from end to end: a server on this machine that answers at once, `waymark collect --once`, a private Postgres. Printed are
//! postings a second, the highest memory of the collecting process, and the CPU of that process and of all of Postgres.
//!
//! `cargo bench --bench collect`; `POSTINGS=50000` and `BOARDS=200` are the size.

use std::collections::HashMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ingest::raw::RawPosting;
use measure::{postmaster, watch, waymark};
use serde_json::{Value, json};
use waymark::postgres::{Instance, Options};

mod measure;

/// Megabytes that the collecting process may need, and postings that it must take in a second.
const MEMORY: f64 = 400.0;
const SPEED: f64 = 2_500.0;

type Boards = Arc<HashMap<String, Bytes>>;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let boards = boards()?;
    let text = format!(
        "contact = \"https://example.org/robot\"\n[sources.greenhouse]\nboards = {:?}\n[sources.jobtech]\nenabled = false\n",
        boards.keys().collect::<Vec<_>>()
    );
    let configuration = folder.path().join("waymark.toml");
    std::fs::write(&configuration, text)?;
    let address = serve(Arc::new(boards))?;
    let data = folder.path().join("data");
    let instance = Instance::start(&Options::new(&data))?;
    let prepared = waymark(&data).args(["runs", "list"]).output()?;
    anyhow::ensure!(prepared.status.success(), "the database cannot be prepared");
    let mut out = std::io::stdout().lock();
    for name in ["new postings", "the same again"] {
        let server = measure::server(postmaster(&instance)?)?;
        let begun = Instant::now();
        let (client, memory, reports) = collect(&data, &configuration, address)?;
        let whole = begun.elapsed().as_secs_f64();
        let server = measure::server(postmaster(&instance)?)? - server;
        let count = |name: &str| {
            let numbers = reports.iter().filter_map(|report| report[name].as_u64());
            numbers.sum::<u64>()
        };
        let postings = count("added") + count("unchanged");
        #[expect(clippy::cast_precision_loss, reason = "nobody reads the last digit")]
        let speed = postings as f64 / whole;
        writeln!(
            out,
            "{name}: {postings} postings of {} boards in {whole:.2} s, the start of the process included: {speed:.0} postings/s (wanted: {SPEED})",
            reports.len()
        )?;
        writeln!(
            out,
            "  CPU {client:.2} s collector + {server:.2} s Postgres, peak memory {memory:.0} MB (wanted: {MEMORY})"
        )?;
    }
    Ok(instance.stop()?)
}

fn collect(
    data: &Path,
    configuration: &Path,
    address: SocketAddr,
) -> anyhow::Result<(f64, f64, Vec<Value>)> {
    let mut command = waymark(data);
    let child = command
        .args(["collect", "--once", "--json"])
        .env("WAYMARK_CONFIG", configuration)
        .env("WAYMARK_STAND_IN", address.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let (client, memory, output) = watch(child)?;
    Ok((client, memory, serde_json::from_slice(&output)?))
}

/// The boards, each as the bytes that its source answers with.
fn boards() -> anyhow::Result<HashMap<String, Bytes>> {
    let count: usize = std::env::var("BOARDS").map_or(Ok(200), |count| count.parse())?;
    let postings = measure::postings()?;
    let size = postings.len().div_ceil(count).max(1);
    let boards = postings.chunks(size).enumerate().map(|(at, postings)| {
        let jobs = postings.iter().enumerate();
        let jobs: Vec<_> = jobs
            .map(|(job, posting)| wire(at * 100_000 + job, posting))
            .collect();
        let body = json!({"jobs": jobs, "meta": {"total": jobs.len()}}).to_string();
        (format!("board{at}"), Bytes::from(body))
    });
    Ok(boards.collect())
}

/// A posting as Greenhouse shows it.
fn wire(id: usize, posting: &RawPosting) -> Value {
    json!({
        "id": id, "title": posting.title, "company_name": posting.company,
        "location": {"name": posting.locations.join("; ")}, "absolute_url": posting.url,
        "first_published": posting.posted, "content": posting.body,
    })
}

fn serve(boards: Boards) -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let router = axum::Router::new().fallback(answer).with_state(boards);
    std::thread::spawn(move || -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("no runtime")?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            Ok(axum::serve(listener, router).await?)
        })
    });
    Ok(address)
}

async fn answer(State(boards): State<Boards>, request: Request) -> Response {
    let path = request.uri().path();
    let name = path
        .strip_prefix("/v1/boards/")
        .and_then(|rest| rest.strip_suffix("/jobs"));
    match name.and_then(|name| boards.get(name)) {
        Some(body) => ([(header::CONTENT_TYPE, "application/json")], body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
