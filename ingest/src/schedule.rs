//! Schedules that outlive every process: jobs stand in Postgres, so several workers share them, a killed worker's are taken over,
//! and what was missed is caught up with.

use std::sync::Arc;
use std::time::Duration;

use graphile_worker::{
    Cron, CronJobKeyMode, Crontab, CrontabFill, LocalQueueConfig, WorkerOptions,
    WorkerRecoveryConfig, WorkerUtils,
};
use sea_orm::sqlx::PgPool;

use crate::cadence::Cadence;
use crate::collect::{Collector, Stop};
use crate::store::{self, targets};

mod housekeeping;
mod jobs;
mod tasks;

pub use housekeeping::{Swept, sweep};
pub use jobs::{Job, JobState, jobs};

use tasks::{CollectSource, CollectTarget, Sweep};

/// How long answers that are being stored may take once it is time to stop.
const GRACE: Duration = Duration::from_secs(8);

/// How a worker works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Targets collected at once.
    pub concurrency: usize,
    /// A worker that has not been heard of for so long is dead, and its jobs are somebody else's.
    pub dead_after: Duration,
}

impl Settings {
    /// What an operator wants who collects so many targets at once.
    #[must_use]
    pub const fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            dead_after: Duration::from_secs(45),
        }
    }
}

/// When a source is collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Slug of the source.
    pub source: String,
    /// When.
    pub cadence: Cadence,
}

/// The worker could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The queue of jobs failed.
    #[error("the queue of jobs failed: {0}")]
    Queue(String),
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Store(#[from] store::Error),
}

/// Works off what is due until it is time to stop.
///
/// # Errors
/// When Postgres stays away.
pub async fn work(
    collector: Arc<Collector>,
    plans: &[Plan],
    settings: Settings,
    mut stop: Stop,
) -> Result<(), Error> {
    let crontabs = plans.iter().map(crontab).chain([sweeping()?]);
    let pool = collector.pool().clone();
    let shared = tasks::Shared {
        collector,
        stop: stop.clone(),
    };
    let Settings {
        concurrency,
        dead_after,
    } = settings;
    let queue = LocalQueueConfig::default().with_size(concurrency.max(2) * 2);
    let recovery = WorkerRecoveryConfig::default()
        .enabled(true)
        .heartbeat_interval(dead_after / 9)
        .sweep_interval(dead_after / 3)
        .sweep_threshold(dead_after)
        .recovery_delay(Duration::ZERO);
    let signal = async move {
        // Without a sender nobody will ever say stop.
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let worker = WorkerOptions::default()
        .concurrency(concurrency)
        .pg_pool(pool.clone())
        .add_extension(shared)
        .define_job::<CollectSource>()
        .define_job::<CollectTarget>()
        .define_job::<Sweep>()
        .with_crons(crontabs)
        .local_queue(queue)
        .worker_recovery(recovery)
        .listen_os_shutdown_signals(false)
        .shutdown_signal(signal)
        .shutdown_grace_period(GRACE)
        .init()
        .await
        .map_err(|error| Error::Queue(error.to_string()))?;
    begin_new(&pool, &worker.create_utils(), plans).await?;
    let run = worker.run().await;
    run.map_err(|error| Error::Queue(error.to_string()))
}

/// What was never collected does not wait for its hour.
async fn begin_new(pool: &PgPool, jobs: &WorkerUtils, plans: &[Plan]) -> Result<(), Error> {
    for plan in plans {
        let targets = targets::enabled(pool, Some(&plan.source)).await?;
        for target in targets
            .iter()
            .filter(|target| target.attempted_at.is_none())
        {
            tasks::add(jobs, target, None).await?;
        }
    }
    Ok(())
}

/// A source's entry: what was missed while nobody worked is caught up with, once.
fn crontab(plan: &Plan) -> Crontab {
    let payload = CollectSource {
        source: plan.source.clone(),
        due: None,
    };
    let name = format!("collect_{}", plan.source);
    let entry = Cron::from_timer::<CollectSource>(plan.cadence.timer().clone()).id(&name);
    let entry = entry
        .job_key(&name)
        .job_key_mode(CronJobKeyMode::PreserveRunAt);
    let entry = entry
        .fill(CrontabFill::days(1))
        .payload_value(payload.to_json());
    entry.build()
}

/// Every hour, what has expired goes.
fn sweeping() -> Result<Crontab, Error> {
    let entry = Cron::hourly_at::<Sweep>(23).map_err(|error| Error::Queue(error.to_string()))?;
    let entry = entry
        .job_key("sweep")
        .job_key_mode(CronJobKeyMode::PreserveRunAt);
    Ok(entry
        .fill(CrontabFill::hours(2))
        .payload_value(serde_json::json!({}))
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_an_entry_of_its_own() {
        let plan = Plan {
            source: "greenhouse".to_owned(),
            cadence: "17 */6 * * *".parse().unwrap(),
        };
        let entry = crontab(&plan);
        assert_eq!(entry.identifier(), "collect_greenhouse");
        assert_eq!(
            entry.payload,
            Some(serde_json::json!({"source": "greenhouse"}))
        );
        assert_eq!(sweeping().unwrap().identifier(), "sweep");
    }
}
