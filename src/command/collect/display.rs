//! What `waymark collect` shows.

use ingest::collect::{Outcome, Report};
use ingest::schedule::{Job, JobState, Plan};

use crate::console;

/// What became of each target, a line each.
pub(super) fn reports(reports: &[Report], json: bool) -> anyhow::Result<String> {
    if json {
        return Ok(serde_json::to_string(reports)?);
    }
    Ok(reports.iter().map(report).collect::<Vec<_>>().join("\n"))
}

fn report(report: &Report) -> String {
    let name = name(&report.source, &report.board);
    let counts = &report.counts;
    let told = [
        (counts.added, "added"),
        (counts.changed, "changed"),
        (counts.unchanged, "unchanged"),
        (counts.closed, "closed"),
        (counts.reopened, "reopened"),
        (counts.rejected, "refused"),
    ];
    let told = told.iter().filter(|(number, _)| *number > 0);
    let told: Vec<_> = told
        .map(|(number, what)| format!("{} {what}", console::count(*number)))
        .collect();
    let counts = if told.is_empty() {
        "nothing open".to_owned()
    } else {
        told.join(", ")
    };
    match &report.outcome {
        Outcome::Finished { held: 0 } => format!("{name}: {counts}"),
        Outcome::Finished { held } => format!(
            "{name}: {counts}; {} are gone, more than half, and close if the next collection finds them gone as well",
            console::count(*held)
        ),
        Outcome::Postponed { until, why } => {
            let until = until.format("%Y-%m-%d %H:%M UTC");
            format!("{name}: put off until {until}: {why}")
        }
        Outcome::Failed { why, .. } => format!("{name}: failed: {why}"),
        Outcome::Stopped => format!("{name}: stopped; the next collection goes on ({counts})"),
        Outcome::Done => format!("{name}: collected a moment ago"),
        Outcome::Busy => format!("{name}: somebody else collects it"),
    }
}

fn name(source: &str, board: &str) -> String {
    if board.is_empty() {
        source.to_owned()
    } else {
        format!("{source} {board}")
    }
}

/// When each source is collected.
pub(super) fn plans(plans: &[Plan]) -> String {
    if plans.is_empty() {
        return "nothing is followed: add a board with `waymark sources add SOURCE BOARD`"
            .to_owned();
    }
    let line = |plan: &Plan| format!("  {} at {}", plan.source, plan.cadence);
    let lines: Vec<_> = plans.iter().map(line).collect();
    format!(
        "collecting (minute hour day month weekday, in UTC):\n{}",
        lines.join("\n")
    )
}

/// The jobs there are.
pub(super) fn jobs(jobs: &[Job], json: bool) -> anyhow::Result<String> {
    if json {
        return Ok(serde_json::to_string(jobs)?);
    }
    if jobs.is_empty() {
        return Ok("no jobs".to_owned());
    }
    Ok(jobs.iter().map(job).collect::<Vec<_>>().join("\n"))
}

fn job(job: &Job) -> String {
    let Job {
        name,
        attempts,
        most,
        ..
    } = job;
    let due = job.due.format("%Y-%m-%d %H:%M UTC");
    let line = match job.state {
        JobState::Waiting if *attempts == 0 => format!("{name}: due {due}"),
        JobState::Waiting => format!("{name}: tried {attempts} of {most} times, again {due}"),
        JobState::Running => format!("{name}: under way"),
        JobState::Dead => format!("{name}: given up after {attempts} attempts"),
    };
    match &job.error {
        Some(error) => format!("{line}: {error}"),
        None => line,
    }
}
