//! What roadmaps of our own keep to beyond `check`: somebody can follow them month by month and be measured by them.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const OURS: [&str; 4] = [
    "backend-engineer",
    "data-engineer",
    "devops-engineer",
    "frontend-engineer",
];

fn each(follow: impl Fn(&str, &Roadmap, &[FlatNode<'_>])) {
    let roadmaps = load().expect("the files are roadmaps");
    for slug in OURS {
        let roadmap = roadmaps
            .iter()
            .find(|roadmap| roadmap.slug.value == slug)
            .expect("it is shipped");
        follow(slug, roadmap, &roadmap.nodes());
    }
}

/// The nodes that have no children: percent and gaps are counted over these.
fn leaves<'a, 'b>(nodes: &'b [FlatNode<'a>]) -> impl Iterator<Item = &'b FlatNode<'a>> {
    let parents: BTreeSet<_> = nodes.iter().filter_map(|node| node.parent).collect();
    nodes.iter().filter(move |node| !parents.contains(node.key))
}

#[test]
fn they_are_ours_and_lead_to_the_role_they_are_named_after() {
    each(|slug, roadmap, nodes| {
        assert_eq!(roadmap.role.value, slug);
        assert!(roadmap.attribution.is_none(), "{slug}");
        assert!(
            roadmap.article.salaries.is_empty(),
            "{slug}: pay is measured"
        );
        let count = nodes.len();
        assert!((25..=40).contains(&count), "{slug}: {count} nodes");
        let questions = roadmap.article.questions.len();
        assert!(
            (4..=6).contains(&questions),
            "{slug}: {questions} questions"
        );
    });
}

#[test]
fn a_node_begins_when_what_it_requires_has_ended() {
    each(|slug, _, nodes| {
        let by_key: BTreeMap<_, _> = nodes.iter().map(|node| (node.key, node)).collect();
        for node in nodes {
            for earlier in node.requires.iter().map(|key| by_key[key]) {
                let (end, begin) = (earlier.month_to, node.month_from);
                let (key, before) = (node.key, earlier.key);
                assert!(end.is_some() && end <= begin, "{slug}: {before}, {key}");
                let left_out = node.importance == Importance::Required
                    && earlier.importance != Importance::Required;
                assert!(!left_out, "{slug}: {key} waits for {before}");
            }
        }
    });
}

#[test]
fn children_fill_the_months_of_their_parent() {
    each(|slug, roadmap, nodes| {
        for parent in nodes.iter().filter(|node| node.parent.is_none()) {
            let children = || nodes.iter().filter(|node| node.parent == Some(parent.key));
            let from = children()
                .filter_map(|child| child.month_from)
                .reduce(f64::min);
            let to = children()
                .filter_map(|child| child.month_to)
                .reduce(f64::max);
            let found = (from, to);
            assert_eq!(
                found,
                (parent.month_from, parent.month_to),
                "{slug}: {}",
                parent.key
            );
        }
        assert!(nodes.iter().all(|node| node.month_to.is_some()), "{slug}");
        let end = nodes
            .iter()
            .filter_map(|node| node.month_to)
            .reduce(f64::max);
        let said = roadmap.article.duration.as_ref().map(|said| said.months_to);
        assert_eq!(said, end, "{slug}");
    });
}

#[test]
fn every_leaf_teaches_something_and_few_skills_are_required() {
    each(|slug, _, nodes| {
        let (mut plain, mut chosen) = (BTreeSet::new(), BTreeSet::new());
        let mut required = BTreeSet::new();
        for leaf in leaves(nodes) {
            assert!(!leaf.skills.is_empty(), "{slug}: {}", leaf.key);
            for skill in &leaf.skills {
                let known = skill.choice.map_or(&mut plain, |_| &mut chosen);
                known.insert(skill.skill);
                if skill.importance == Importance::Required {
                    required.insert(skill.choice.unwrap_or(skill.skill));
                }
            }
        }
        let twice: Vec<_> = plain.intersection(&chosen).collect();
        assert!(
            twice.is_empty(),
            "{slug}: by itself and to choose: {twice:?}"
        );
        let count = required.len();
        assert!((8..=14).contains(&count), "{slug}: {count} required");
    });
}

#[test]
fn what_the_role_requires_is_on_the_list_of_what_employers_look_for() {
    each(|slug, roadmap, nodes| {
        let items = &roadmap.article.checklist;
        let listed: BTreeSet<_> = items
            .iter()
            .flat_map(|item| item.skills.iter().chain(&item.any_of))
            .map(|skill| skill.value.as_str())
            .collect();
        let skills = leaves(nodes).flat_map(|leaf| &leaf.skills);
        let lost: BTreeSet<_> = skills
            .filter(|skill| skill.importance == Importance::Required)
            .map(|skill| skill.skill)
            .filter(|skill| !listed.contains(skill))
            .collect();
        assert!(lost.is_empty(), "{slug}: {lost:?}");
    });
}

#[test]
fn a_phase_teaches_what_its_topics_teach() {
    each(|slug, _, nodes| {
        let by_key: BTreeMap<_, _> = nodes.iter().map(|node| (node.key, node)).collect();
        for topic in nodes.iter().filter(|node| node.kind == Kind::Topic) {
            let Some(phase) = topic.parent.map(|key| by_key[key]) else {
                continue;
            };
            for skill in &topic.skills {
                let named = phase.skills.iter().any(|whole| {
                    (whole.skill, whole.choice) == (skill.skill, skill.choice)
                        && whole.importance <= skill.importance
                });
                let (key, name) = (topic.key, skill.skill);
                assert!(named, "{slug}: {name} of {key}, not of its phase");
            }
        }
    });
}
