//! What comes before what: requirements lead to nodes, never back, and months agree with them.

use std::collections::BTreeSet;

use super::super::{Months, cycle};
use super::key::{Numbers, number};
use super::{Mistakes, Place};
use crate::content::Spanned;

/// Requirements name other nodes once and never lead back; a node also waits for its own parts.
pub(super) fn check(mistakes: &mut Mistakes<'_>, nodes: &[Place<'_>], numbers: &Numbers<'_>) {
    let mut needs = Vec::with_capacity(nodes.len());
    for (index, place) in nodes.iter().enumerate() {
        let children = place.node.children.iter();
        let mut waits: Vec<usize> = children
            .filter_map(|child| numbers.get(child.key.value.as_str()).copied())
            .collect();
        let mut seen = BTreeSet::new();
        for key in &place.node.requires {
            let Some(required) = number(mistakes, key, numbers) else {
                continue;
            };
            waits.push(required);
            if !seen.insert(required) {
                mistakes.add(key, format!("`{}` is required twice", key.value));
            } else if required > index && required < place.end {
                let message = format!(
                    "`{}` requires its own part `{}`, which it waits for in any case",
                    place.node.key.value, key.value
                );
                mistakes.add(key, message);
            } else if let Some(before) = nodes.get(required) {
                months(mistakes, key, place, before);
            }
        }
        needs.push(waits);
    }
    circle(mistakes, nodes, &needs);
}

fn circle(mistakes: &mut Mistakes<'_>, nodes: &[Place<'_>], needs: &[Vec<usize>]) {
    let cycle: Vec<&Spanned<String>> = cycle::find(needs)
        .into_iter()
        .filter_map(|number| nodes.get(number).map(|place| &place.node.key))
        .collect();
    let Some(first) = cycle.first() else {
        return;
    };
    let keys = cycle.iter().chain([first]);
    let names: Vec<_> = keys.map(|key| key.value.as_str()).collect();
    mistakes.add(
        first,
        format!("nodes wait for each other: {}", names.join(" → ")),
    );
}

/// A node does not begin before what it requires is over; months of a node above only say between which its own lie.
fn months(
    mistakes: &mut Mistakes<'_>,
    key: &Spanned<String>,
    node: &Place<'_>,
    before: &Place<'_>,
) {
    let own = |place: &Place<'_>| place.node.months.as_ref().map(|months| months.value);
    let is_late = match (own(node), own(before)) {
        (Some(after), Some(first)) => after.from < first.to,
        (after, first) => match (after.or(node.outer), first.or(before.outer)) {
            (Some(after), Some(first)) => after.to <= first.from,
            _ => return,
        },
    };
    if is_late {
        let span = |place: &Place<'_>| own(place).or(place.outer).map_or(String::new(), text);
        let message = format!(
            "`{}` ({}) requires `{}` ({}): what is required is to be over before",
            node.node.key.value,
            span(node),
            key.value,
            span(before)
        );
        mistakes.add(key, message);
    }
}

fn text(months: Months) -> String {
    format!("months {} to {}", months.from, months.to)
}
