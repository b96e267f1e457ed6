//! How one node stands, be it a leaf or not.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{progress_event::State, roadmap_node::Importance};

use super::{Kept, outline::Outline};

/// How a node stands, and since when; nothing where nothing was said of it, of its parts, or of what it was a part of.
pub(crate) fn standing_of(
    outline: &Outline,
    kept: &HashMap<String, Kept>,
    states: &[State],
    node: usize,
) -> Option<(State, DateTime<Utc>)> {
    let said = |node: usize| {
        let kept = kept.get(outline.key(node)?)?;
        (kept.state.is_some() || kept.note.is_some()).then_some(kept)
    };
    let judged = |node: usize| said(node).filter(|kept| kept.state.is_some());
    let at = if outline.is_leaf(node) {
        let above = || outline.line(node).find_map(judged);
        said(node).or_else(above).map(|kept| kept.at)
    } else {
        let parts = outline.leaves_of(node).filter_map(said);
        let all = parts.chain(said(node));
        all.map(|kept| kept.at).max()
    };
    Some((state_of(outline, states, node), at?))
}

/// How a node stands that may have parts: as all of them do where they agree; done once nothing of it is left that counts; being
/// learnt in between.
pub(crate) fn state_of(outline: &Outline, states: &[State], node: usize) -> State {
    if outline.is_leaf(node) {
        return states.get(node).copied().unwrap_or_default();
    }
    let leaves: Vec<usize> = outline.leaves_of(node).collect();
    let of = |leaf: &usize| states.get(*leaf).copied().unwrap_or_default();
    let Some(first) = leaves.first().map(of) else {
        return State::NotStarted;
    };
    if leaves.iter().map(of).all(|state| state == first) {
        return first;
    }
    let is_left = |leaf: &usize| {
        let Some(place) = outline.nodes.get(*leaf) else {
            return false;
        };
        let unit = place.unit.and_then(|unit| outline.units.get(unit));
        let untouched = place.importance == Importance::Optional
            && matches!(of(leaf), State::NotStarted | State::Skipped);
        !of(leaf).is_held() && !untouched && !unit.is_some_and(|unit| unit.is_met(states))
    };
    if leaves.iter().any(|leaf| of(leaf).is_held()) && !leaves.iter().any(is_left) {
        return State::Done;
    }
    let begun = |leaf: &usize| matches!(of(leaf), State::Learning | State::Done | State::Known);
    if leaves.iter().any(begun) {
        State::Learning
    } else {
        State::NotStarted
    }
}
