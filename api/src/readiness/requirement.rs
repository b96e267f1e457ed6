//! What a role asks for: the skills and choices of its roadmaps, or what its postings name most.

use std::collections::{BTreeMap, HashMap};

use entity::{
    roadmap_node::{self, Importance},
    roadmap_node_skill,
};

use crate::demand::count::SkillTable;

/// How many of the most named skills stand in for a roadmap where there is none.
const MOST: usize = 30;

/// The least part of the postings, one in so many, that has to name them.
const ONE_IN: i64 = 20;

/// One skill, or so many of several.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requirement {
    /// The skills, ascending; more than one where there is a choice.
    pub(crate) options: Vec<i32>,
    /// How many of them it takes, from 1 to all.
    pub(crate) pick: usize,
    /// How much it matters, from 0.3 to 1.
    pub(crate) importance: f64,
}

/// A node of a roadmap with the skills that it teaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taught<'a> {
    /// The node.
    pub(crate) node: &'a roadmap_node::Model,
    /// Its skills.
    pub(crate) skills: &'a [roadmap_node_skill::Model],
}

/// What a node asks for: single skills, and choices with how many of them to take.
pub(super) fn asked(
    skills: &[roadmap_node_skill::Model],
) -> impl Iterator<Item = (Vec<i32>, usize, Importance)> {
    let mut choices: BTreeMap<&str, (Vec<i32>, usize, Importance)> = BTreeMap::new();
    let mut single = Vec::new();
    for taught in skills {
        match &taught.choice {
            None => single.push((vec![taught.skill_id], 1, taught.importance)),
            Some(name) => {
                let new = (Vec::new(), 1, taught.importance);
                let (options, pick, importance) = choices.entry(name).or_insert(new);
                options.push(taught.skill_id);
                *pick = usize::try_from(taught.pick.unwrap_or(1)).unwrap_or(1);
                // The enum's order is from what matters most.
                *importance = taught.importance.min(*importance);
            }
        }
    }
    single
        .into_iter()
        .chain(choices.into_values())
        .map(|(mut options, pick, importance)| {
            options.sort_unstable();
            options.dedup();
            let pick = pick.clamp(1, options.len());
            (options, pick, importance)
        })
}

/// What the roadmaps to a role ask for together. A node's skill matters no more than the node and the nodes around it do; what is
/// asked for in several places matters as much as where it matters most.
pub(crate) fn of_roadmaps(nodes: &[Taught<'_>]) -> Vec<Requirement> {
    let mut of_node: HashMap<i32, Importance> = HashMap::new();
    let mut merged: BTreeMap<Vec<i32>, (usize, Importance)> = BTreeMap::new();
    for Taught { node, skills } in nodes {
        let parent = node.parent_id.and_then(|parent| of_node.get(&parent));
        let around = parent.map_or(node.importance, |parent| node.importance.max(*parent));
        of_node.insert(node.id, around);
        for (options, pick, importance) in asked(skills) {
            let importance = importance.max(around);
            let known = merged.entry(options).or_insert((pick, importance));
            *known = (known.0.max(pick), known.1.min(importance));
        }
    }
    let requirement = |(options, (pick, importance))| Requirement {
        options,
        pick,
        importance: value(importance),
    };
    merged.into_iter().map(requirement).collect()
}

/// What stands in for a roadmap: the skills that postings name most, all of which matter the same.
pub(crate) fn of_demand(table: &SkillTable, postings: i64) -> Vec<Requirement> {
    let most = table.rows().iter().take(MOST);
    let often = most.filter(|row| row.naming.saturating_mul(ONE_IN) >= postings);
    let requirement = |row: &crate::demand::count::SkillCount| Requirement {
        options: vec![row.skill.id],
        pick: 1,
        importance: 1.0,
    };
    often.map(requirement).collect()
}

/// What an importance weighs. Optional skills count for something, or learning one would be worth nothing; two of them count for
/// what is recommended, so that no list of extras outweighs what everybody needs.
fn value(importance: Importance) -> f64 {
    match importance {
        Importance::Required => 1.0,
        Importance::Recommended => 0.6,
        Importance::Optional => 0.3,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use roadmap_node::Kind;

    use super::*;

    /// A node with nothing special about it.
    pub(crate) fn node(id: i32, parent_id: Option<i32>) -> roadmap_node::Model {
        roadmap_node::Model {
            id,
            roadmap_id: 1,
            key: id.to_string(),
            ordinal: id,
            kind: Kind::Topic,
            title: String::new(),
            summary: None,
            importance: Importance::Required,
            parent_id,
            requires_ids: vec![],
            month_from: None,
            month_to: None,
            printed_length: None,
        }
    }

    /// A required skill of a node.
    pub(crate) fn skill(node_id: i32, skill_id: i32) -> roadmap_node_skill::Model {
        roadmap_node_skill::Model {
            node_id,
            skill_id,
            ordinal: skill_id,
            importance: Importance::Required,
            choice: None,
            pick: None,
        }
    }

    /// An alternative of a node.
    pub(crate) fn option(node_id: i32, skill_id: i32, pick: i16) -> roadmap_node_skill::Model {
        roadmap_node_skill::Model {
            choice: Some("choice".to_owned()),
            pick: Some(pick),
            ..skill(node_id, skill_id)
        }
    }

    fn requirement(options: &[i32], pick: usize, importance: f64) -> Requirement {
        Requirement {
            options: options.to_vec(),
            pick,
            importance,
        }
    }

    #[test]
    fn several_roadmaps_ask_once_and_the_strongest_way() {
        let recommended = roadmap_node_skill::Model {
            importance: Importance::Recommended,
            ..skill(1, 7)
        };
        let (one, other) = (node(1, None), node(2, None));
        let nodes = [
            Taught {
                node: &one,
                skills: &[recommended, option(1, 5, 1), option(1, 4, 1)],
            },
            Taught {
                node: &other,
                skills: &[skill(2, 7), option(2, 4, 1), option(2, 5, 1), skill(2, 4)],
            },
        ];
        let found = of_roadmaps(&nodes);
        let expected = [
            requirement(&[4], 1, 1.0),
            requirement(&[4, 5], 1, 1.0),
            requirement(&[7], 1, 1.0),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_one_may_skip_whole_is_no_more_than_optional() {
        let optional = roadmap_node::Model {
            importance: Importance::Optional,
            ..node(1, None)
        };
        let below = node(2, Some(1));
        let nodes = [
            Taught {
                node: &optional,
                skills: &[],
            },
            Taught {
                node: &below,
                skills: &[skill(2, 7), option(2, 1, 9), option(2, 2, 9)],
            },
        ];
        let found = of_roadmaps(&nodes);
        let expected = [requirement(&[1, 2], 2, 0.3), requirement(&[7], 1, 0.3)];
        assert_eq!(found, expected);
    }
}
