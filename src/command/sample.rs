//! `waymark sample`: the made-up postings that an empty database starts with.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use entity::run::Kind;
use ingest::generate::is_generated;
use ingest::import::{self, Options, Progress};
use ingest::reading::Reader;
use ingest::sample;
use ingest::store::{duplicates, erasure};
use sea_orm::sqlx;

use crate::cli::{self, Place};
use crate::console::count;
use crate::database::Database;
use crate::{clock, console, vocabulary};

/// What to do with the sample.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Command {
    /// Load the sample; postings already there stay
    Load,
    /// Remove every sample posting
    Clear,
}

/// Loads or clears the sample.
///
/// # Errors
/// When there is no database to be had, or it refuses.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let reader = Arc::new(vocabulary::reader(place)?);
        let database = Database::open(place, &reader).await?;
        let text = match command {
            Command::Load => format!(
                "{} sample postings added",
                count(load(&database, &reader).await?)
            ),
            Command::Clear => format!("{} sample postings removed", count(clear(&database).await?)),
        };
        console::print(&text)?;
        database.close().await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the sample into a database without postings and says what to do next.
///
/// # Errors
/// When the database refuses.
pub async fn keep(database: &Database, reader: &Arc<Reader>) -> anyhow::Result<()> {
    let has_postings: bool = sqlx::query_scalar("select exists (select from posting)")
        .fetch_one(database.pool())
        .await?;
    if has_postings {
        return Ok(());
    }
    console::note("the database is empty: loading a sample of made-up postings");
    let added = load(database, reader).await?;
    console::note(&format!(
        "{} sample postings loaded; every answer that counts them says so. Next:\n  \
         your own file       waymark import postings.jsonl   (jsonl, csv; see waymark import --help)\n  \
         a live job board    curl -s 'https://api.ashbyhq.com/posting-api/job-board/NAME' | waymark import -\n  \
         without the sample  waymark sample clear",
        count(added)
    ));
    Ok(())
}

/// Warns whoever adds real postings to made-up ones.
///
/// # Errors
/// When the database refuses.
pub async fn warn_if_loaded(database: &Database) -> anyhow::Result<()> {
    let loaded: Vec<String> = sqlx::query_scalar(
        "select slug from source where sample and exists (select from posting where source_id = source.id)",
    )
    .fetch_all(database.pool())
    .await?;
    let (generated, bundled): (Vec<_>, Vec<_>) = loaded.iter().partition(|slug| is_generated(slug));
    if !bundled.is_empty() {
        console::note(
            "warning: the made-up sample is still there and counts in every answer; remove it with `waymark sample clear`",
        );
    }
    if !generated.is_empty() {
        console::note(
            "warning: generated postings are still there and count in every answer; remove them with `waymark generate --clear`",
        );
    }
    Ok(())
}

async fn load(database: &Database, reader: &Arc<Reader>) -> anyhow::Result<u64> {
    let now = clock::now();
    let postings = sample::generate(sample::SEED, sample::COUNT, now.date_naive())?;
    let postings = postings.into_iter().map(|posting| posting.raw).collect();
    let options = Options {
        files: Vec::new(),
        format: None,
        default_source: String::new(),
        observed: None,
        from_offset: None,
        now,
        text_days: u16::MAX,
    };
    let progress = Progress::default();
    let pool = database.pool();
    let summary =
        import::import_raw(pool, reader, Kind::Sample, postings, &options, &progress).await?;
    Ok(summary.added)
}

/// Runs, sources and companies that nothing but the sample needs go with it.
async fn clear(database: &Database) -> anyhow::Result<u64> {
    let mut transaction = database.pool().begin().await?;
    duplicates::lock(&mut transaction).await?;
    let ids: Vec<i64> = sqlx::query_scalar(
        "select p.id from posting p join source s on s.id = p.source_id where s.slug = any($1)",
    )
    .bind(sample::SOURCES)
    .fetch_all(&mut *transaction)
    .await?;
    erasure::erase(&mut transaction, &ids).await?;
    sqlx::query("delete from source where slug = any($1)")
        .bind(sample::SOURCES)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("delete from run where kind = $1")
        .bind(Kind::Sample as i16)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(ids.len() as u64)
}
