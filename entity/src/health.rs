//! How a source fares: a pure rule over what collections left in `target`, and a simpler one for sources that only files tell of.
//!
//! A target is as ill as its worst complaint. A source is as well as its best enabled target, but never better than degraded
//! while one of them is worse than empty. So nothing that gets worse below ever makes anything look better above.

use sea_orm::prelude::DateTimeUtc;

use crate::target::Model as Target;

/// How many days of failures in a row make a target dead.
pub const DEAD_AFTER_DAYS: i64 = 7;

/// How many ill targets a source's reason tells by name.
const NAMED: usize = 3;

/// How a source or a target fares; of two that are enabled, the greater one is worse off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Health {
    /// Nobody reads it: the configuration leaves it out.
    Disabled,
    /// Its latest collection succeeded and nothing is odd.
    Healthy,
    /// It answers, and has no postings.
    Empty,
    /// Something is wrong: failures, a changed form of its answers, or a closing that waits for confirmation.
    Degraded,
    /// No collection of it has ever succeeded.
    NeverSucceeded,
    /// It is gone, or has failed for more than [`DEAD_AFTER_DAYS`] days.
    Dead,
}

/// How something fares, since when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// How it fares.
    pub health: Health,
    /// Since when the reason holds; none where nothing is wrong or nobody knows.
    pub since: Option<DateTimeUtc>,
    /// Why, as a sentence without its full stop.
    pub reason: String,
}

impl Condition {
    fn new(health: Health, since: Option<DateTimeUtc>, reason: impl Into<String>) -> Self {
        Self {
            health,
            since,
            reason: reason.into(),
        }
    }
}

/// How a target fares at a moment.
#[must_use]
pub fn of_target(target: &Target, now: DateTimeUtc) -> Condition {
    if !target.enabled {
        let reason = "the configuration does not list it, or turns it off";
        return Condition::new(Health::Disabled, None, reason);
    }
    if target.succeeded_at.is_none() {
        return never_succeeded(target);
    }
    let mut complaints = Vec::new();
    complaints.extend(failing(target, now));
    complaints.extend(drifted(target));
    complaints.extend(held(target));
    if let Some(condition) = united(complaints) {
        return condition;
    }
    if target.empty_since.is_some() {
        let reason = "it answers, and lists no open posting";
        return Condition::new(Health::Empty, target.empty_since, reason);
    }
    let reason = match target.listed {
        Some(1) => "the latest collection saw 1 open posting".to_owned(),
        Some(listed) => format!("the latest collection saw {listed} open postings"),
        None => "the latest collection took in all that had changed".to_owned(),
    };
    Condition::new(Health::Healthy, None, reason)
}

fn never_succeeded(target: &Target) -> Condition {
    let reason = match (&target.failure, target.failing_since, target.attempted_at) {
        (Some(failure), ..) => format!("it has never been collected: {failure}"),
        (None, Some(_), _) => "it has never been collected: every attempt failed".to_owned(),
        (None, None, Some(_)) => "its first collection is under way or was cut off".to_owned(),
        (None, None, None) => "it has not been tried yet".to_owned(),
    };
    let since = target.failing_since.or(target.attempted_at);
    Condition::new(Health::NeverSucceeded, since, reason)
}

fn failing(target: &Target, now: DateTimeUtc) -> Option<Condition> {
    let failure = target.failure.as_deref().unwrap_or("no reason is known");
    if target.gone {
        let since = target.failing_since.or(target.attempted_at);
        return Some(Condition::new(
            Health::Dead,
            since,
            format!("it is gone: {failure}"),
        ));
    }
    let since = target.failing_since?;
    let health = if (now - since).num_days() >= DEAD_AFTER_DAYS {
        Health::Dead
    } else {
        Health::Degraded
    };
    let reason = match target.failures {
        ..=1 => format!("the latest collection failed: {failure}"),
        failures => format!("the latest {failures} collections failed: {failure}"),
    };
    Some(Condition::new(health, Some(since), reason))
}

fn drifted(target: &Target) -> Option<Condition> {
    if target.drifted_since.is_none() && target.drift.is_empty() {
        return None;
    }
    let fields = match &target.drift[..] {
        [] => "in fields that nobody noted".to_owned(),
        fields => fields.join(", "),
    };
    let reason = format!("its answers differ from the form we know ({fields})");
    Some(Condition::new(
        Health::Degraded,
        target.drifted_since,
        reason,
    ))
}

