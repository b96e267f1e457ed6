//! A roadmap as rows: what the database holds of its nodes.

use super::{Choice, Node};
use crate::roadmap_node::{Importance, Kind};

/// A node as a row of `roadmap_node`, with keys where the row has ids.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatNode<'a> {
    /// Order in the file, from 0, depth first.
    pub ordinal: i32,
    /// Key within the roadmap.
    pub key: &'a str,
    /// Key of the node it is a part of.
    pub parent: Option<&'a str>,
    /// Keys of the nodes to finish first.
    pub requires: Vec<&'a str>,
    /// What sort of node it is.
    pub kind: Kind,
    /// Title.
    pub title: &'a str,
    /// What to do and why.
    pub summary: Option<&'a str>,
    /// How much it matters.
    pub importance: Importance,
    /// Month it begins, counted from the start.
    pub month_from: Option<f64>,
    /// Month it ends.
    pub month_to: Option<f64>,
    /// Its length as the guide prints it.
    pub printed_length: Option<&'a str>,
    /// The skills it teaches, required ones first, choices last.
    pub skills: Vec<FlatSkill<'a>>,
}

/// A skill of a node as a row of `roadmap_node_skill`, with the slug where the row has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlatSkill<'a> {
    /// Slug of the skill.
    pub skill: &'a str,
    /// Order within the node, from 0.
    pub ordinal: i32,
    /// How much it matters.
    pub importance: Importance,
    /// The choice it is an option of.
    pub choice: Option<&'a str>,
    /// How many options of that choice to learn.
    pub pick: Option<i16>,
}

/// The nodes and all below them, a parent before its children.
pub(super) fn nodes(roots: &[Node]) -> Vec<FlatNode<'_>> {
    let mut rows = Vec::new();
    // A stack, not recursion: a file decides how deep it goes.
    let mut open: Vec<(Option<&str>, &Node)> =
        roots.iter().rev().map(|node| (None, node)).collect();
    let mut ordinal = 0;
    while let Some((parent, node)) = open.pop() {
        rows.push(row(ordinal, parent, node));
        ordinal += 1;
        let key = Some(node.key.value.as_str());
        open.extend(node.children.iter().rev().map(|child| (key, child)));
    }
    rows
}

fn row<'a>(ordinal: i32, parent: Option<&'a str>, node: &'a Node) -> FlatNode<'a> {
    let months = node.months.as_ref().map(|months| months.value);
    FlatNode {
        ordinal,
        key: &node.key.value,
        parent,
        requires: node.requires.iter().map(|key| key.value.as_str()).collect(),
        kind: node.kind,
        title: &node.title,
        summary: node.summary.as_deref(),
        importance: node.importance,
        month_from: months.map(|months| months.from),
        month_to: months.map(|months| months.to),
        printed_length: node.printed_length.as_deref(),
        skills: skills(node),
    }
}

fn skills(node: &Node) -> Vec<FlatSkill<'_>> {
    let lists = [
        (&node.skills.required, Importance::Required),
        (&node.skills.recommended, Importance::Recommended),
        (&node.skills.optional, Importance::Optional),
    ];
    let plain = lists.into_iter().flat_map(|(list, importance)| {
        list.iter()
            .map(move |skill| (skill.value.as_str(), importance, None))
    });
    let chosen = node.choices.iter().flat_map(|choice: &Choice| {
        choice
            .of
            .iter()
            .map(move |skill| (skill.value.as_str(), choice.importance, Some(choice)))
    });
    (0..)
        .zip(plain.chain(chosen))
        .map(|(ordinal, (skill, importance, choice))| FlatSkill {
            skill,
            ordinal,
            importance,
            choice: choice.map(|choice| choice.key.value.as_str()),
            pick: choice.map(|choice| i16::from(choice.pick.value)),
        })
        .collect()
}
