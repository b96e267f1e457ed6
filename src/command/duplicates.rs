//! `waymark duplicates`: which postings repeat others, and how well that is told.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use ingest::duplicate::score::{Pair, Score, judge};
use ingest::duplicate::{ALIKE, NEARLY_THE_SAME, NEW_OPENING_DAYS, Print};
use ingest::reading::Reader;
use sea_orm::sqlx;
use sea_orm::{DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde::Serialize;

use crate::cli::{self, Place};
use crate::console::count;
use crate::database::Database;
use crate::{clock, console};

/// What to see of duplicates.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What else to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How many of the largest clusters to show
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    pub top: i64,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What else to do with duplicates.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure precision and recall on pairs that you have judged; no database
    ///
    /// A line holds {a, b, same, kind}: two postings, each with any of title, company, location, date, text, html; whether
    /// they advertise the same job; and, if you like, what kind of pair it is, to be counted apart.
    Score {
        /// JSON lines; `-` is standard input
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Shows clusters, or measures.
///
/// # Errors
/// When there is no database to be had, or the file cannot be read.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let reader = Reader::load()?;
    if let Some(Command::Score { file, json }) = &arguments.command {
        let scored = score(&reader, file)?;
        console::print(&if *json {
            serde_json::to_string(&scored)?
        } else {
            scored.to_text()
        })?;
        let refused = !scored.refused.is_empty();
        return Ok(if refused {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        });
    }
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &reader).await?;
        let summary = summary(&database.connection, arguments.top).await;
        database.close().await?;
        let summary = summary?;
        console::print(&if arguments.json {
            serde_json::to_string(&summary)?
        } else {
            summary.to_text()
        })?;
        Ok(ExitCode::SUCCESS)
    })
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Totals {
    postings: i64,
    canonical: i64,
    clusters: i64,
    without_text: i64,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Cluster {
    canonical: i64,
    postings: i64,
    title: String,
    company: Option<String>,
    sources: Vec<String>,
    first_party: bool,
    first_seen: DateTime<Utc>,
    last_open: DateTime<Utc>,
    #[sea_orm(skip)]
    reason: String,
}

#[derive(Debug, Serialize)]
struct Rule {
    alike_bits: u32,
    alike_bits_without_company: u32,
    new_opening_days: i64,
}

#[derive(Debug, Serialize)]
struct Summary {
    #[serde(flatten)]
    totals: Totals,
    rule: Rule,
    largest: Vec<Cluster>,
}

const TOTALS: &str =
    "select count(*) as postings, count(*) filter (where canonical_id = id) as canonical,
    count(*) filter (where cluster_first_seen is not null) as clusters,
    count(*) filter (where duplicate_key is null) as without_text from posting";

const LARGEST: &str = "select c.id as canonical, m.postings, c.title, company.name as company, m.sources, s.first_party,
    c.cluster_first_seen as first_seen, c.cluster_last_open as last_open
    from (select p.canonical_id, count(*) as postings, array_agg(distinct s.slug order by s.slug) as sources
        from posting p join source s on s.id = p.source_id group by p.canonical_id
        having count(*) > 1 order by count(*) desc, p.canonical_id limit $1) m
    join posting c on c.id = m.canonical_id join source s on s.id = c.source_id left join company on company.id = c.company_id
    order by m.postings desc, c.id";

/// The prints of clusters, the canonical posting's first.
const PRINTS: &str =
    "select canonical_id, print from posting where canonical_id = any($1) and print is not null
    order by canonical_id <> id";

async fn summary(database: &DatabaseConnection, top: i64) -> anyhow::Result<Summary> {
    let statement = Statement::from_string(DbBackend::Postgres, TOTALS);
    let totals = Totals::find_by_statement(statement).one(database).await?;
    let statement =
        Statement::from_sql_and_values(DbBackend::Postgres, LARGEST, [top.max(0).into()]);
    let mut largest = Cluster::find_by_statement(statement).all(database).await?;
    let ids: Vec<i64> = largest.iter().map(|cluster| cluster.canonical).collect();
    let prints = sqlx::query_as(PRINTS).bind(ids);
    let prints: Vec<(i64, Vec<u8>)> = prints
        .fetch_all(database.get_postgres_connection_pool())
        .await?;
    for cluster in &mut largest {
        let own = prints
            .iter()
            .filter(|(canonical, _)| *canonical == cluster.canonical);
        let own: Vec<Print> = own
            .filter_map(|(_, bytes)| Some(Print(bytes.as_slice().try_into().ok()?)))
            .collect();
        cluster.reason = reason(cluster, &own);
    }
    let rule = Rule {
        alike_bits: ALIKE,
        alike_bits_without_company: NEARLY_THE_SAME,
        new_opening_days: NEW_OPENING_DAYS,
    };
    let totals = totals.context("Postgres counts nothing")?;
    Ok(Summary {
        totals,
        rule,
        largest,
    })
}

/// Why these are one cluster, and why that one stands for them.
fn reason(cluster: &Cluster, prints: &[Print]) -> String {
    let first = prints.first();
    let least = first.and_then(|first| prints.iter().map(|print| first.agreement(print)).min());
    let employer = if cluster.company.is_some() {
        "same employer, same title"
    } else {
        "no employer named, same title"
    };
    let text = least.map_or_else(String::new, |bits| match bits {
        256 => ", equal texts".into(),
        bits => format!(", texts agree in {bits} of 256 bits or more"),
    });
    let counted = if cluster.first_party {
        "the employer's own board"
    } else {
        "the earliest of the complete ones"
    };
    format!("{employer}{text}; counted is {counted}")
}

impl Summary {
    fn to_text(&self) -> String {
        let number = |number: i64| count(number.unsigned_abs());
        let totals = &self.totals;
        let mut lines = vec![format!(
            "{} postings advertise {} jobs: {} clusters hold {} duplicates; {} postings have no text to compare",
            number(totals.postings),
            number(totals.canonical),
            number(totals.clusters),
            number(totals.postings - totals.canonical),
            number(totals.without_text),
        )];
        lines.extend(self.largest.iter().map(|cluster| {
            format!(
                "  {} × {} · {} · {} to {} · {}\n      {}",
                cluster.postings,
                cluster.title,
                cluster.company.as_deref().unwrap_or("employer not named"),
                cluster.first_seen.date_naive(),
                cluster.last_open.date_naive(),
                cluster.sources.join(", "),
                cluster.reason,
            )
        }));
        lines.join("\n")
    }
}

#[derive(Debug, Serialize)]
struct Scored {
    pairs: u64,
    precision: Option<f64>,
    recall: Option<f64>,
    all: Score,
    kinds: BTreeMap<String, Score>,
    refused: Vec<String>,
}

fn score(reader: &Reader, file: &Path) -> anyhow::Result<Scored> {
    let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let open = std::fs::File::open(file)
            .with_context(|| format!("{} cannot be opened", file.display()));
        Box::new(std::io::BufReader::new(open?))
    };
    let now = clock::now();
    let (mut all, mut kinds, mut refused) = (Score::default(), BTreeMap::new(), Vec::new());
    for (number, line) in (1..).zip(input.lines()) {
        let line = line.context("the file cannot be read")?;
        if line.trim().is_empty() {
            continue;
        }
        let judged = serde_json::from_str(&line)
            .map_err(|error| error.to_string())
            .and_then(|pair: Pair| judge(reader, &pair, now).map(|judged| (pair, judged)));
        match judged {
            Ok((pair, judged)) => {
                all.add(pair.same, judged);
                let kind: &mut Score = kinds.entry(pair.kind.unwrap_or_default()).or_default();
                kind.add(pair.same, judged);
            }
            Err(reason) => refused.push(format!("line {number}: {reason}")),
        }
    }
    Ok(Scored {
        pairs: all.found + all.missed + all.mistaken + all.apart,
        precision: all.precision(),
        recall: all.recall(),
        all,
        kinds,
        refused,
    })
}

impl Scored {
    fn to_text(&self) -> String {
        let share = |share: Option<f64>| share.map_or("–".into(), |share| format!("{share:.4}"));
        let mut lines = vec![format!(
            "{} pairs · precision {} · recall {}",
            count(self.pairs),
            share(self.precision),
            share(self.recall)
        )];
        let kinds = self.kinds.iter().filter(|(kind, _)| !kind.is_empty());
        lines.extend(kinds.map(|(kind, score)| {
            format!(
                "  {kind}: found {}, missed {}, mistaken {}, kept apart {}",
                score.found, score.missed, score.mistaken, score.apart
            )
        }));
        lines.extend(
            self.refused
                .iter()
                .map(|reason| format!("  refused {reason}")),
        );
        lines.join("\n")
    }
}
