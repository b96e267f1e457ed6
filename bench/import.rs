//! An import from end to end, as the binary does it: postings of the sample's kind as JSON lines, a private Postgres of its own, `waymark
//! import`. Printed are postings a second, the highest memory of the importing process, and the CPU of that process and of all of Postgres.
//!
//! `cargo bench --bench import`; `POSTINGS=30000` sets how many.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::Context;
use ingest::raw::{BodyFormat, RawPay, RawPosting};
use measure::{megabytes, postmaster, watch, waymark};
use serde_json::{Value, json};
use waymark::postgres::{Instance, Options};

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
