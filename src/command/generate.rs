//! `waymark generate`: a made-up market of any size.

use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::Args;
use ingest::generate::{self, Error, Plan, Step, Summary};
use sea_orm::sqlx::PgPool;
use serde_json::json;

use crate::cli::{self, Place};
use crate::console::{self, Bar, count};
use crate::database::Database;
use crate::{clock, vocabulary};

/// What to make up.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// How many postings
    #[arg(
        long,
        value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000_000),
        required_unless_present = "clear"
    )]
    postings: Option<u32>,
    /// What decides all that is left to chance: equal seeds give equal postings
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// How many months the market reaches back
    #[arg(long, default_value_t = 36, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,
    /// The day at whose beginning the market ends [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<NaiveDate>,
    /// Write them even though there are real postings, beside which they then count
    #[arg(long)]
    beside_real_postings: bool,
    /// Take all generated postings away again, and write none
    #[arg(long, conflicts_with_all = ["postings", "until", "beside_real_postings"])]
    clear: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Writes postings as they would be stored, for benchmarks and demonstrations: roles with their skills
and trends, cities of 45 countries, employers large and small, pay, copies, closings, and sources of
which three begin late. Everything names itself made up, and every answer that counts a generated
posting says `sampleData: true`. They have no texts, so they leave the figures when the vocabulary
changes: clear them and generate them anew.

All postings appear at once, and one that is killed leaves nothing. A database without postings is
filled fastest (its readers wait meanwhile, because indexes are made at the end); others keep their
indexes. Writers wait in either case.

Examples:
  waymark generate --postings 1000000
  waymark generate --postings 10000 --seed 2     (more beside them: another seed)
  waymark generate --clear";

/// Makes up a market, or takes it away, and says what became of it.
///
/// # Errors
/// When there is no database to be had, real postings or the same ones are there, or the database refuses.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let reader = vocabulary::reader(place)?;
        let plan = arguments.plan()?;
        let database = Database::open(place, &reader).await?;
        let patient = database.for_long_statements().await?;
        let pool = patient.get_postgres_connection_pool();
        match plan {
            None => clear(pool, arguments.json).await?,
            Some(plan) => {
                let bars = Bars::new(plan.postings);
                let show = |step| bars.show(step);
                let made = generate::generate(pool, &reader, &plan, clock::now(), show).await;
                bars.clear();
                let summary = made.map_err(advised)?;
                if arguments.json {
                    console::print_json(&summary)?;
                } else {
                    console::print(&said(&summary))?;
                }
            }
        }
        patient.close().await?;
        database.close().await
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    /// What is to be made up; none where all is to be taken away.
    fn plan(&self) -> anyhow::Result<Option<Plan>> {
        let Some(postings) = self.postings else {
            return Ok(None);
        };
        let today = clock::now().date_naive();
        let until = self.until.unwrap_or(today);
        if until > today {
            bail!("{until} has not come yet: --until takes a day up to today");
        }
        // Dates are kept as far back as Postgres and the API know them.
        until
            .checked_sub_months(chrono::Months::new(self.months))
            .filter(|first| *first >= NaiveDate::default())
            .context(
                "the market would begin before 1970: take fewer --months or a later --until",
            )?;
        Ok(Some(Plan {
            postings,
            seed: self.seed,
            months: self.months,
            until,
            beside_real: self.beside_real_postings,
        }))
    }
}

/// An error with what to do about it.
fn advised(error: Error) -> anyhow::Error {
    match error {
        Error::RealPostings => anyhow::Error::new(error).context(
            "nothing was generated: use a database of its own (--data-dir or --database-url), or say --beside-real-postings",
        ),
        Error::SeedTaken(_) => anyhow::Error::new(error).context(
            "nothing was generated: take another --seed, or first `waymark generate --clear`",
        ),
        other => anyhow::Error::new(other).context("nothing was generated"),
    }
}

async fn clear(pool: &PgPool, json: bool) -> anyhow::Result<()> {
    let bar = Bar::new("generated postings removed");
    let total = generate::count(pool).await?;
    let cleared = generate::clear(pool, |done| bar.show(done, total)).await;
    bar.clear();
    let cleared = cleared
        .context("what is left of the generated postings can be removed by doing it again")?;
    if json {
        console::print_json(&json!({ "removed": cleared }))?;
    } else {
        console::print(&format!("{} generated postings removed", count(cleared)))?;
    }
    Ok(())
}

/// How far it has come, on a terminal.
struct Bars {
    postings: Bar,
    indexes: Bar,
    total: u64,
}

impl Bars {
    fn new(total: u32) -> Self {
        Self {
            postings: Bar::new("postings written"),
            indexes: Bar::new("indexes made"),
            total: u64::from(total),
        }
    }

    fn show(&self, step: Step) {
        match step {
            Step::Postings(written) => self.postings.show(u64::from(written), self.total),
            Step::Indexes(made, all) => {
                self.postings.clear();
                self.indexes.show(made as u64, all as u64);
            }
        }
    }

    fn clear(&self) {
        self.postings.clear();
        self.indexes.clear();
    }
}

/// What was made up, for people.
fn said(summary: &Summary) -> String {
    let rate = u128::from(summary.added) * 1_000;
    let milliseconds = std::time::Duration::from_secs_f64(summary.seconds).as_millis();
    let rate = u64::try_from(rate / milliseconds.max(1)).unwrap_or(u64::MAX);
    format!(
        "{} postings from {} to {} generated with seed {} in {:.1} s ({}/s, of which indexes {:.1} s)\n\
         every answer that counts them says so; to remove them: waymark generate --clear",
        count(summary.added),
        summary.from,
        summary.until,
        summary.seed,
        summary.seconds,
        count(rate),
        summary.index_seconds
    )
}
