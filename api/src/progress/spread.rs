//! What saying something of nodes means for their leaves.

use std::collections::BTreeSet;

use entity::progress_event::State;

use super::outline::Outline;

/// The leaves that stand otherwise, or are said again to stand so, once some nodes are said to stand in a state. Leaves that are
/// named themselves always do; those of a node with parts only if that takes nothing back which was said of them:
///
/// | said of the whole | leaves that stay as they are |
/// |---|---|
/// | `NOT_STARTED` | none |
/// | `LEARNING` | all that were begun or passed over |
/// | `DONE` | known, passed over, or with an alternative that is held |
/// | `KNOWN` | done, passed over, or with an alternative that is held |
/// | `SKIPPED` | done or known |
pub(crate) fn spread(
    outline: &Outline,
    states: &[State],
    named: &BTreeSet<usize>,
    state: State,
) -> BTreeSet<usize> {
    let mut meant = BTreeSet::new();
    for node in named {
        if outline.is_leaf(*node) {
            meant.insert(*node);
        } else {
            let leaves = outline.leaves_of(*node);
            meant.extend(leaves.filter(|leaf| !outline.stays(*leaf, states, state)));
        }
    }
    meant
}

impl Outline {
    /// The leaves below a node.
    pub(super) fn leaves_of(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        // They follow it without a gap, as the file has them.
        let below = (node + 1..self.nodes.len())
            .take_while(move |below| self.line(*below).any(|above| above == node));
        below.filter(|below| self.is_leaf(*below))
    }

    /// Whether a leaf stays as it is when something is said of a node that it is a part of.
    fn stays(&self, leaf: usize, states: &[State], said: State) -> bool {
        let now = states.get(leaf).copied().unwrap_or_default();
        let unit = self.nodes.get(leaf).and_then(|node| node.unit);
        let unit = unit.and_then(|unit| self.units.get(unit));
        let met = !now.is_held() && unit.is_some_and(|unit| unit.is_met(states));
        match said {
            State::NotStarted => false,
            State::Learning => now != State::NotStarted || met,
            State::Done => matches!(now, State::Known | State::Skipped) || met,
            State::Known => matches!(now, State::Done | State::Skipped) || met,
            State::Skipped => now.is_held(),
        }
    }
}
