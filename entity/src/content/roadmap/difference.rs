//! What changed from one edition of a roadmap to another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::FlatNode;
use crate::roadmap_key::{Destination, Succession};

/// What an edition changes; the order of nodes is not told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Keys of nodes that follow on none of the earlier edition.
    pub added: Vec<String>,
    /// Keys of the earlier edition that no node follows.
    pub removed: Vec<String>,
    /// Keys of the earlier edition with those that nodes have now.
    pub renamed: Vec<(String, String)>,
    /// Nodes that both have, under whichever key, and that say something else.
    pub changed: Vec<ChangedNode>,
}

/// A node that says something else than in the earlier edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedNode {
    /// Its key in the later edition.
    pub key: String,
    /// What is different.
    pub aspects: Vec<Aspect>,
}

/// A side of a node that may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// What sort of step it is.
    Kind,
    /// Its title.
    Title,
    /// What to do and why.
    Summary,
    /// How much it matters.
    Importance,
    /// Its months, or its length as the guide prints it.
    Months,
    /// The node it is a part of.
    Parent,
    /// The nodes to finish first.
    Requires,
    /// The skills that it teaches: which, how much they matter, and of which some are enough.
    Skills,
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Importance => "importance",
            Self::Months => "months",
            Self::Parent => "parent",
            Self::Requires => "requires",
            Self::Skills => "skills",
        })
    }
}

/// What leads from the nodes of one edition to those of another, in which old keys are `renamed`.
#[must_use]
pub fn difference<'a>(
    before: &[FlatNode<'a>],
    after: &[FlatNode<'a>],
    renamed: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Difference {
    let succession = Succession::new(renamed, after.iter().map(|node| node.key));
    let mut difference = Difference::default();
    let mut forerunners: BTreeMap<&str, &FlatNode<'a>> = BTreeMap::new();
    for node in before {
        match succession.of(node.key) {
            // A node that kept its key is the one to compare with, whoever else has joined it.
            Destination::Same => {
                forerunners.insert(node.key, node);
            }
            Destination::Moved(key) => {
                forerunners.entry(key).or_insert(node);
                let (old, new) = (node.key.to_owned(), key.to_owned());
                difference.renamed.push((old, new));
            }
            Destination::Removed => difference.removed.push(node.key.to_owned()),
        }
    }
    for node in after {
        let Some(earlier) = forerunners.get(node.key) else {
            difference.added.push(node.key.to_owned());
            continue;
        };
        let aspects = aspects(earlier, node, &succession);
        if !aspects.is_empty() {
            let key = node.key.to_owned();
            difference.changed.push(ChangedNode { key, aspects });
        }
    }
    difference
}

/// In what two forms of a node differ; the keys that the earlier one names are followed to what they are now.
fn aspects(
    before: &FlatNode<'_>,
    after: &FlatNode<'_>,
    succession: &Succession<'_>,
) -> Vec<Aspect> {
    let months = |node: &FlatNode<'_>| (node.month_from, node.month_to);
    let parent = before.parent.map(|key| succession.key(key));
    let requires: BTreeSet<_> = before
        .requires
        .iter()
        .map(|key| succession.key(key))
        .collect();
    let different = [
        (Aspect::Kind, before.kind != after.kind),
        (Aspect::Title, before.title != after.title),
        (Aspect::Summary, before.summary != after.summary),
        (Aspect::Importance, before.importance != after.importance),
        (
            Aspect::Months,
            months(before) != months(after) || before.printed_length != after.printed_length,
        ),
        (Aspect::Parent, parent != after.parent.map(Some)),
        (
            Aspect::Requires,
            requires != after.requires.iter().copied().map(Some).collect(),
        ),
        (Aspect::Skills, before.skills != after.skills),
    ];
    different
        .into_iter()
        .filter_map(|(aspect, is_different)| is_different.then_some(aspect))
        .collect()
}
