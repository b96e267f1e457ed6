//! `waymark unresolved`: what postings say that was not understood, the most frequent first.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use ingest::reading::Reader;
use sea_orm::{DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde::Serialize;

use crate::cli::{self, Place};
use crate::console::{self, count};
use crate::database::Database;

/// What to look into.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Command {
    /// Locations that name neither a place nor a region for remote work
    ///
    /// Not to be understood is an answer of its own: such postings count everywhere but in a region. Some say nothing that could be
    /// understood ("Remote", "Headquarters"); others name a place that `content/places` does not know yet. Add its name to
    /// `aliases.tsv` there, or to `words.tsv` if it is no place, and see with `waymark explain --why` what is then read.
    Places {
        /// How many locations
        #[arg(long, default_value_t = 50, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..=10_000))]
        top: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Counts {
    /// All postings.
    postings: i64,
    /// Those with a location that was not understood.
    unresolved: i64,
    /// Of these, those that say only that the work is remote.
    only_remote: i64,
    /// Those that name a region for remote work and no place.
    only_scope: i64,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Location {
    location: String,
    postings: i64,
    sources: Vec<String>,
    example_id: i64,
    example_title: String,
}

#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    counts: Counts,
    /// Unresolved among all postings; null where there are none.
    share: Option<f64>,
    locations: Vec<Location>,
}

const COUNTS: &str = "select count(*)::bigint as postings,
    count(*) filter (where not place_resolved)::bigint as unresolved,
    count(*) filter (where not place_resolved and work_mode = $1)::bigint as only_remote,
    count(*) filter (where cardinality(region_ids) = 0 and cardinality(remote_scope) > 0)::bigint as only_scope
    from posting";

const LOCATIONS: &str = "select coalesce(p.location, '') as location, count(*)::bigint as postings,
    array_agg(distinct s.slug order by s.slug) as sources,
    min(p.id) as example_id, (array_agg(p.title order by p.id))[1] as example_title
    from posting p join source s on s.id = p.source_id where not p.place_resolved
    group by 1 order by postings desc, location limit $1";

/// Shows what was not understood.
///
/// # Errors
/// When there is no database to be had.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &Reader::load()?).await?;
        let Command::Places { top, json } = *command;
        let report = report(&database.connection, top).await;
        database.close().await?;
        let report = report?;
        if json {
            console::print_json(&report)?;
        } else {
            console::print(&text(&report))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn report(connection: &DatabaseConnection, top: i64) -> anyhow::Result<Report> {
    let statement = |sql, value: sea_orm::Value| {
        Statement::from_sql_and_values(DbBackend::Postgres, sql, [value])
    };
    let remote = entity::posting::WorkMode::Remote as i16;
    let counts = Counts::find_by_statement(statement(COUNTS, remote.into()));
    let counts = counts.one(connection).await?;
    let counts = counts.context("counting gave no row")?;
    let locations = Location::find_by_statement(statement(LOCATIONS, top.into()));
    Ok(Report {
        share: share(&counts),
        locations: locations.all(connection).await?,
        counts,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more digits than a float has"
)]
fn share(counts: &Counts) -> Option<f64> {
    (counts.postings > 0).then(|| counts.unresolved as f64 / counts.postings as f64)
}

fn text(report: &Report) -> String {
    let Some(share) = report.share else {
        return "no postings yet: import a file with `waymark import FILE`".into();
    };
    let number = |number: i64| count(u64::try_from(number).unwrap_or(0));
    let counts = &report.counts;
    let mut lines = vec![
        format!(
            "{} of {} postings ({:.1} %) have a location that was not understood; {} of them say only that the work is remote",
            number(counts.unresolved),
            number(counts.postings),
            share * 100.0,
            number(counts.only_remote),
        ),
        format!(
            "{} postings name a region only for remote work",
            number(counts.only_scope)
        ),
    ];
    lines.extend(report.locations.iter().map(line));
    lines.join("\n")
}

fn line(location: &Location) -> String {
    format!(
        "{:>8}  {} · {} · e.g. {} {}",
        location.postings,
        location.location.replace('\n', " "),
        location.sources.join(", "),
        location.example_id,
        location.example_title,
    )
}
