//! Imports files: a thread reads records, some read facts, one connection stores them, in the order of the file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::run::{Kind, Status};
use sea_orm::sqlx::PgPool;
use serde::Serialize;

use crate::format::{self, Format};
use crate::input::Input;
use crate::reading::Reader;
use crate::store::{self, Ledger, Retention, Store};

mod batches;
mod pipeline;
mod progress;

pub use progress::Progress;

/// What to import and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// Their form, if it is not to be found out.
    pub format: Option<Format>,
    /// Source of records that do not name theirs.
    pub default_source: String,
    /// Day on which the records were seen open, if they do not say so themselves.
    pub observed: Option<NaiveDate>,
    /// Where to begin in the one archive that is imported: an offset that an earlier import has reached.
    pub from_offset: Option<u64>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Days for which texts are kept.
    pub text_days: u16,
}

impl Options {
    /// Whether one file is imported, so that a place needs no name of a file.
    fn is_one_file(&self) -> bool {
        self.files.len() == 1
    }
}

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The run's id, for `waymark runs show`.
    pub run: i64,
    /// Records read.
    pub read: u64,
    /// Postings not seen before.
    pub added: u64,
    /// Postings whose facts changed.
    pub changed: u64,
    /// Postings that were as we knew them.
    pub unchanged: u64,
    /// Records refused.
    pub rejected: u64,
    /// Seconds it took.
    pub seconds: f64,
    /// The same counts by source.
    pub sources: std::collections::BTreeMap<String, store::Counts>,
    /// Up to where in the archive everything is stored, if one archive was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<u64>,
    /// Why it stopped before the end, if it did.
    pub error: Option<String>,
}

/// An import could not begin, or Postgres failed it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened, or its form is unknown; nothing was written.
    #[error("{file}: {message}")]
    File {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Store(#[from] store::Error),
}

/// A file, opened and recognised.
pub struct OpenFile {
    input: Input,
    format: Format,
    /// The byte of the file with which the input begins.
    offset: u64,
}

/// Opens files and finds out their forms, before anything is written.
///
/// # Errors
/// When a file cannot be opened or recognised.
pub fn open(options: &Options) -> Result<Vec<OpenFile>, Error> {
    let open = |path: &PathBuf| {
        let failure = |message: String| Error::File {
            file: path.display().to_string(),
            message,
        };
        let file = open_file(path, options.format).map_err(failure)?;
        match options.from_offset {
            None => Ok(file),
            Some(_) if !options.is_one_file() || file.format != Format::Warc => Err(failure(
                "only one archive (warc) can be read from an offset on".into(),
            )),
            // Whoever pipes an archive has left out its beginning already.
            Some(offset) if path == Path::new("-") => Ok(OpenFile { offset, ..file }),
            Some(offset) => {
                let input = Input::open_at(path, offset);
                let input = input.map_err(|error| failure(error.to_string()))?;
                Ok(OpenFile {
                    input,
                    offset,
                    ..file
                })
            }
        }
    };
    options.files.iter().map(open).collect()
}

fn open_file(path: &Path, format: Option<Format>) -> Result<OpenFile, String> {
    let mut input = Input::open(path).map_err(|error| error.to_string())?;
    let mut start = Vec::new();
    let peeked = input.peek_into(&mut start, format::PEEK);
    let detected = format.map_or_else(|| format::detect(&start), Ok);
    // The records of an archive are damaged one by one.
    if detected != Ok(Format::Warc) {
        peeked.map_err(|error| error.to_string())?;
    }
    let format = detected?;
    Ok(OpenFile {
        input,
        format,
        offset: 0,
    })
}

/// Imports files as one run. One that breaks off in the middle keeps what was read before, and the summary says so.
///
/// # Errors
/// When Postgres refuses.
pub async fn import(
    pool: &PgPool,
    reader: &Arc<Reader>,
    files: Vec<OpenFile>,
    options: &Options,
    progress: &Progress,
) -> Result<Summary, Error> {
    progress.set_files(files.iter().map(|file| &file.input));
    let input = input_names(&files);
    let records = pipeline::from_files(files, options, reader);
    run(
        pool,
        reader,
        (Kind::Import, &input),
        records,
        options,
        progress,
    )
    .await
}

/// What was read, in one line however many files there are.
fn input_names(files: &[OpenFile]) -> String {
    const NAMED: usize = 3;
    let names = files
        .iter()
        .take(NAMED)
        .map(|file| file.input.name.as_str());
    let text = names.collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(NAMED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// Imports postings that are already in memory, such as the sample, as one run.
///
/// # Errors
/// When Postgres refuses.
pub async fn import_raw(
    pool: &PgPool,
    reader: &Arc<Reader>,
    kind: Kind,
    postings: Vec<crate::raw::RawPosting>,
    options: &Options,
    progress: &Progress,
) -> Result<Summary, Error> {
    let records = pipeline::from_memory(postings, options, reader);
    run(
        pool,
        reader,
        (kind, "bundled sample"),
        records,
        options,
        progress,
    )
    .await
}

async fn run(
    pool: &PgPool,
    reader: &Reader,
    (kind, input): (Kind, &str),
    mut records: pipeline::Records,
    options: &Options,
    progress: &Progress,
) -> Result<Summary, Error> {
    let retention = Retention {
        now: options.now,
        text_days: options.text_days,
    };
    let started = std::time::Instant::now();
    let mut store = Store::open(pool, &reader.vocabulary_key(), retention).await?;
    let mut ledger = Ledger::open(store.connection(), kind, input, options.now).await?;
    let failure = batches::store_all(&mut store, &mut ledger, &mut records, progress).await?;
    let status = match failure {
        None => Status::Succeeded,
        Some(_) => Status::Failed,
    };
    let resumption = ledger.resumption();
    let note = failure.as_ref().map(|failure| match resumption {
        Some(resumption) => format!("{failure}; {resumption}"),
        None => failure.clone(),
    });
    let elapsed = started.elapsed();
    let finished = options.now + chrono::Duration::from_std(elapsed).unwrap_or_default();
    store
        .close(&mut ledger, status, note.as_deref(), finished)
        .await?;
    Ok(summary(ledger, elapsed.as_secs_f64(), failure))
}

fn summary(ledger: Ledger, seconds: f64, error: Option<String>) -> Summary {
    let sum = |get: fn(&store::Counts) -> u64| ledger.by_source.values().map(get).sum();
    Summary {
        run: ledger.run_id,
        read: ledger.read,
        added: sum(|counts| counts.added),
        changed: sum(|counts| counts.changed),
        unchanged: sum(|counts| counts.unchanged),
        rejected: ledger.rejected,
        seconds,
        reached: ledger.reached,
        error,
        sources: ledger.by_source,
    }
}
