//! The jobs there are, for people: what waits, what is under way, what nobody tries any more.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgPool};
use serde::Serialize;

use crate::store;

/// One job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// What it does, e.g. `collect greenhouse stripe`.
    pub name: String,
    /// How it stands.
    pub state: JobState,
    /// When it is due, or was.
    pub due: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i16,
    /// How often it is tried at most.
    pub most: i16,
    /// Why the latest attempt failed.
    pub error: Option<String>,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It is due later, or waits for a worker.
    Waiting,
    /// A worker has it.
    Running,
    /// It was tried as often as it may be: a dead letter, until its source's next hour.
    Dead,
}

type Row = (String, bool, DateTime<Utc>, i16, i16, Option<String>);

/// All jobs, dead letters first. There are none before the first worker has made their tables.
///
/// # Errors
/// When Postgres refuses.
pub async fn jobs(pool: &PgPool) -> Result<Vec<Job>, store::Error> {
    let exists: bool = sqlx::query_scalar("select to_regclass('graphile_worker.jobs') is not null")
        .fetch_one(pool)
        .await?;
    if !exists {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select coalesce(key, task_identifier), locked_at is not null, run_at, attempts, max_attempts, last_error
         from graphile_worker.jobs order by attempts >= max_attempts and locked_at is null desc, run_at, id",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Job::from).collect())
}

impl From<Row> for Job {
    fn from((name, is_locked, due, attempts, most, error): Row) -> Self {
        let state = if is_locked {
            JobState::Running
        } else if attempts >= most {
            JobState::Dead
        } else {
            JobState::Waiting
        };
        Self {
            name,
            state,
            due,
            attempts,
            most,
            error,
        }
    }
}
