//! What a question about demand costs from columns and from the database, on the same made-up market, in the same run.
//!
//! Counted is CPU: of the one thread that works, as `/proc/thread-self/schedstat` tells it, and for the database of all its processes that live.
//! `cargo bench --bench demand`; `POSTINGS=10000000` sets how many, `ROUNDS=9` how often each question is asked, `SQL_ROUNDS=1` how often of
//! the database. `FOLDER` keeps the market there for the next time; otherwise it is gone at the end.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use api::measure::{QUESTIONS, Side, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use ingest::generate::{self, Plan, generate};
use ingest::reading::Reader;
use measure::{milliseconds, number, thread_cpu};
use sea_orm::{ConnectionTrait, DatabaseConnection, sqlx};
use waymark::postgres::{DATABASE, Instance, Options};
use waymark::{clock, database};

mod measure;

/// Postings that come later, to be taken in.
const LATER: u32 = 10_000;

fn main() -> anyhow::Result<()> {
    // One thread, so that what it costs is what the question costs.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let postings = number("POSTINGS", 1_000_000)?;
    let rounds = number("ROUNDS", 5)?;
    let rounds = [rounds, number("SQL_ROUNDS", rounds)?];
    let folder = tempfile::tempdir()?;
    let kept = std::env::var_os("FOLDER").map(PathBuf::from);
    let place = kept.unwrap_or_else(|| folder.path().to_owned());
    let instance = Instance::start(&Options::new(place))?;
    let connection = database::connect(instance.url(DATABASE).parse()?).await?;
    let reader = Reader::load()?;
    database::prepare(&connection, &reader).await?;
    // What workers of one statement cost would be gone with them before it is looked at.
    connection
        .execute_unprepared("alter database waymark set max_parallel_workers_per_gather = 0")
        .await?;
    connection.close().await?;
    let connection = database::connect(instance.url(DATABASE).parse()?).await?;
    let backend = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(connection.get_postgres_connection_pool());
    let backend: i32 = backend.await?;
    let postmaster = measure::Process::of(u32::try_from(backend)?)?.parent;
    let subject = held(&connection, &reader, postmaster, postings).await?;
    ask(&subject, postmaster, rounds).await?;
    drop(subject);
    connection.close().await?;
    instance.stop()?;
    Ok(())
}

/// Writes a market, reads it, and takes in what comes later; says what each costs.
async fn held(
    connection: &DatabaseConnection,
    reader: &Reader,
    postmaster: u32,
    postings: u32,
) -> anyhow::Result<Subject> {
    let mut out = std::io::stdout().lock();
    let now = clock::now();
    let pool = connection.get_postgres_connection_pool();
    if generate::count(pool).await? == 0 {
        write(connection, reader, postings, 1, now).await?;
    }
    let meter = Meter::start(postmaster)?;
    let mut subject = Subject::load(connection.clone(), now.date_naive()).await?;
    let (ours, theirs) = meter.stop()?;
    let (rows, bytes) = subject.size();
    let (of_row, of_posting) = (real(bytes) / real(rows), real(bytes) / f64::from(postings));
    writeln!(
        out,
        "{postings} postings as {rows} rows of {of_row:.1} bytes ({of_posting:.1} a posting)"
    )?;
    let (ours, theirs) = (ours / 1e3, theirs / 1e3);
    writeln!(
        out,
        "read in {ours:.2} s CPU, {theirs:.2} s of the database"
    )?;
    // A seed that no earlier run can have taken.
    let seed = generate::count(pool).await?;
    write(connection, reader, LATER, seed, now).await?;
    let meter = Meter::start(postmaster)?;
    anyhow::ensure!(subject.refresh().await?, "nothing new was found");
    let (ours, theirs) = meter.stop()?;
    writeln!(
        out,
        "{LATER} new postings taken in with {ours:.1} ms CPU, {theirs:.1} ms of the database"
    )?;
    Ok(subject)
}

/// Asks every question of both sides.
async fn ask(subject: &Subject, postmaster: u32, rounds: [u32; 2]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<44} {:<7} {:>9} {:>9} {:>7}",
        "CPU milliseconds, median", "basis", "columns", "SQL", "ratio"
    )?;
    for (question, name) in QUESTIONS.iter().enumerate() {
        for newly_posted in [false, true] {
            let cost = async |side, rounds| {
                median(subject, postmaster, question, newly_posted, side, rounds).await
            };
            let columns = cost(Side::Columns, rounds[0].max(3)).await?;
            let statements = cost(Side::Statements, rounds[1]).await?;
            let basis = if newly_posted { "new" } else { "active" };
            writeln!(
                out,
                "{name:<44} {basis:<7} {columns:>9.3} {statements:>9.1} {:>7.0}",
                statements / columns
            )?;
        }
    }
    Ok(())
}

async fn write(
    connection: &DatabaseConnection,
    reader: &Reader,
    postings: u32,
    seed: u64,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let until: NaiveDate = now.date_naive();
    let plan = Plan {
        postings,
        seed,
        months: 36,
        until,
        beside_real: false,
    };
    generate(
        connection.get_postgres_connection_pool(),
        reader,
        &plan,
        now,
        |_| {},
    )
    .await?;
    Ok(())
}

async fn median(
    subject: &Subject,
    postmaster: u32,
    question: usize,
    newly_posted: bool,
    side: Side,
    rounds: u32,
) -> anyhow::Result<f64> {
    // The clock of a thread moves by a tick at a time, so short questions are asked many times over.
    let times = if side == Side::Columns { 20 } else { 1 };
    let mut costs = Vec::new();
    for _ in 0..rounds {
        let meter = Meter::start(postmaster)?;
        for _ in 0..times {
            subject.ask(question, newly_posted, side).await?;
        }
        let (ours, theirs) = meter.stop()?;
        let cost = if side == Side::Columns {
            ours
        } else {
            ours + theirs
        };
        costs.push(cost / f64::from(times));
    }
    costs.sort_by(f64::total_cmp);
    Ok(costs[costs.len() / 2])
}

/// A measurement of CPU that has begun.
struct Meter {
    postmaster: u32,
    ours: f64,
    theirs: f64,
}

impl Meter {
    fn start(postmaster: u32) -> anyhow::Result<Self> {
        Ok(Self {
            postmaster,
            theirs: database_cpu(postmaster)?,
            ours: thread_cpu()?,
        })
    }

    /// Milliseconds of this thread, and of the database.
    fn stop(&self) -> anyhow::Result<(f64, f64)> {
        Ok((
            thread_cpu()? - self.ours,
            database_cpu(self.postmaster)? - self.theirs,
        ))
    }
}

fn database_cpu(postmaster: u32) -> anyhow::Result<f64> {
    let ids = fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let children = ids
        .filter(|id| measure::Process::of(*id).is_ok_and(|process| process.parent == postmaster));
    Ok(children
        .filter_map(|id| milliseconds(&format!("/proc/{id}/schedstat")).ok())
        .sum())
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads the last digit")]
fn real(count: usize) -> f64 {
    count as f64
}
