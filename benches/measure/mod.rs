//! What processes cost, as Linux counts it in `/proc`, and postings to cost it with.

use std::fs;

use anyhow::Context;
use ingest::raw::RawPosting;
use ingest::sample;
use waymark::clock;

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

/// As many postings of the sample's kind as `POSTINGS` says, or else 30,000.
pub(crate) fn postings() -> anyhow::Result<Vec<RawPosting>> {
    let count = std::env::var("POSTINGS").map_or(Ok(30_000), |count| count.parse())?;
    let postings = sample::generate(sample::SEED, count, clock::now().date_naive())?;
    Ok(postings.into_iter().map(|posting| posting.raw).collect())
}
