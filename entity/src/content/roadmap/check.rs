//! What a roadmap file must keep to beyond its shape; every mistake is reported with its place.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Months, Node, Roadmap};
use crate::content::{ContentError, ContentFile, Spanned};
use crate::suggestion;

mod article;
mod document;
mod key;
mod node;
mod order;
mod text;

/// Mistakes of one file for which the name that was meant is looked for.
const SUGGESTIONS: usize = 200;

/// What a roadmap may name.
pub struct Known<'a> {
    /// Slugs of skills.
    pub skills: BTreeSet<&'a str>,
    /// Slugs of roles.
    pub roles: BTreeSet<&'a str>,
    /// Whether a region has this code.
    pub is_region: &'a dyn Fn(&str) -> bool,
}

/// Every mistake of a parsed file, in the order of their places; none in a file that may be loaded.
#[must_use]
pub fn check(file: &ContentFile, roadmap: &Roadmap, known: &Known<'_>) -> Vec<ContentError> {
    let document = match document::Document::of(file) {
        Ok(document) => document,
        Err(mistake) => return vec![mistake],
    };
    let mut mistakes = Mistakes {
        file,
        found: Vec::new(),
    };
    head(&mut mistakes, roadmap, known);
    text::check(&mut mistakes, &document);
    let nodes = descend(&roadmap.nodes);
    let numbers = key::check(&mut mistakes, roadmap, &nodes);
    order::check(&mut mistakes, &nodes, &numbers);
    let mut choices = node::Choices::new();
    for place in &nodes {
        node::check(&mut mistakes, place, known, &mut choices);
    }
    article::check(&mut mistakes, roadmap, &document, &numbers, known);
    mistakes
        .found
        .sort_by_key(|mistake| (mistake.line, mistake.column));
    mistakes.found
}

/// The mistakes of one file.
struct Mistakes<'a> {
    file: &'a ContentFile,
    found: Vec<ContentError>,
}

impl Mistakes<'_> {
    fn add<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.found.push(self.file.error(at, message));
    }
}

/// A node with what it inherits.
struct Place<'a> {
    node: &'a Node,
    /// Months of the nearest node above that has any.
    outer: Option<Months>,
    /// The number after the last of its parts.
    end: usize,
}

/// Every node, a parent before its children.
fn descend(roots: &[Node]) -> Vec<Place<'_>> {
    /// What is still to be done: enter a node, or leave the one of a number.
    enum Step<'a> {
        Enter(Option<Months>, &'a Node),
        Leave(usize),
    }
    let mut places: Vec<Place<'_>> = Vec::new();
    // A stack, not recursion: a file decides how deep it goes.
    let mut open: Vec<Step<'_>> = roots
        .iter()
        .rev()
        .map(|node| Step::Enter(None, node))
        .collect();
    while let Some(step) = open.pop() {
        let next = places.len();
        match step {
            Step::Enter(outer, node) => {
                places.push(Place {
                    node,
                    outer,
                    end: next + 1,
                });
                open.push(Step::Leave(next));
                let inner = node.months.as_ref().map(|months| months.value).or(outer);
                let children = node.children.iter().rev();
                open.extend(children.map(|child| Step::Enter(inner, child)));
            }
            Step::Leave(number) => {
                if let Some(place) = places.get_mut(number) {
                    place.end = next;
                }
            }
        }
    }
    places
}

fn head(mistakes: &mut Mistakes<'_>, roadmap: &Roadmap, known: &Known<'_>) {
    let is_slug = slug(mistakes, &roadmap.slug);
    // One name for both makes slugs unique without looking at the other files.
    let wanted = format!("{}.yaml", roadmap.slug.value);
    let name = Path::new(&mistakes.file.name).file_name();
    if is_slug && name.is_none_or(|name| name != wanted.as_str()) {
        let message = format!(
            "the file of roadmap `{}` is to be named `{wanted}`",
            roadmap.slug.value
        );
        mistakes.add(&roadmap.slug, message);
    }
    let role = &roadmap.role;
    if !known.roles.contains(role.value.as_str()) {
        let meant = misspelt(mistakes, &role.value, known.roles.iter().copied());
        mistakes.add(role, format!("no role `{}`{meant}", role.value));
    }
    if roadmap.nodes.is_empty() {
        mistakes.add(&roadmap.slug, "a roadmap has nodes, and this one has none");
    }
}

/// Whether it is a key that may be kept for ever.
fn slug(mistakes: &mut Mistakes<'_>, slug: &Spanned<String>) -> bool {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let is_slug = slug.value.split('-').all(is_word);
    if !is_slug {
        let message = format!(
            "`{}` is no key: write words of a-z and 0-9 joined by single `-`",
            slug.value
        );
        mistakes.add(slug, message);
    }
    is_slug
}

/// A skill that the vocabulary has.
fn skill(mistakes: &mut Mistakes<'_>, skill: &Spanned<String>, known: &Known<'_>) {
    if !known.skills.contains(skill.value.as_str()) {
        let meant = misspelt(mistakes, &skill.value, known.skills.iter().copied());
        let message = format!("no skill `{}` in the vocabulary{meant}", skill.value);
        mistakes.add(skill, message);
    }
}

/// What to add about a name that there is not: the one that was probably meant.
fn misspelt<'a>(
    mistakes: &Mistakes<'_>,
    name: &str,
    names: impl Iterator<Item = &'a str>,
) -> String {
    // Somebody with so many mistakes has made another one first, and each search looks at every name.
    let is_worth_it = mistakes.found.len() < SUGGESTIONS;
    let near = is_worth_it.then(|| suggestion::nearest(name, names));
    match near.flatten() {
        Some(near) => format!(": did you mean `{near}`?"),
        None => String::new(),
    }
}
