//! An import from end to end, as the binary does it: postings of the sample's kind as JSON lines, a private Postgres of its own, `waymark
//! import`. Printed are postings a second, the highest memory of the importing process, and the CPU of that process and of all of Postgres.
//!
//! `cargo bench --bench import`; `POSTINGS=30000` sets how many.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use ingest::raw::{BodyFormat, RawPay, RawPosting};
use measure::Process;
use sea_orm::sqlx::{self, Connection, PgConnection};
use serde_json::{Value, json};
use waymark::postgres::{DATABASE, Instance, Options};

mod measure;

/// Megabytes that the importing process may need, and postings that it must import a second.
const MEMORY: f64 = 300.0;
const SPEED: f64 = 4_000.0;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("postings.jsonl");
    write(&file)?;
    // Our share keeps Postgres running, so that all it did can be counted when the import is over.
    let data = folder.path().join("data");
    let instance = Instance::start(&Options::new(&data))?;
    // Schema and catalogue are written before, as they are on every day but the first.
    let prepared = waymark(&data).args(["runs", "list"]).output()?;
    anyhow::ensure!(
        prepared.status.success(),
        "{}",
        String::from_utf8_lossy(&prepared.stderr)
    );
    let mut out = std::io::stdout().lock();
    let megabytes = megabytes(fs::metadata(&file)?.len());
    for name in ["new postings", "the same again"] {
        let imported = import(&instance, &data, &file)?;
        let Import {
            postings,
            seconds,
            whole,
            client,
            server,
            memory,
        } = imported;
        let speed = postings / seconds;
        let worth = postings / (client + server);
        writeln!(
            out,
            "{name}: {postings} postings ({megabytes:.1} MB) in {seconds:.2} s: {speed:.0} postings/s (wanted: {SPEED})"
        )?;
        writeln!(
            out,
            "  whole process {whole:.2} s, CPU {client:.2} s importer + {server:.2} s Postgres ({worth:.0} postings per CPU second), peak memory {memory:.0} MB (wanted: {MEMORY})"
        )?;
    }
    Ok(instance.stop()?)
}

/// What one import took.
struct Import {
    postings: f64,
    /// Seconds of the run as it reports them.
    seconds: f64,
    /// Seconds from the start of the process to its end.
    whole: f64,
    client: f64,
    server: f64,
    memory: f64,
}

fn import(instance: &Instance, data: &Path, file: &Path) -> anyhow::Result<Import> {
    let postmaster = postmaster(instance)?;
    let before = measure::server(postmaster)?;
    let started = Instant::now();
    let mut command = waymark(data);
    let child = command
        .args(["import", "--json"])
        .arg(file)
        .stdout(Stdio::piped())
        .spawn()?;
    let (client, memory, output) = watch(child)?;
    let whole = started.elapsed().as_secs_f64();
    let summary: Value = serde_json::from_slice(&output)?;
    let number = |name: &str| {
        summary[name]
            .as_f64()
            .with_context(|| format!("no `{name}` in {summary}"))
    };
    Ok(Import {
        postings: number("added")? + number("unchanged")?,
        seconds: number("seconds")?,
        whole,
        client,
        server: measure::server(postmaster)? - before,
        memory,
    })
}

/// Waits for a process, and says how much CPU and memory it had used shortly before its end, and what it said.
fn watch(mut child: Child) -> anyhow::Result<(f64, f64, Vec<u8>)> {
    let (mut seconds, mut memory) = (0.0, 0.0);
    while child.try_wait()?.is_none() {
        if let (Ok(process), Ok(highest)) = (Process::of(child.id()), highest(child.id())) {
            (seconds, memory) = (process.own, highest);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output()?;
    anyhow::ensure!(output.status.success(), "the import failed");
    Ok((seconds, memory, output.stdout))
}

/// The most memory that a process has had at any time, in megabytes.
fn highest(id: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: u64 = line
        .context("no VmHWM")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(megabytes(kilobytes * 1_024))
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads the last digit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The process that all others of a Postgres are children of.
fn postmaster(instance: &Instance) -> anyhow::Result<u32> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut connection = PgConnection::connect(&instance.url(DATABASE)).await?;
        let backend: i32 = sqlx::query_scalar("select pg_backend_pid()")
            .fetch_one(&mut connection)
            .await?;
        Ok(Process::of(u32::try_from(backend)?)?.parent)
    })
}

fn waymark(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    for variable in ["DATABASE_URL", "WAYMARK_LISTEN", "RUST_LOG"] {
        command.env_remove(variable);
    }
    command.env("WAYMARK_DATA_DIR", data).stdin(Stdio::null());
    command
}

fn write(file: &Path) -> anyhow::Result<()> {
    let mut lines = BufWriter::new(fs::File::create(file)?);
    for posting in measure::postings()? {
        writeln!(lines, "{}", line(&posting))?;
    }
    Ok(lines.flush()?)
}

fn line(posting: &RawPosting) -> Value {
    let salary = posting.pay.as_ref().map(|pay| match pay {
        RawPay::Text(text) => json!(text),
        RawPay::Amounts {
            min,
            max,
            currency,
            period,
        } => json!({"min": min, "max": max, "currency": currency, "period": period}),
    });
    let format = match posting.format {
        BodyFormat::Html => "html",
        BodyFormat::Text => "text",
        BodyFormat::Markdown => "markdown",
    };
    json!({
        "source": posting.source, "id": posting.external_id, "title": posting.title, "company": posting.company,
        "location": posting.locations, "country": posting.country, "remote": posting.remote, "date": posting.posted,
        "observed": posting.observed, "url": posting.url, "html_or_text": posting.body, "format": format, "salary_raw": salary,
    })
}
