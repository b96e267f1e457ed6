//! How much of a roadmap somebody has done.
//!
//! percent = 100 · Σ w·v / Σ w over what counts once: a leaf, or all leaves that are alternatives to each other. `w` is 1 if it is
//! required, 0.6 if recommended, 0.3 if optional; `v` is 1 where it is held, 0.5 while it is learnt, and the mean of the best `pick`
//! among alternatives. What is optional counts by as much of it as was done, above the line and below, so that beginning it never
//! takes anything away. Where all is optional, all counts as recommended.

use entity::{progress_event::State, roadmap_node::Importance};

use super::outline::{Outline, Unit};

/// How much of a roadmap somebody has done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Percent {
    /// From 0 to 100.
    pub(crate) percent: f64,
    /// How many of those that count are finished.
    pub(crate) done: usize,
    /// How many count.
    pub(crate) total: usize,
}

/// What something counts: how much, and what part of that is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) weight: f64,
    pub(super) value: f64,
}

/// How much of a roadmap is done by somebody for whom its nodes stand so.
pub(crate) fn percent(outline: &Outline, states: &[State]) -> Percent {
    let (mut all, mut reached) = (0.0, 0.0);
    let (mut done, mut total) = (0, 0);
    for (unit, counted) in outline.units.iter().zip(counted(outline, states)) {
        let Some(Counted { weight, value }) = counted else {
            continue;
        };
        all += weight;
        reached += weight * value;
        total += 1;
        done += usize::from(unit.value(states) >= 1.0);
    }
    Percent {
        percent: if all > 0.0 {
            100.0 * reached / all
        } else {
            0.0
        },
        done,
        total,
    }
}

/// What each of a roadmap's units counts; nothing where it does not count.
pub(super) fn counted(outline: &Outline, states: &[State]) -> Vec<Option<Counted>> {
    let all_optional = outline.all_optional();
    let count = |unit: &Unit| {
        let value = unit.value(states);
        let (weight, value) = match unit.importance {
            Importance::Required => (1.0, value),
            Importance::Recommended => (0.6, value),
            Importance::Optional if all_optional => {
                // Nothing else could be left when all of them are passed over.
                return (!unit.is_passed_over(states)).then_some(Counted { weight: 0.6, value });
            }
            Importance::Optional if value > 0.0 => (0.3 * value, 1.0),
            Importance::Optional => return None,
        };
        Some(Counted { weight, value })
    };
    outline.units.iter().map(count).collect()
}

impl Outline {
    /// Whether nothing in it is required or recommended.
    pub(super) fn all_optional(&self) -> bool {
        let mut units = self.units.iter();
        units.all(|unit| unit.importance == Importance::Optional)
    }
}

impl Unit {
    /// What part of it is done: the mean of as many of its best leaves as are enough.
    pub(super) fn value(&self, states: &[State]) -> f64 {
        let mut halves: Vec<u32> = self.states(states).map(halves).collect();
        halves.sort_unstable_by(|one, other| other.cmp(one));
        let best: u32 = halves.iter().take(self.pick).sum();
        let enough = u32::try_from(self.pick).unwrap_or(u32::MAX).max(1);
        f64::from(best) / f64::from(enough.saturating_mul(2))
    }

    /// Whether all its leaves are passed over.
    pub(super) fn is_passed_over(&self, states: &[State]) -> bool {
        self.states(states).all(|state| state == State::Skipped)
    }

    /// Whether as many of its leaves are held as are enough.
    pub(super) fn is_met(&self, states: &[State]) -> bool {
        self.states(states).filter(|state| state.is_held()).count() >= self.pick
    }

    /// How its leaves stand.
    pub(super) fn states<'a>(&'a self, states: &'a [State]) -> impl Iterator<Item = State> + 'a {
        self.leaves
            .iter()
            .filter_map(|leaf| states.get(*leaf).copied())
    }
}

/// How many halves of a leaf are done.
fn halves(state: State) -> u32 {
    match state {
        State::Done | State::Known => 2,
        State::Learning => 1,
        State::NotStarted | State::Skipped => 0,
    }
}
