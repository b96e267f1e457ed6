//! A roadmap in a few numbers, for its author.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Roadmap;

/// How much a roadmap holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Totals {
    /// Nodes of any kind.
    pub nodes: usize,
    /// Nodes without children: what progress counts.
    pub leaves: usize,
    /// Different skills that its nodes teach.
    pub skills: usize,
    /// Different choices.
    pub choices: usize,
    /// The month in which the last node ends, or else how many the article says that the way takes at the most.
    pub months: Option<f64>,
}

impl Roadmap {
    /// Counts what it holds.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let nodes = self.nodes();
        let parents: BTreeSet<_> = nodes.iter().filter_map(|node| node.parent).collect();
        let taught = || nodes.iter().flat_map(|node| &node.skills);
        let skills: BTreeSet<_> = taught().map(|skill| skill.skill).collect();
        let choices: BTreeSet<_> = taught().filter_map(|skill| skill.choice).collect();
        Totals {
            nodes: nodes.len(),
            leaves: nodes.len() - parents.len(),
            skills: skills.len(),
            choices: choices.len(),
            months: nodes
                .iter()
                .filter_map(|node| node.month_to)
                .reduce(f64::max)
                .or(self.article.duration.as_ref().map(|of| of.months_to)),
        }
    }
}
