//! A roadmap as progress sees it: leaves, which of them are alternatives, and what each waits for.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use entity::{
    progress_event::State,
    roadmap_node::{self, Importance},
    roadmap_node_skill,
};

use super::Kept;

/// A roadmap as progress sees it; nodes go by their number in the file's order, a parent before its children.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    pub(super) nodes: Vec<Place>,
    pub(super) units: Vec<Unit>,
    numbers: HashMap<String, usize>,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) key: String,
    pub(super) parent: Option<usize>,
    pub(super) requires: Vec<usize>,
    /// The least of its own and of all above it: nothing in an optional phase is required.
    pub(super) importance: Importance,
    pub(super) months: Option<(f64, f64)>,
    /// What it counts as; none where it has parts.
    pub(super) unit: Option<usize>,
}

/// What counts once: a leaf, or all leaves that are alternatives to each other.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its leaves.
    pub(super) leaves: Vec<usize>,
    /// How many of them are enough.
    pub(super) pick: usize,
    /// That of its most important leaf.
    pub(super) importance: Importance,
}

/// The skills that each node teaches, by the node's id.
type Taught = HashMap<i32, Arc<[roadmap_node_skill::Model]>>;

/// The options and how many to pick, by the number of the node that names the choice and by the choice.
type Choices<'a> = BTreeMap<(usize, &'a str), (usize, BTreeSet<i32>)>;

impl Outline {
    /// That of an edition's nodes in order and the skills they teach.
    pub(crate) fn new(rows: &[Arc<roadmap_node::Model>], taught: &Taught) -> Self {
        let by_id: HashMap<i32, usize> = (0..).zip(rows).map(|(n, row)| (row.id, n)).collect();
        let mut nodes: Vec<Place> = Vec::with_capacity(rows.len());
        for row in rows {
            // A parent precedes its children; a row that says otherwise has none.
            let parent = row.parent_id.and_then(|id| by_id.get(&id).copied());
            let parent = parent.filter(|parent| *parent < nodes.len());
            let above = parent.and_then(|parent| nodes.get(parent));
            let above = above.map_or(Importance::Required, |above| above.importance);
            let requires = row.requires_ids.iter().filter_map(|id| by_id.get(id));
            nodes.push(Place {
                key: row.key.clone(),
                parent,
                requires: requires.copied().collect(),
                importance: row.importance.max(above),
                months: row.month_from.zip(row.month_to),
                unit: None,
            });
        }
        let mut outline = Self {
            numbers: (0..)
                .zip(rows)
                .map(|(n, row)| (row.key.clone(), n))
                .collect(),
            units: Vec::new(),
            nodes,
        };
        outline.count(rows, taught);
        outline
    }

    /// Settles what counts as what.
    fn count(&mut self, rows: &[Arc<roadmap_node::Model>], taught: &Taught) {
        let choices = choices(rows, taught);
        let parents: BTreeSet<usize> = self.nodes.iter().filter_map(|node| node.parent).collect();
        let mut shared: HashMap<&str, usize> = HashMap::new();
        for (number, row) in (0..).zip(rows) {
            if parents.contains(&number) {
                continue;
            }
            let choice = self.choice(number, row.id, taught, &choices);
            let known = choice.and_then(|(name, _)| shared.get(name).copied());
            let unit = known.unwrap_or(self.units.len());
            if known.is_none() {
                self.units.push(Unit {
                    leaves: Vec::new(),
                    pick: choice.map_or(1, |(_, pick)| pick),
                    importance: Importance::Optional,
                });
            }
            if let Some((name, _)) = choice {
                shared.insert(name, unit);
            }
            let (Some(unit_of), Some(node)) =
                (self.units.get_mut(unit), self.nodes.get_mut(number))
            else {
                continue;
            };
            unit_of.leaves.push(number);
            unit_of.importance = unit_of.importance.min(node.importance);
            node.unit = Some(unit);
        }
        // One leaf that stands for a whole choice is enough by itself.
        for unit in &mut self.units {
            unit.pick = unit.pick.clamp(1, unit.leaves.len().max(1));
        }
    }

    /// The choice of which a leaf teaches options and nothing else: one that it or a node above it names, the nearest first.
    fn choice<'a>(
        &self,
        leaf: usize,
        id: i32,
        taught: &Taught,
        choices: &Choices<'a>,
    ) -> Option<(&'a str, usize)> {
        let skills = taught.get(&id).filter(|skills| !skills.is_empty())?;
        self.line(leaf).find_map(|node| {
            let named = choices.range((node, "")..(node + 1, ""));
            let mut meant = named.filter(|(_, (_, options))| {
                skills.iter().all(|skill| options.contains(&skill.skill_id))
            });
            meant.next().map(|((_, name), (pick, _))| (*name, *pick))
        })
    }

    /// A node and all above it, from it upwards.
    pub(super) fn line(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |node| self.nodes.get(*node)?.parent)
    }

    /// The number of a node.
    pub(crate) fn number(&self, key: &str) -> Option<usize> {
        self.numbers.get(key).copied()
    }

    /// The key of a node.
    pub(crate) fn key(&self, node: usize) -> Option<&str> {
        self.nodes.get(node).map(|node| node.key.as_str())
    }

    /// Whether a node has no parts.
    pub(crate) fn is_leaf(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| node.unit.is_some())
    }

    /// How each node stands that has no parts, and what is kept at the others; in order. What was said of a node before it had
    /// parts holds for those of its parts of which nothing was said since.
    pub(crate) fn states(&self, kept: &HashMap<String, Kept>) -> Vec<State> {
        let own = |node: &Place| kept.get(&node.key).and_then(|kept| kept.state);
        let mut states: Vec<Option<State>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = node
                .parent
                .and_then(|parent| states.get(parent).copied().flatten());
            states.push(own(node).or(above));
        }
        states.into_iter().map(Option::unwrap_or_default).collect()
    }
}

fn choices<'a>(rows: &[Arc<roadmap_node::Model>], taught: &'a Taught) -> Choices<'a> {
    let mut choices = Choices::new();
    for (number, row) in (0..).zip(rows) {
        for skill in taught.get(&row.id).iter().flat_map(|skills| skills.iter()) {
            if let Some(choice) = &skill.choice {
                let pick = usize::try_from(skill.pick.unwrap_or(1)).unwrap_or(1);
                let (_, options) = choices
                    .entry((number, choice.as_str()))
                    .or_insert((pick, BTreeSet::new()));
                options.insert(skill.skill_id);
            }
        }
    }
    choices
}
