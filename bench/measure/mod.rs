//! What processes cost, as Linux counts it in `/proc`, and postings to cost it with.

#![allow(dead_code, reason = "each benchmark uses its part")]

pub(crate) mod load;
pub(crate) mod question;
pub(crate) mod served;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use ingest::raw::RawPosting;
use ingest::sample;
use sea_orm::sqlx::{self, Connection, PgConnection};
use waymark::clock;
use waymark::postgres::{DATABASE, Instance};

/// Ticks of a second in which Linux counts CPU time, on every architecture.
const TICKS: f64 = 100.0;

/// A process as `/proc` describes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    /// The process that started it.
    pub(crate) parent: u32,
    /// Seconds of CPU that it has used itself.
    pub(crate) own: f64,
    /// Seconds that its children have used which are gone.
    pub(crate) gone: f64,
}

impl Process {
    /// Looks at a process.
    pub(crate) fn of(id: u32) -> anyhow::Result<Self> {
        let line = fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name in brackets may hold spaces; the fields behind it are numbered from 3 in proc(5).
        let (_, rest) = line.rsplit_once(')').context("no name")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let seconds = |field: usize| -> anyhow::Result<f64> {
            let text = fields.get(field - 3).context("too few fields")?;
            Ok(text.parse::<f64>()? / TICKS)
        };
        Ok(Self {
            parent: fields.get(1).context("too few fields")?.parse()?,
            own: seconds(14)? + seconds(15)?,
            gone: seconds(16)? + seconds(17)?,
        })
    }
}

/// Seconds of CPU that a Postgres has used with all its processes, those included that are gone.
pub(crate) fn server(postmaster: u32) -> anyhow::Result<f64> {
    let itself = Process::of(postmaster)?;
    let ids =
        fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    // One that ends while we look is counted as gone the next time.
    let children = ids
        .filter_map(|id| Process::of(id).ok())
        .filter(|process| process.parent == postmaster);
    Ok(itself.own + itself.gone + children.map(|child| child.own).sum::<f64>())
}

/// A number that the environment sets, or else this one.
pub(crate) fn number(name: &str, otherwise: u32) -> anyhow::Result<u32> {
    std::env::var(name).map_or(Ok(otherwise), |text| {
        text.parse().with_context(|| format!("{name} is no number"))
    })
}

/// Milliseconds that this thread has been on the processor.
pub(crate) fn thread_cpu() -> anyhow::Result<f64> {
    milliseconds("/proc/thread-self/schedstat")
}

/// The first figure of a schedstat is nanoseconds on the processor.
pub(crate) fn milliseconds(path: &str) -> anyhow::Result<f64> {
    let text = fs::read_to_string(path)?;
    let nanoseconds: u64 = text
        .split_whitespace()
        .next()
        .context("an empty schedstat")?
        .parse()?;
    #[expect(clippy::cast_precision_loss, reason = "nobody reads the last digit")]
    Ok(nanoseconds as f64 / 1e6)
}

/// As many postings of the sample's kind as `POSTINGS` says, or else 30,000.
pub(crate) fn postings() -> anyhow::Result<Vec<RawPosting>> {
    let count = std::env::var("POSTINGS").map_or(Ok(30_000), |count| count.parse())?;
    let postings = sample::generate(sample::SEED, count, clock::now().date_naive())?;
    Ok(postings.into_iter().map(|posting| posting.raw).collect())
}

/// Waits for a process, and says how much CPU and memory it had used shortly before its end, and what it said.
pub(crate) fn watch(mut child: Child) -> anyhow::Result<(f64, f64, Vec<u8>)> {
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

/// Bytes as megabytes.
#[expect(clippy::cast_precision_loss, reason = "nobody reads the last digit")]
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The process that all others of a Postgres are children of.
pub(crate) fn postmaster(instance: &Instance) -> anyhow::Result<u32> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut connection = PgConnection::connect(&instance.url(DATABASE)).await?;
        let backend: i32 = sqlx::query_scalar("select pg_backend_pid()")
            .fetch_one(&mut connection)
            .await?;
        Ok(Process::of(u32::try_from(backend)?)?.parent)
    })
}

/// The binary, on a data folder and nobody's settings.
pub(crate) fn waymark(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    for variable in [
        "DATABASE_URL",
        "WAYMARK_CONFIG",
        "WAYMARK_LISTEN",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    command.env("WAYMARK_DATA_DIR", data).stdin(Stdio::null());
    command
}