fn held(target: &Target) -> Option<Condition> {
    let since = target.held_since?;
    let reason = format!(
        "the closing of {} postings waits until the next collection confirms it",
        target.held
    );
    Some(Condition::new(Health::Degraded, Some(since), reason))
}

/// All complaints as one: the worst health, the earliest moment, every reason.
fn united(complaints: Vec<Condition>) -> Option<Condition> {
    let health = complaints.iter().map(|one| one.health).max()?;
    let since = complaints.iter().filter_map(|one| one.since).min();
    let reasons: Vec<_> = complaints.into_iter().map(|one| one.reason).collect();
    Some(Condition::new(health, since, reasons.join("; ")))
}

/// How a source fares by its targets; none where it has none.
#[must_use]
pub fn of_source<'a>(
    targets: impl IntoIterator<Item = &'a Target>,
    now: DateTimeUtc,
) -> Option<Condition> {
    let of_each = |target: &'a Target| (target.board.as_str(), of_target(target, now));
    let all: Vec<_> = targets.into_iter().map(of_each).collect();
    if all.len() == 1 {
        return all.into_iter().next().map(|(_, condition)| condition);
    }
    let boards = all.len();
    if boards == 0 {
        return None;
    }
    let enabled: Vec<_> = all
        .into_iter()
        .filter(|(_, condition)| condition.health != Health::Disabled)
        .collect();
    let healths = || enabled.iter().map(|(_, condition)| condition.health);
    let (Some(best), Some(worst)) = (healths().min(), healths().max()) else {
        let reason = format!("all {boards} boards are turned off");
        return Some(Condition::new(Health::Disabled, None, reason));
    };
    let health = if worst > Health::Empty {
        best.max(Health::Degraded)
    } else {
        best
    };
    Some(Condition::new(
        health,
        since(health, &enabled),
        summary(health, &enabled),
    ))
}

/// A source that is degraded is so since its first target was; one of whose targets all are ill, since the last one is.
fn since(health: Health, enabled: &[(&str, Condition)]) -> Option<DateTimeUtc> {
    let ill = enabled
        .iter()
        .filter(|(_, one)| one.health > Health::Empty || one.health == health);
    let moments = ill.filter_map(|(_, one)| one.since);
    match health {
        Health::Disabled | Health::Healthy => None,
        Health::Degraded => moments.min(),
        Health::Empty | Health::NeverSucceeded | Health::Dead => moments.max(),
    }
}

fn summary(health: Health, enabled: &[(&str, Condition)]) -> String {
    let boards = enabled.len();
    if health <= Health::Empty {
        let empty = enabled
            .iter()
            .filter(|(_, one)| one.health == Health::Empty)
            .count();
        return match empty {
            0 => format!("{boards} of {boards} boards are healthy"),
            _ => format!(
                "{} of {boards} boards are healthy, {empty} without an open posting",
                boards - empty
            ),
        };
    }
    let mut ill: Vec<_> = enabled
        .iter()
        .filter(|(_, one)| one.health > Health::Empty)
        .collect();
    // The worst first, so that what is told by name is what matters most.
    ill.sort_by_key(|(board, one)| (std::cmp::Reverse(one.health), *board));
    let named = ill.iter().take(NAMED);
    let mut reasons: Vec<_> = named
        .map(|(board, one)| format!("{board}: {}", one.reason))
        .collect();
    if ill.len() > NAMED {
        reasons.push(format!("and {} more", ill.len() - NAMED));
    }
    format!(
        "{} of {boards} boards are not healthy: {}",
        ill.len(),
        reasons.join("; ")
    )
}

/// What imports of files tell of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imports {
    /// When the latest one that succeeded ended.
    pub succeeded_at: Option<DateTimeUtc>,
    /// Whether the latest one that ended failed.
    pub failed: bool,
    /// Whether postings of the source are stored.
    pub has_postings: bool,
}

/// How a source fares that nothing but imported files tells of; files are not asked anew, so it never dies.
#[must_use]
pub fn of_imports(imports: Imports) -> Condition {
    let (health, reason) = match imports {
        Imports {
            succeeded_at: None,
            failed,
            ..
        } => {
            let reason = if failed {
                "every import of it failed"
            } else {
                "no import of it has ended well"
            };
            (Health::NeverSucceeded, reason)
        }
        Imports { failed: true, .. } => (Health::Degraded, "its latest import failed"),
        Imports {
            has_postings: false,
            ..
        } => (Health::Empty, "its imports held no posting that is stored"),
        Imports { .. } => (Health::Healthy, "its latest import succeeded"),
    };
    Condition::new(health, None, reason)
}

#[cfg(test)]
mod tests;
