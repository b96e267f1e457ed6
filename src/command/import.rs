//! `waymark import`: postings from files.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use ingest::format::Format;
use ingest::import::{self, Options, Progress, Summary};
use ingest::reread;

use crate::cli::{self, Place};
use crate::command::sample;
use crate::database::Database;
use crate::{clock, console, vocabulary};

mod display;

/// What to import and how.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Files to read; `-` is standard input; .zst and .gz are decompressed
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Form of the files [default: found out from their beginning]
    #[arg(long, value_name = "jsonl|csv|ashby|greenhouse|lever|warc")]
    format: Option<Format>,
    /// Source of records that do not name theirs
    #[arg(long, default_value = "import", value_name = "NAME")]
    source: String,
    /// Day on which the postings were seen open [default: boards: now; others: the day each was posted]
    #[arg(long, value_name = "YYYY-MM-DD")]
    observed: Option<NaiveDate>,
    /// Byte of the one archive to go on from: the offset that an earlier import of it has reached (standard input must begin with it)
    #[arg(long, value_name = "BYTE")]
    from_offset: Option<u64>,
    /// Days for which the texts are kept; the facts stay
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    text_days: u16,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Forms:
  jsonl  one object a line: id or url, and any of source, title, company, country, date,
         location (text or list), observed, remote, salary_raw, html_or_text, and format
         (html, html-hn, html-escaped, text or markdown)
  csv    a header with at least title and description (or text, html …), separated by
         comma, semicolon or tab
  ashby, greenhouse, lever
         a recorded answer of that job board's public API
  warc   an archive of web pages, as Common Crawl publishes them (.warc or .warc.gz): postings are
         read from schema.org data, and count as seen on the day of the crawl

Examples:
  waymark import postings.jsonl.zst
  waymark import --observed 2025-10-25 boards/*.json
  waymark import --from-offset 734003200 pages.warc.gz
  curl -s 'https://api.ashbyhq.com/posting-api/job-board/NAME' | waymark import -

Importing the same file twice changes nothing. A bad record is reported (`waymark runs show`)
and the rest is imported.
Exit code 1: a file could not be read.";

/// Imports the files and says what became of them.
///
/// # Errors
/// When a file cannot be opened or there is no database to be had.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let summary = cli::runtime()?.block_on(import(place, arguments))?;
    if arguments.json {
        console::print_json(&summary)?;
    } else {
        console::print(&display::summary(&summary))?;
    }
    Ok(match summary.error {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

async fn import(place: &Place, arguments: &Arguments) -> anyhow::Result<Summary> {
    let options = Options {
        files: arguments.files.clone(),
        format: arguments.format,
        default_source: arguments.source.clone(),
        observed: arguments.observed,
        from_offset: arguments.from_offset,
        now: clock::now(),
        text_days: arguments.text_days,
    };
    let files = import::open(&options)?;
    let reader = Arc::new(vocabulary::reader(place)?);
    let database = Database::open(place, &reader).await?;
    sample::warn_if_loaded(&database).await?;
    let progress = Arc::new(Progress::default());
    let shown = display::show(&progress);
    let result = import::import(database.pool(), &reader, files, &options, &progress).await;
    shown.finish().await;
    let summary = result?;
    if !reread::is_served(database.pool(), &reader).await? {
        console::note(
            "warning: the figures are still those of another vocabulary; what is new here counts after `waymark reread`",
        );
    }
    database.close().await?;
    Ok(summary)
}
