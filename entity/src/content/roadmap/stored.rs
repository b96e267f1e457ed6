//! A stored edition's nodes in the form that a file's have, so that both can be compared.

use std::collections::HashMap;
use std::hash::BuildHasher;

use super::{FlatNode, FlatSkill};
use crate::{roadmap_node, roadmap_node_skill};

/// The nodes of one edition, in the order in which their rows are given. A skill whose slug is not known is left out.
pub fn stored<'a, S: BuildHasher>(
    rows: impl Iterator<Item = (&'a roadmap_node::Model, &'a [roadmap_node_skill::Model])>,
    slugs: &HashMap<i32, &'a str, S>,
) -> Vec<FlatNode<'a>> {
    let rows: Vec<_> = rows.collect();
    let keys: HashMap<i32, &str> = rows
        .iter()
        .map(|(node, _)| (node.id, node.key.as_str()))
        .collect();
    let key = |id: &i32| keys.get(id).copied();
    rows.iter()
        .map(|&(node, skills)| FlatNode {
            ordinal: node.ordinal,
            key: &node.key,
            parent: node.parent_id.as_ref().and_then(key),
            requires: node.requires_ids.iter().filter_map(key).collect(),
            kind: node.kind,
            title: &node.title,
            summary: node.summary.as_deref(),
            importance: node.importance,
            month_from: node.month_from,
            month_to: node.month_to,
            printed_length: node.printed_length.as_deref(),
            skills: skills
                .iter()
                .filter_map(|skill| {
                    Some(FlatSkill {
                        skill: slugs.get(&skill.skill_id)?,
                        ordinal: skill.ordinal,
                        importance: skill.importance,
                        choice: skill.choice.as_deref(),
                        pick: skill.pick,
                    })
                })
                .collect(),
        })
        .collect()
}
