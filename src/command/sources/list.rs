//! `waymark sources list`: every source and board, and how it fares.

use std::collections::HashMap;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use entity::health::{self, Condition, Health, Imports};
use entity::{source, target};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryOrder, Statement,
};
use serde::Serialize;

use crate::cli::{self, Place};
use crate::console;
use crate::database::Database;
use crate::vocabulary;

/// How to list sources.
#[derive(Clone, Copy, Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// One board of a source, or a source as a whole.
#[derive(Debug, Serialize)]
struct Line {
    source: String,
    board: Option<String>,
    health: &'static str,
    since: Option<DateTime<Utc>>,
    reason: String,
    /// Stored postings that are not known to have closed.
    open: i64,
    last_success: Option<DateTime<Utc>>,
}

#[derive(Debug, FromQueryResult)]
struct Count {
    source_id: i32,
    target_id: Option<i32>,
    open: i64,
}

#[derive(Debug, FromQueryResult)]
struct Imported {
    id: i32,
    succeeded_at: Option<DateTime<Utc>>,
    failed: Option<bool>,
}

const COUNTS: &str =
    "select source_id, target_id, count(*) filter (where closed_at is null) as open
    from posting group by source_id, target_id";

const IMPORTED: &str = "select s.id,
    (select r.finished_at from run_source rs join run r on r.id = rs.run_id
        where rs.source_id = s.id and r.status = 1 order by rs.run_id desc limit 1) as succeeded_at,
    (select r.status = 2 from run_source rs join run r on r.id = rs.run_id
        where rs.source_id = s.id and r.finished_at is not null order by rs.run_id desc limit 1) as failed
    from source s";

/// Lists sources.
///
/// # Errors
/// When there is no database to be had.
pub fn run(place: &Place, arguments: Arguments) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &vocabulary::reader(place)?).await?;
        let lines = lines(&database.connection, crate::clock::now()).await;
        database.close().await?;
        let lines = lines?;
        if arguments.json {
            console::print_json(&lines)?;
        } else {
            console::print(&table(&lines))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn lines(connection: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<Line>, DbErr> {
    let sources = source::Entity::find()
        .order_by_asc(source::Column::Slug)
        .all(connection)
        .await?;
    let mut targets: HashMap<i32, Vec<target::Model>> = HashMap::new();
    for target in target::Entity::find().all(connection).await? {
        targets.entry(target.source_id).or_default().push(target);
    }
    let counts: Vec<Count> = all(connection, COUNTS).await?;
    let imported: Vec<Imported> = all(connection, IMPORTED).await?;
    let imported: HashMap<i32, Imported> = imported.into_iter().map(|row| (row.id, row)).collect();
    let mut lines = Vec::new();
    for source in sources {
        let counts = counts.iter().filter(|count| count.source_id == source.id);
        let mut targets = targets.remove(&source.id).unwrap_or_default();
        targets.sort_by(|one, other| one.board.cmp(&other.board));
        if targets.is_empty() {
            let last = imported.get(&source.id);
            lines.push(of_files(&source, last, counts));
            continue;
        }
        for target in targets {
            let of_target = counts
                .clone()
                .filter(|row| row.target_id == Some(target.id));
            let open = of_target.map(|row| row.open).sum();
            let condition = health::of_target(&target, now);
            let board = Some(target.board).filter(|board| !board.is_empty());
            let line = Line::new(&source.slug, board, condition, open);
            lines.push(Line {
                last_success: target.succeeded_at,
                ..line
            });
        }
    }
    Ok(lines)
}

/// A source that nothing but files tells of.
fn of_files<'a>(
    source: &source::Model,
    imported: Option<&Imported>,
    counts: impl Iterator<Item = &'a Count> + Clone,
) -> Line {
    let succeeded_at = imported.and_then(|row| row.succeeded_at);
    let condition = health::of_imports(Imports {
        succeeded_at,
        failed: imported.and_then(|row| row.failed) == Some(true),
        has_postings: counts.clone().next().is_some(),
    });
    let open = counts.map(|row| row.open).sum();
    Line {
        last_success: succeeded_at,
        ..Line::new(&source.slug, None, condition, open)
    }
}

async fn all<T: FromQueryResult>(
    connection: &impl ConnectionTrait,
    statement: &str,
) -> Result<Vec<T>, DbErr> {
    let statement = Statement::from_string(DbBackend::Postgres, statement);
    T::find_by_statement(statement).all(connection).await
}

impl Line {
    fn new(source: &str, board: Option<String>, condition: Condition, open: i64) -> Self {
        Self {
            source: source.to_owned(),
            board,
            health: name(condition.health),
            since: condition.since,
            reason: condition.reason,
            open,
            last_success: None,
        }
    }
}

/// A health as JSON and people read it.
fn name(health: Health) -> &'static str {
    match health {
        Health::Healthy => "healthy",
        Health::Degraded => "degraded",
        Health::Dead => "dead",
        Health::Empty => "empty",
        Health::NeverSucceeded => "never succeeded",
        Health::Disabled => "disabled",
    }
}

fn table(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no sources yet: import a file with `waymark import FILE`".into();
    }
    let moment = |moment: Option<DateTime<Utc>>| {
        moment.map_or("-".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
    };
    let titles = [
        "SOURCE",
        "BOARD",
        "HEALTH",
        "SINCE",
        "LAST SUCCESS",
        "OPEN",
        "WHY",
    ];
    let mut rows = vec![titles.map(str::to_owned)];
    rows.extend(lines.iter().map(|line| {
        [
            line.source.clone(),
            line.board.clone().unwrap_or_else(|| "-".into()),
            line.health.to_owned(),
            moment(line.since),
            moment(line.last_success),
            line.open.to_string(),
            line.reason.replace('\n', " "),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..titles.len() - 1).filter_map(width).collect();
    let written = rows.iter().map(|row| {
        let mut cells: Vec<_> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        // The reason is as long as it has to be.
        cells.extend(row.last().cloned());
        cells.join("  ")
    });
    written.collect::<Vec<_>>().join("\n")
}
