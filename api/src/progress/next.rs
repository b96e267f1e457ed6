//! What somebody can do next.

use std::cmp::Reverse;

use entity::{progress_event::State, roadmap_node::Importance};

use super::outline::Outline;

/// The leaves that somebody can do next, by their numbers: what is being learnt first, then what is required, recommended and
/// optional, each in the file's order.
///
/// What waits for something unfinished is left out, unless nothing else is left: then two nodes wait for each other, and waiting
/// would last for ever.
pub(crate) fn next(outline: &Outline, states: &[State]) -> Vec<usize> {
    let wanted: Vec<usize> = (0..outline.nodes.len())
        .filter(|node| outline.is_wanted(*node, states))
        .collect();
    let finished: Vec<bool> = outline.finished(states);
    let ready = |node: &usize| {
        outline.line(*node).all(|above| {
            let requires = outline.nodes.get(above).map(|above| &above.requires);
            let mut requires = requires.into_iter().flatten();
            requires.all(|node| finished.get(*node).copied().unwrap_or(true))
        })
    };
    let mut next: Vec<usize> = wanted.iter().copied().filter(ready).collect();
    if next.is_empty() {
        next = wanted;
    }
    next.sort_by_key(|node| {
        let learning = states.get(*node) == Some(&State::Learning);
        let importance = outline.nodes.get(*node).map(|node| node.importance);
        (Reverse(learning), importance, *node)
    });
    next
}

impl Outline {
    /// Whether a node is a leaf with something left to do.
    fn is_wanted(&self, node: usize, states: &[State]) -> bool {
        let unit = self.nodes.get(node).and_then(|node| node.unit);
        let Some(unit) = unit.and_then(|unit| self.units.get(unit)) else {
            return false;
        };
        let begun = unit.states(states);
        let begun = begun.filter(|state| state.is_held() || *state == State::Learning);
        match states.get(node) {
            Some(State::Learning) => !unit.is_met(states),
            // Whoever has begun enough of the alternatives needs no other.
            Some(State::NotStarted) => begun.count() < unit.pick,
            Some(State::Done | State::Known | State::Skipped) | None => false,
        }
    }

    /// Which nodes nobody has to wait for any more: leaves that are held, passed over or have an alternative that is held, and nodes
    /// of which no part is left but optional ones.
    fn finished(&self, states: &[State]) -> Vec<bool> {
        let mut finished: Vec<bool> = (0..self.nodes.len())
            .map(|node| {
                let unit = self.nodes.get(node).and_then(|node| node.unit);
                let met = unit.and_then(|unit| self.units.get(unit));
                let state = states.get(node).copied().unwrap_or_default();
                state.is_held()
                    || state == State::Skipped
                    || met.is_none_or(|unit| unit.is_met(states))
            })
            .collect();
        // A parent comes before its children: from the end, every node is settled before its parent is.
        for (number, node) in self.nodes.iter().enumerate().rev() {
            let left = !finished.get(number).copied().unwrap_or(true)
                && node.importance != Importance::Optional;
            if let Some(parent) = node.parent.filter(|_| left)
                && let Some(parent) = finished.get_mut(parent)
            {
                *parent = false;
            }
        }
        finished
    }
}
