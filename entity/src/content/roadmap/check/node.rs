//! What one node says: months, skills, choices, and something to do.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Choice, Months, Node};
use super::{Known, Mistakes, Place, skill, slug};

/// The choices seen so far by key: how many to pick and of what.
pub(super) type Choices<'a> = BTreeMap<&'a str, (u8, BTreeSet<&'a str>)>;

/// Checks one node; `choices` remembers those of the nodes before it.
pub(super) fn check<'a>(
    mistakes: &mut Mistakes<'_>,
    place: &Place<'a>,
    known: &Known<'_>,
    choices: &mut Choices<'a>,
) {
    let node = place.node;
    months(mistakes, place);
    skills(mistakes, node, known);
    for choice in &node.choices {
        check_choice(mistakes, choice, choices);
    }
    let lists = &node.skills;
    let teaches = [&lists.required, &lists.recommended, &lists.optional]
        .iter()
        .any(|list| !list.is_empty());
    let is_idle = node.children.is_empty() && node.choices.is_empty() && !teaches;
    if is_idle && node.summary.is_none() {
        let message = format!(
            "node `{}` says nothing to do: give it a summary, skills or children",
            node.key.value
        );
        mistakes.add(&node.key, message);
    }
}

fn months(mistakes: &mut Mistakes<'_>, place: &Place<'_>) {
    let Some(months) = &place.node.months else {
        return;
    };
    let Months { from, to } = months.value;
    // Written so that a NaN fails too.
    if !(from >= 0.0 && from < to && to.is_finite()) {
        mistakes.add(
            months,
            format!("months go from {from} to {to}: the end must come after the beginning"),
        );
        return;
    }
    if let Some(outer) = place.outer
        && (from < outer.from || to > outer.to)
    {
        let message = format!(
            "months {from} to {to} of `{}` lie outside its parent's {} to {}",
            place.node.key.value, outer.from, outer.to
        );
        mistakes.add(months, message);
    }
}

/// A node names a skill once, so that one row says how it matters.
fn skills(mistakes: &mut Mistakes<'_>, node: &Node, known: &Known<'_>) {
    let lists = &node.skills;
    let plain = [&lists.required, &lists.recommended, &lists.optional];
    let chosen = node.choices.iter().map(|choice| &choice.of);
    let mut seen = BTreeSet::new();
    for named in plain.into_iter().chain(chosen).flatten() {
        skill(mistakes, named, known);
        if !seen.insert(named.value.as_str()) {
            let message = format!(
                "node `{}` names skill `{}` twice",
                node.key.value, named.value
            );
            mistakes.add(named, message);
        }
    }
}

/// A choice offers what it asks for, and means the same wherever it is named.
fn check_choice<'a>(mistakes: &mut Mistakes<'_>, choice: &'a Choice, choices: &mut Choices<'a>) {
    let key = &choice.key.value;
    slug(mistakes, &choice.key);
    let pick = choice.pick.value;
    if pick == 0 || usize::from(pick) > choice.of.len() {
        mistakes.add(
            &choice.pick,
            format!("choice `{key}` picks {pick} of {}", choice.of.len()),
        );
        return;
    }
    let options = choice.of.iter().map(|skill| skill.value.as_str()).collect();
    let meaning = (pick, options);
    let earlier = choices.entry(key).or_insert_with(|| meaning.clone());
    if *earlier != meaning {
        mistakes.add(
            &choice.key,
            format!(
                "choice `{key}` picks another number or other skills than where it is named before"
            ),
        );
    }
}
