//! Keys: sound, given once, kept for ever; what is renamed leads somewhere, what is removed is gone.

use std::collections::BTreeMap;

use super::super::{Roadmap, cycle};
use super::{Mistakes, Place, misspelt, slug};
use crate::content::Spanned;

/// Keys with the number of their node, depth first.
pub(super) type Numbers<'a> = BTreeMap<&'a str, usize>;

/// Numbers the nodes by key.
pub(super) fn check<'a>(
    mistakes: &mut Mistakes<'_>,
    roadmap: &'a Roadmap,
    nodes: &[Place<'a>],
) -> Numbers<'a> {
    let mut numbers = Numbers::new();
    for (number, place) in nodes.iter().enumerate() {
        let key = &place.node.key;
        slug(mistakes, key);
        let first = *numbers.entry(key.value.as_str()).or_insert(number);
        if let Some(taken) = nodes.get(first).filter(|_| first != number) {
            let line = taken.node.key.referenced.line();
            mistakes.add(
                key,
                format!("node key `{}` is taken on line {line}", key.value),
            );
        }
    }
    renamed(mistakes, roadmap, &numbers);
    removed(mistakes, roadmap, &numbers);
    numbers
}

/// The number of the node that a key names.
pub(super) fn number(
    mistakes: &mut Mistakes<'_>,
    key: &Spanned<String>,
    numbers: &Numbers<'_>,
) -> Option<usize> {
    let found = numbers.get(key.value.as_str()).copied();
    if found.is_none() {
        let meant = misspelt(mistakes, &key.value, numbers.keys().copied());
        mistakes.add(
            key,
            format!("no node `{}` in this roadmap{meant}", key.value),
        );
    }
    found
}

fn renamed(mistakes: &mut Mistakes<'_>, roadmap: &Roadmap, numbers: &Numbers<'_>) {
    for (old, new) in &roadmap.renamed {
        still_there(mistakes, (old, new), "renamed", numbers);
        let goes_on =
            roadmap.renamed.contains_key(&new.value) || roadmap.removed.contains_key(&new.value);
        if !goes_on {
            number(mistakes, new, numbers);
        }
    }
    circle(mistakes, roadmap);
}

/// Renamings may chain over editions, but not lead round.
fn circle(mistakes: &mut Mistakes<'_>, roadmap: &Roadmap) {
    let entries: Vec<_> = roadmap.renamed.iter().collect();
    let position = |key: &String| {
        let found = entries.binary_search_by(|(old, _)| (*old).cmp(key));
        found.ok()
    };
    let steps: Vec<Vec<usize>> = entries
        .iter()
        .map(|(_, new)| position(&new.value).into_iter().collect())
        .collect();
    let around: Vec<_> = cycle::find(&steps)
        .into_iter()
        .filter_map(|index| entries.get(index))
        .collect();
    let Some((first, new)) = around.first() else {
        return;
    };
    let names = around.iter().map(|(old, _)| old.as_str());
    let names: Vec<_> = names.chain([first.as_str()]).collect();
    mistakes.add(new, format!("renamed in a circle: {}", names.join(" → ")));
}

fn removed(mistakes: &mut Mistakes<'_>, roadmap: &Roadmap, numbers: &Numbers<'_>) {
    for (old, reason) in &roadmap.removed {
        still_there(mistakes, (old, reason), "removed", numbers);
        if roadmap.renamed.contains_key(old) {
            mistakes.add(
                reason,
                format!("`{old}` is said to be removed and to be renamed: it can only be one"),
            );
        }
    }
}

/// A key is never given twice, so that progress at it means one node.
fn still_there(
    mistakes: &mut Mistakes<'_>,
    (old, at): (&String, &Spanned<String>),
    said: &str,
    numbers: &Numbers<'_>,
) {
    if numbers.contains_key(old.as_str()) {
        mistakes.add(
            at,
            format!("`{old}` is said to be {said}, and a node still has that key"),
        );
    }
}
