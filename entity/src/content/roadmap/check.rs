//! What a roadmap file must keep to beyond its shape; every mistake is reported with file and line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Choice, Months, Node, Roadmap};
use crate::content::{ContentError, ContentFile, Spanned};

/// Checks a parsed file: keys, requirements, months, choices, and that every skill and the role are known.
///
/// # Errors
/// With file and line of the first mistake.
pub fn check(
    file: &ContentFile,
    roadmap: &Roadmap,
    skills: &BTreeSet<&str>,
    roles: &BTreeSet<&str>,
) -> Result<(), ContentError> {
    check_head(file, roadmap, roles)?;
    let nodes = descend(&roadmap.nodes);
    let places = check_keys(file, roadmap, &nodes)?;
    check_requires(file, &nodes, &places)?;
    let mut choices = BTreeMap::new();
    for place in &nodes {
        check_months(file, place)?;
        check_skills(file, place.node, skills)?;
        for choice in &place.node.choices {
            check_choice(file, choice, &mut choices)?;
        }
    }
    for skill in roadmap.article.skill_references() {
        check_skill(file, skill, skills)?;
    }
    for resource in &roadmap.article.resources {
        check_node(file, &resource.node, &places)?;
    }
    Ok(())
}

/// A node with what it inherits.
struct Place<'a> {
    node: &'a Node,
    /// Months of the nearest node above that has any.
    outer: Option<Months>,
}

/// Keys with the number of their node, depth first.
type Places<'a> = BTreeMap<&'a str, usize>;

/// Every node, a parent before its children.
fn descend(roots: &[Node]) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut open: Vec<_> = roots.iter().rev().map(|node| (None, node)).collect();
    while let Some((outer, node)) = open.pop() {
        places.push(Place { node, outer });
        let inner = node.months.as_ref().map(|months| months.value).or(outer);
        open.extend(node.children.iter().rev().map(|child| (inner, child)));
    }
    places
}

fn check_head(
    file: &ContentFile,
    roadmap: &Roadmap,
    roles: &BTreeSet<&str>,
) -> Result<(), ContentError> {
    check_slug(file, &roadmap.slug)?;
    // One name for both makes slugs unique without looking at the other files.
    let slug = &roadmap.slug.value;
    if file.name != format!("roadmaps/{slug}.yaml") {
        return Err(file.error(
            &roadmap.slug,
            format!("the file of roadmap `{slug}` is to be named `{slug}.yaml`"),
        ));
    }
    let role = &roadmap.role;
    if !roles.contains(role.value.as_str()) {
        return Err(file.error(role, format!("no role `{}`", role.value)));
    }
    Ok(())
}

fn check_slug(file: &ContentFile, slug: &Spanned<String>) -> Result<(), ContentError> {
    let sound = slug.value.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    if sound {
        return Ok(());
    }
    Err(file.error(
        slug,
        format!(
            "`{}` is no key: write words of a-z and 0-9 joined by single `-`",
            slug.value
        ),
    ))
}

fn check_keys<'a>(
    file: &ContentFile,
    roadmap: &Roadmap,
    nodes: &[Place<'a>],
) -> Result<Places<'a>, ContentError> {
    let mut places = Places::new();
    for (number, place) in nodes.iter().enumerate() {
        let key = &place.node.key;
        check_slug(file, key)?;
        if let Some(first) = places.insert(&key.value, number) {
            let line = nodes
                .get(first)
                .map_or(0, |place| place.node.key.referenced.line());
            return Err(file.error(
                key,
                format!("node key `{}` is taken on line {line}", key.value),
            ));
        }
    }
    for (old, new) in &roadmap.renamed {
        check_node(file, new, &places)?;
        if places.contains_key(old.as_str()) {
            return Err(file.error(
                new,
                format!("`{old}` is said to be renamed, and a node still has that key"),
            ));
        }
    }
    Ok(places)
}

fn check_node(
    file: &ContentFile,
    key: &Spanned<String>,
    places: &Places<'_>,
) -> Result<usize, ContentError> {
    places
        .get(key.value.as_str())
        .copied()
        .ok_or_else(|| file.error(key, format!("no node `{}` in this roadmap", key.value)))
}

