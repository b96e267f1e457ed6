//! `waymark runs`: what imports did, and which records they refused.

use std::process::ExitCode;

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::Subcommand;
use entity::run::Status;
use sea_orm::{DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde::Serialize;

use crate::cli::{self, Place};
use crate::console;
use crate::database::Database;
use crate::vocabulary;

/// What to see.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Command {
    /// The latest runs, newest first
    List {
        /// How many
        #[arg(long, default_value_t = 20, value_name = "COUNT")]
        limit: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// One run with every record it refused
    Show {
        /// The run's number [default: the latest]
        run: Option<i64>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Run {
    run: i64,
    input: String,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    status_number: i16,
    #[sea_orm(skip)]
    status: String,
    read: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    rejected: i64,
    note: Option<String>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Rejection {
    file: String,
    position: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    run: Run,
    rejections: Vec<Rejection>,
}

const RUNS: &str =
    "select r.id as run, r.input, r.started_at, r.finished_at, r.status as status_number, r.read,
    coalesce(sum(s.added), 0)::bigint as added, coalesce(sum(s.changed), 0)::bigint as changed,
    coalesce(sum(s.unchanged), 0)::bigint as unchanged, r.rejected, r.note
    from run r left join run_source s on s.run_id = r.id where $1::bigint is null or r.id = $1
    group by r.id order by r.id desc limit $2";

/// Shows runs.
///
/// # Errors
/// When there is no such run or no database to be had.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &vocabulary::reader(place)?).await?;
        let text = match *command {
            Command::List { limit, json } => list(&database.connection, limit, json).await,
            Command::Show { run, json } => show(&database.connection, run, json).await,
        };
        database.close().await?;
        console::print(&text?)?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(connection: &DatabaseConnection, limit: i64, json: bool) -> anyhow::Result<String> {
    let runs = runs(connection, None, limit).await?;
    if json {
        return Ok(serde_json::to_string(&runs)?);
    }
    if runs.is_empty() {
        return Ok("no runs yet: import a file with `waymark import FILE`".into());
    }
    Ok(runs.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn show(
    connection: &DatabaseConnection,
    run: Option<i64>,
    json: bool,
) -> anyhow::Result<String> {
    let Some(run) = runs(connection, run, 1).await?.pop() else {
        bail!("there is no such run; see `waymark runs list`");
    };
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select file, position, reason from run_rejection where run_id = $1 order by ordinal",
        [run.run.into()],
    );
    let rejections = Rejection::find_by_statement(statement)
        .all(connection)
        .await?;
    let report = Report { run, rejections };
    if json {
        return Ok(serde_json::to_string(&report)?);
    }
    let mut lines = vec![line(&report.run)];
    lines.extend(
        report
            .run
            .note
            .iter()
            .map(|note| format!("  stopped early: {note}")),
    );
    lines.extend(
        report
            .rejections
            .iter()
            .map(|r| format!("  {} {}: {}", r.file, r.position, r.reason)),
    );
    Ok(lines.join("\n"))
}

async fn runs(
    connection: &DatabaseConnection,
    run: Option<i64>,
    limit: i64,
) -> anyhow::Result<Vec<Run>> {
    let values = [run.into(), limit.into()];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, RUNS, values);
    let mut runs = Run::find_by_statement(statement).all(connection).await?;
    for run in &mut runs {
        run.status = status(run.status_number).into();
    }
    Ok(runs)
}

fn status(number: i16) -> &'static str {
    match number {
        _ if number == Status::Running as i16 => "running or killed",
        _ if number == Status::Succeeded as i16 => "succeeded",
        _ => "failed",
    }
}

fn line(run: &Run) -> String {
    format!(
        "run {} · {} · {} · {} · read {}, added {}, changed {}, unchanged {}, rejected {}",
        run.run,
        run.started_at.format("%Y-%m-%d %H:%M:%S UTC"),
        run.status,
        run.input,
        run.read,
        run.added,
        run.changed,
        run.unchanged,
        run.rejected,
    )
}
