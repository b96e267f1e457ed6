//! How long it takes to close a gap, and which nodes of the roadmaps close it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::requirement::{Taught, asked};

/// How long the skills of a role's roadmaps take.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pace(HashMap<i32, f64>);

/// What one stretch of months teaches.
#[derive(Default)]
struct Stretch {
    months: f64,
    /// What is to be learnt, each once, with how many of it.
    asked: BTreeMap<Vec<i32>, usize>,
}

impl Pace {
    /// A stretch's months are divided evenly among all that it teaches, itself and in the nodes within it; a choice counts as often as
    /// it is to be picked from. Of several stretches that teach a skill the quickest counts.
    pub(crate) fn of(nodes: &[Taught<'_>]) -> Self {
        let mut stretches: BTreeMap<i32, Stretch> = BTreeMap::new();
        let mut of_node: HashMap<i32, i32> = HashMap::new();
        for Taught { node, skills } in nodes {
            let length = node.month_from.zip(node.month_to);
            let months = length
                .map(|(from, to)| to - from)
                .filter(|months| *months > 0.0);
            let around = node
                .parent_id
                .and_then(|parent| of_node.get(&parent).copied());
            let Some(stretch) = months.map(|_| node.id).or(around) else {
                continue;
            };
            of_node.insert(node.id, stretch);
            let stretch = stretches.entry(stretch).or_default();
            stretch.months = months.unwrap_or(stretch.months);
            for (options, pick, _) in asked(skills) {
                let known = stretch.asked.entry(options).or_insert(pick);
                *known = pick.max(*known);
            }
        }
        let mut pace: HashMap<i32, f64> = HashMap::new();
        for stretch in stretches.values() {
            let things: u32 = stretch
                .asked
                .values()
                .filter_map(|pick| u32::try_from(*pick).ok())
                .sum();
            let each = stretch.months / f64::from(things.max(1));
            for skill in stretch.asked.keys().flatten() {
                let known = pace.entry(*skill).or_insert(each);
                *known = known.min(each);
            }
        }
        Self(pace)
    }

    /// How many months a skill takes; none where no stretch that teaches it says so.
    pub(crate) fn months(&self, skill: i32) -> Option<f64> {
        self.0.get(&skill).copied()
    }

    /// How many months some skills take one after the other. What no stretch says of counts as the mean of those that one does; none
    /// where no stretch says anything.
    pub(crate) fn together(&self, skills: &[i32]) -> Option<f64> {
        let known: f64 = self.0.values().sum();
        let count = u32::try_from(self.0.len())
            .ok()
            .filter(|count| *count > 0)?;
        let mean = known / f64::from(count);
        let months = skills
            .iter()
            .map(|skill| self.months(*skill).unwrap_or(mean));
        Some(months.sum())
    }
}

/// For each skill the nodes that teach it, in order; a node is left out where one within it teaches the skill.
pub(crate) fn closing(nodes: &[Taught<'_>]) -> HashMap<i32, Vec<i32>> {
    let parents: HashMap<i32, i32> = nodes
        .iter()
        .filter_map(|taught| Some((taught.node.id, taught.node.parent_id?)))
        .collect();
    let mut teaching: HashMap<i32, Vec<i32>> = HashMap::new();
    for taught in nodes {
        for skill in taught.skills {
            let nodes = teaching.entry(skill.skill_id).or_default();
            nodes.push(taught.node.id);
        }
    }
    for nodes in teaching.values_mut() {
        let around = |node: &i32| {
            let mut steps = HashSet::new();
            // A circle of parents ends where it began.
            std::iter::successors(parents.get(node).copied(), |at| parents.get(at).copied())
                .take_while(move |at| steps.insert(*at))
        };
        let around: HashSet<i32> = nodes.iter().flat_map(around).collect();
        nodes.retain(|node| !around.contains(node));
    }
    teaching
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::{node, option, skill};
    use super::*;

    #[test]
    fn a_stretch_is_divided_among_what_it_teaches() {
        let mut phase = node(1, None);
        (phase.month_from, phase.month_to) = (Some(1.0), Some(7.0));
        let (inner, loose) = (node(2, Some(1)), node(3, None));
        let nodes = [
            Taught {
                node: &phase,
                skills: &[skill(1, 10), option(1, 20, 1), option(1, 21, 1)],
            },
            Taught {
                node: &inner,
                skills: &[skill(2, 10), skill(2, 11)],
            },
            Taught {
                node: &loose,
                skills: &[skill(3, 30)],
            },
        ];
        let pace = Pace::of(&nodes);
        for skill in [10, 11, 20, 21] {
            assert_eq!(pace.months(skill), Some(2.0), "{skill}");
        }
        assert_eq!(pace.months(30), None);
        assert_eq!(pace.together(&[10, 30]), Some(4.0));
        assert_eq!(Pace::default().together(&[10]), None);
    }

    #[test]
    fn the_innermost_nodes_close_a_gap() {
        let (phase, inner, other) = (node(1, None), node(2, Some(1)), node(3, None));
        let nodes = [
            Taught {
                node: &phase,
                skills: &[skill(1, 10), skill(1, 11)],
            },
            Taught {
                node: &inner,
                skills: &[skill(2, 10)],
            },
            Taught {
                node: &other,
                skills: &[skill(3, 10)],
            },
        ];
        let closing = closing(&nodes);
        assert_eq!(closing[&10], [2, 3]);
        assert_eq!(closing[&11], [1]);
    }
}
