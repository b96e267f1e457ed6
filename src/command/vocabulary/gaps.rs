//! `waymark vocabulary gaps`: what postings name and we do not know.

use std::fmt::Write;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use ingest::gap::{self, Gap, Options, Report};

use crate::cli::{self, Place};
use crate::console::{self, Bar, count};
use crate::database::Database;
use crate::vocabulary;

/// Which gaps to list.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// How many terms
    #[arg(long, default_value_t = 50, value_name = "COUNT")]
    top: usize,
    /// Employers that must name a term: what one employer alone names is its own affair
    #[arg(long, default_value_t = 3, value_name = "COUNT")]
    min_employers: usize,
    /// Only postings of this day and later
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<NaiveDate>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
A term is listed when several employers write it like a name beside skills that we know, and it is
no ordinary word, no place and no employer. The order is by employers and by rise: the share among
the postings of the latest twelve months of the data, over that of the twelve months before.
The kind is that of the skills it stands beside: a guess. Texts are looked at as long as they are kept.

Next:
  waymark vocabulary add NAME --kind KIND    makes a term known
  waymark reread                             makes it count";

/// Lists the gaps.
///
/// # Errors
/// When there is no database to be had, or it refuses.
pub(super) fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let report = cli::runtime()?.block_on(find(place, arguments))?;
    if arguments.json {
        console::print_json(&report)?;
    } else {
        console::print(&said(&report))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn find(place: &Place, arguments: &Arguments) -> anyhow::Result<Report> {
    let reader = Arc::new(vocabulary::reader(place)?);
    let database = Database::open(place, &reader).await?;
    let options = Options {
        since: arguments.since,
        min_employers: arguments.min_employers,
        top: arguments.top,
    };
    let bar = Bar::new("texts searched");
    let report = gap::find(database.pool(), &reader, options, |done, total| {
        bar.show(done, total);
    })
    .await;
    bar.clear();
    let report = report?;
    database.close().await?;
    Ok(report)
}

fn said(report: &Report) -> String {
    if report.gaps.is_empty() {
        return "no gaps: no text is stored, or its names are known to the vocabulary".into();
    }
    let gaps = report.gaps.iter().enumerate();
    let lines: Vec<_> = gaps.map(|(index, gap)| entry(index + 1, gap)).collect();
    lines.join("\n\n")
}

fn entry(rank: usize, gap: &Gap) -> String {
    let kind = gap
        .kind
        .map_or(String::new(), |kind| format!(" · {}?", kind.word()));
    let mut text = format!(
        "{rank}. {}{kind} · {} employers · {} postings · {}",
        gap.term,
        count(gap.employers as u64),
        count(gap.postings),
        rise(gap)
    );
    // Writing to a String cannot fail.
    if gap.spellings.len() > 1 {
        let spellings = gap.spellings.iter();
        let spellings: Vec<_> = spellings
            .map(|spelling| format!("{} ({})", spelling.text, count(spelling.postings)))
            .collect();
        let _ = write!(text, "\n   written {}", spellings.join(", "));
    }
    let beside = gap.neighbours.iter();
    let beside: Vec<_> = beside
        .map(|neighbour| format!("{} ({})", neighbour.slug, count(neighbour.postings)))
        .collect();
    let _ = write!(text, "\n   beside {}", beside.join(", "));
    for evidence in &gap.evidence {
        let _ = write!(text, "\n   {}: {}", evidence.posting, evidence.text);
    }
    text
}

fn rise(gap: &Gap) -> String {
    let percent = |share: Option<f64>| match share {
        Some(share) => format!("{:.2} %", share * 100.0),
        None => "none".into(),
    };
    let factor = gap
        .rise
        .factor
        .map_or(String::new(), |factor| format!(", × {factor:.1}"));
    format!(
        "{} ({}) in the latest year, {} ({}) in the one before{factor}",
        percent(gap.rise.latest_share),
        count(gap.rise.latest),
        percent(gap.rise.before_share),
        count(gap.rise.before)
    )
}