/// Requirements name nodes and never lead back; a node also waits for its own children.
fn check_requires(
    file: &ContentFile,
    nodes: &[Place<'_>],
    places: &Places<'_>,
) -> Result<(), ContentError> {
    let mut needs = Vec::with_capacity(nodes.len());
    for Place { node, .. } in nodes {
        let children = node.children.iter().map(|child| &child.key);
        needs.push(
            node.requires
                .iter()
                .chain(children)
                .map(|key| check_node(file, key, places))
                .collect::<Result<Vec<_>, _>>()?,
        );
    }
    let cycle: Vec<&Spanned<String>> = super::cycle::find(&needs)
        .into_iter()
        .filter_map(|number| nodes.get(number).map(|place| &place.node.key))
        .collect();
    let Some(first) = cycle.first() else {
        return Ok(());
    };
    let names: Vec<_> = cycle
        .iter()
        .chain([first])
        .map(|key| key.value.as_str())
        .collect();
    Err(file.error(
        first,
        format!("nodes wait for each other: {}", names.join(" → ")),
    ))
}

fn check_months(file: &ContentFile, place: &Place<'_>) -> Result<(), ContentError> {
    let Some(months) = &place.node.months else {
        return Ok(());
    };
    let Months { from, to } = months.value;
    // Written so that a NaN fails too.
    if !(from >= 0.0 && from < to && to.is_finite()) {
        return Err(file.error(
            months,
            format!("months go from {from} to {to}: the end must come after the beginning"),
        ));
    }
    match place.outer {
        Some(outer) if from < outer.from || to > outer.to => Err(file.error(
            months,
            format!(
                "months {from} to {to} of `{}` lie outside its parent's {} to {}",
                place.node.key.value, outer.from, outer.to
            ),
        )),
        _ => Ok(()),
    }
}

fn check_skill(
    file: &ContentFile,
    skill: &Spanned<String>,
    skills: &BTreeSet<&str>,
) -> Result<(), ContentError> {
    if skills.contains(skill.value.as_str()) {
        return Ok(());
    }
    Err(file.error(
        skill,
        format!("no skill `{}` in the vocabulary", skill.value),
    ))
}

/// A node names a skill once, so that one row says how it matters.
fn check_skills(
    file: &ContentFile,
    node: &Node,
    skills: &BTreeSet<&str>,
) -> Result<(), ContentError> {
    let lists = &node.skills;
    let plain = [&lists.required, &lists.recommended, &lists.optional];
    let chosen = node.choices.iter().map(|choice| &choice.of);
    let mut seen = BTreeSet::new();
    for skill in plain.into_iter().chain(chosen).flatten() {
        check_skill(file, skill, skills)?;
        if !seen.insert(skill.value.as_str()) {
            return Err(file.error(
                skill,
                format!(
                    "node `{}` names skill `{}` twice",
                    node.key.value, skill.value
                ),
            ));
        }
    }
    Ok(())
}

/// The choices seen so far by key: how many to pick and of what.
type Choices<'a> = BTreeMap<&'a str, (u8, BTreeSet<&'a str>)>;

fn check_choice<'a>(
    file: &ContentFile,
    choice: &'a Choice,
    choices: &mut Choices<'a>,
) -> Result<(), ContentError> {
    let key = &choice.key.value;
    check_slug(file, &choice.key)?;
    let pick = choice.pick.value;
    if pick == 0 || usize::from(pick) > choice.of.len() {
        return Err(file.error(
            &choice.pick,
            format!("choice `{key}` picks {pick} of {}", choice.of.len()),
        ));
    }
    let options = choice.of.iter().map(|skill| skill.value.as_str()).collect();
    let meaning = (pick, options);
    match choices.get(key.as_str()) {
        Some(earlier) if *earlier != meaning => Err(file.error(
            &choice.key,
            format!(
                "choice `{key}` picks another number or other skills than where it is named before"
            ),
        )),
        _ => {
            choices.insert(key, meaning);
            Ok(())
        }
    }
}
