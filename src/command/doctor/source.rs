//! Which sources are collected, and what keeps the others from it.

use serde::Serialize;

use super::Report;
use crate::configuration::{Configuration, Environment, SourcePlan, needs_boards};

/// How it stands with one source.
#[derive(Debug, Serialize)]
pub(super) struct SourceState {
    pub(super) source: &'static str,
    pub(super) enabled: bool,
    /// Where that comes from.
    pub(super) enabled_from: String,
    pub(super) boards: Vec<String>,
    pub(super) schedule: String,
    pub(super) schedule_from: String,
    /// Its keys' variables, each with whether it is set.
    pub(super) keys: Vec<(&'static str, bool)>,
    /// Why it is not collected; `None` where it is.
    pub(super) idle_because: Option<String>,
}

/// Enters every source that we know.
pub(super) fn all(
    configuration: &Configuration,
    environment: Environment<'_>,
    report: &mut Report,
) {
    for plan in &configuration.sources {
        let keys = plan.keys(environment);
        let missing: Vec<_> = keys.iter().filter(|(_, is_set)| !is_set).collect();
        let missing: Vec<_> = missing.into_iter().map(|(name, _)| *name).collect();
        if plan.enabled.value && !missing.is_empty() {
            report.broken.push(format!(
                "{} is turned on and has no key: set {} in the environment, or turn it off",
                plan.card().slug,
                missing.join(" and ")
            ));
        }
        report.sources.push(SourceState {
            source: plan.card().slug,
            enabled: plan.enabled.value,
            enabled_from: plan.enabled.origin.to_string(),
            boards: plan.boards.value.clone(),
            schedule: plan.schedule.value.to_string(),
            schedule_from: plan.schedule.origin.to_string(),
            idle_because: idle_because(plan, &missing, configuration.contact.is_some()),
            keys,
        });
    }
    if report.sources.iter().all(|state| !state.enabled) {
        report.advice.push(
            "no source is turned on: follow a board with `waymark sources add SOURCE BOARD`"
                .to_owned(),
        );
    }
}

fn idle_because(plan: &SourcePlan, missing: &[&str], has_contact: bool) -> Option<String> {
    let slug = plan.card().slug;
    if !plan.enabled.value && plan.is_asked_for() {
        return Some("turned off in the file".to_owned());
    }
    if !plan.enabled.value && needs_boards(plan.source) {
        return Some(format!("no boards; `waymark sources add {slug} BOARD`"));
    }
    if !plan.enabled.value {
        return Some(format!("off; `waymark sources add {slug}` turns it on"));
    }
    if !missing.is_empty() {
        return Some(format!("{} not set", missing.join(" and ")));
    }
    (!has_contact).then(|| "no contact".to_owned())
}
