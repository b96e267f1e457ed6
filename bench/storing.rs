//! What storing costs beside the cheapest way to write the same rows: all columns of `posting` and `posting_text`, copied into bare
//! tables without key, index or check. Counted is the CPU of the client, with all its threads, and of the Postgres process that serves it,
//! user and system time from `/proc`. Reading the postings is not counted; the rows for COPY lie ready as text, one COPY for each table.
//!
//! `cargo bench --bench storing`; `POSTINGS=30000` sets how many.

use std::io::Write;
use std::time::Instant;

use anyhow::Context;
use entity::run::{Kind, Status};
use futures_util::TryStreamExt;
use ingest::facts::Facts;
use ingest::reading::{Observation, Reader};
use ingest::store::{Ledger, Retention, Store};
use measure::Process;
use sea_orm::sqlx::{self, PgConnection, PgPool};
use waymark::postgres::{DATABASE, Instance, Options};
use waymark::{clock, database};

mod measure;

const ROUNDS: usize = 3;
const BATCH: usize = 1_000;

/// Columns in the order of the tables.
const TABLES: [&str; 2] = ["posting", "posting_text"];

/// CPU seconds of a client and of the process that serves it, and seconds on the clock.
#[derive(Clone, Copy, Debug)]
struct Cost {
    client: f64,
    backend: f64,
    /// All of Postgres, with what it does in the background.
    server: f64,
    elapsed: f64,
}

impl Cost {
    fn cpu(self) -> f64 {
        self.client + self.backend
    }
}

/// A measurement that has begun.
struct Meter {
    backend: u32,
    client_before: f64,
    backend_before: f64,
    server_before: f64,
    started: Instant,
}

impl Meter {
    async fn start(connection: &mut PgConnection) -> anyhow::Result<Self> {
        let backend: i32 = sqlx::query_scalar("select pg_backend_pid()")
            .fetch_one(connection)
            .await?;
        let backend = u32::try_from(backend)?;
        let process = Process::of(backend)?;
        Ok(Self {
            backend,
            client_before: Process::of(std::process::id())?.own,
            backend_before: process.own,
            server_before: measure::server(process.parent)?,
            started: Instant::now(),
        })
    }

    fn stop(&self) -> anyhow::Result<Cost> {
        let process = Process::of(self.backend)?;
        Ok(Cost {
            client: Process::of(std::process::id())?.own - self.client_before,
            backend: process.own - self.backend_before,
            server: measure::server(process.parent)? - self.server_before,
            elapsed: self.started.elapsed().as_secs_f64(),
        })
    }
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let instance = Instance::start(&Options::new(folder.path()))?;
    let connection = database::connect(instance.url(DATABASE).parse()?).await?;
    let reader = Reader::load()?;
    database::prepare(&connection, &reader).await?;
    let pool = connection.get_postgres_connection_pool();
    let facts = facts(&reader)?;
    let mut out = std::io::stdout().lock();
    let bytes: usize = facts.iter().map(|facts| facts.text.len()).sum();
    writeln!(
        out,
        "{} postings, {} kB of texts",
        facts.len(),
        bytes / 1_000
    )?;
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let ours = store(pool, &reader, &facts).await?;
        let bare = copy(pool).await?;
        let ratio = ours.cpu() / bare.cpu();
        for (name, cost) in [("store", ours), ("COPY", bare)] {
            let Cost {
                client,
                backend,
                server,
                elapsed,
            } = cost;
            let cpu = cost.cpu();
            writeln!(
                out,
                "{name:<6} {cpu:>6.2} s CPU: {client:.2} client + {backend:.2} backend (all of Postgres: {server:.2}); {elapsed:.2} s elapsed"
            )?;
        }
        writeln!(out, "ratio  {ratio:>6.2}")?;
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    writeln!(
        out,
        "median ratio of CPU, storing over COPY: {:.2}",
        ratios[ROUNDS / 2]
    )?;
    pool.close().await;
    instance.stop()?;
    Ok(())
}

fn facts(reader: &Reader) -> anyhow::Result<Vec<Facts>> {
    let observation = Observation {
        now: clock::now(),
        day: None,
        is_listing: false,
    };
    let read = |raw| reader.read(&raw, observation).map_err(anyhow::Error::msg);
    measure::postings()?.into_iter().map(read).collect()
}

/// Stores the postings into empty tables, as an import does.
async fn store(pool: &PgPool, reader: &Reader, facts: &[Facts]) -> anyhow::Result<Cost> {
    sqlx::query("truncate posting, posting_text, company, source, run cascade")
        .execute(pool)
        .await?;
    sqlx::query("checkpoint").execute(pool).await?;
    let now = clock::now();
    let retention = Retention { now, text_days: 30 };
    let mut store = Store::open(pool, &reader.vocabulary_key(), retention).await?;
    let mut ledger = Ledger::open(store.connection(), Kind::Import, "bench", now).await?;
    let meter = Meter::start(store.connection()).await?;
    for batch in facts.chunks(BATCH) {
        store.write(batch, &mut ledger).await?;
    }
    let cost = meter.stop()?;
    store
        .close(&mut ledger, Status::Succeeded, None, now)
        .await?;
    let stored: i64 = sqlx::query_scalar("select count(*) from posting_text")
        .fetch_one(pool)
        .await?;
    anyhow::ensure!(
        usize::try_from(stored)? == facts.len(),
        "{stored} postings were stored"
    );
    Ok(cost)
}

/// Copies the rows that are stored into tables of the same columns and nothing else.
async fn copy(pool: &PgPool) -> anyhow::Result<Cost> {
    let mut rows = Vec::new();
    for table in TABLES {
        let statement =
            format!("drop table if exists bare_{table}; create table bare_{table} (like {table})");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(pool)
            .await?;
        let mut connection = pool.acquire().await?;
        let stream = connection
            .copy_out_raw(&format!("copy {table} to stdout"))
            .await?;
        let chunks: Vec<_> = stream.try_collect().await?;
        rows.push((table, chunks.concat()));
    }
    sqlx::query("checkpoint").execute(pool).await?;
    let mut connection = pool.acquire().await?;
    let meter = Meter::start(&mut connection).await?;
    for (table, rows) in rows {
        let mut copy = connection
            .copy_in_raw(&format!("copy bare_{table} from stdin"))
            .await?;
        copy.send(rows)
            .await
            .context("the rows could not be sent")?;
        copy.finish().await?;
    }
    meter.stop()
}
