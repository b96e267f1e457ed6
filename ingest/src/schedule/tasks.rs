//! The kinds of job.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use graphile_worker::{
    IntoTaskHandlerResult, JobKeyMode, JobSpec, TaskHandler, WorkerContext, WorkerContextExt,
    WorkerUtils,
};
use serde::{Deserialize, Serialize};

use super::{Error, housekeeping};
use crate::collect::{Collector, Failure, Outcome, Stop};
use crate::store::{Target, targets};

/// A target is tried so often, ever more slowly, before it waits for its next hour as a dead letter.
const ATTEMPTS: i16 = 6;

/// What jobs share with their worker.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) collector: Arc<Collector>,
    pub(super) stop: Stop,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shared")
    }
}

/// Makes a job for every target of a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CollectSource {
    pub(super) source: String,
    /// The hour for which it was made.
    #[serde(rename = "_cron", default)]
    pub(super) due: Option<Due>,
}

/// The hour for which a job was made, perhaps long after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Due {
    ts: DateTime<Utc>,
}

impl CollectSource {
    /// As the queue keeps it.
    pub(super) fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "source": self.source })
    }
}

/// Collects a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CollectTarget {
    source: String,
    board: String,
    /// The hour for which it was made.
    #[serde(default)]
    due: Option<DateTime<Utc>>,
}

/// Closes and deletes what has expired.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sweep {}

impl TaskHandler for CollectSource {
    const IDENTIFIER: &'static str = "collect_source";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let shared = shared(&context)?;
        let targets = targets::enabled(shared.collector.pool(), Some(&self.source)).await;
        let due = self.due.map(|due| due.ts);
        for target in targets.map_err(|error| error.to_string())? {
            let added = add(&context.utils(), &target, due).await;
            added.map_err(|error| error.to_string())?;
        }
        Ok::<(), String>(())
    }
}

impl TaskHandler for CollectTarget {
    const IDENTIFIER: &'static str = "collect_target";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Shared { collector, stop } = shared(&context)?;
        let target = targets::find(collector.pool(), &self.source, &self.board).await;
        // One that is not followed any more since is nobody's job.
        let Some(target) = target.map_err(|error| error.to_string())? else {
            return Ok(());
        };
        // Of several hours that were missed, the first one catches up with all; a second attempt is owed all the same.
        let due = self.due.filter(|_| *context.job().attempts() <= 1);
        let report = collector.collect(&target, due, stop).await;
        let report = report.map_err(|error| error.to_string())?;
        tracing::info!(
            source = report.source,
            board = report.board,
            run = report.run,
            outcome = ?report.outcome,
            read = report.read,
            added = report.counts.added,
            changed = report.counts.changed,
            closed = report.counts.closed,
            rejected = report.counts.rejected,
            "collected"
        );
        let again = |moment| add_at(context.utils(), target.clone(), moment);
        match report.outcome {
            Outcome::Failed {
                why,
                failure: Failure::Passing,
            } => Err(why),
            // Nobody argues with a refusal: only its next hour asks again.
            Outcome::Failed { .. } | Outcome::Finished { .. } | Outcome::Busy | Outcome::Done => {
                Ok(())
            }
            Outcome::Postponed { until, .. } => again(Some(until)).await,
            Outcome::Stopped => again(None).await,
        }
    }
}

impl TaskHandler for Sweep {
    const IDENTIFIER: &'static str = "sweep";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let collector = shared(&context)?.collector;
        let swept = housekeeping::sweep(collector.pool(), collector.now()).await;
        let swept = swept.map_err(|error| error.to_string())?;
        tracing::info!(?swept, "swept");
        Ok::<(), String>(())
    }
}

fn shared(context: &WorkerContext) -> Result<Shared, String> {
    let shared = context.get_ext::<Shared>();
    shared
        .cloned()
        .ok_or_else(|| "the worker has no collector".to_owned())
}

/// Makes a job of collecting a target, unless there is one already.
pub(super) async fn add(
    jobs: &WorkerUtils,
    target: &Target,
    due: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let added = jobs.add_job(job(target, due), spec(target, None)).await;
    added.map_err(|error| Error::Queue(error.to_string()))?;
    Ok(())
}

/// Makes another job of collecting a target, for later.
async fn add_at(
    jobs: WorkerUtils,
    target: Target,
    moment: Option<DateTime<Utc>>,
) -> Result<(), String> {
    let added = jobs
        .add_job(job(&target, None), spec(&target, moment))
        .await;
    added.map(|_| ()).map_err(|error| error.to_string())
}

fn job(target: &Target, due: Option<DateTime<Utc>>) -> CollectTarget {
    CollectTarget {
        source: target.source.clone(),
        board: target.board.clone(),
        due,
    }
}

fn spec(target: &Target, moment: Option<DateTime<Utc>>) -> JobSpec {
    let spec = JobSpec::builder()
        .job_key(format!("collect {} {}", target.source, target.board))
        .max_attempts(ATTEMPTS);
    match moment {
        Some(moment) => spec
            .run_at(moment)
            .job_key_mode(JobKeyMode::Replace)
            .build(),
        None => spec.job_key_mode(JobKeyMode::PreserveRunAt).build(),
    }
}
