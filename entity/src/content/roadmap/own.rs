//! What a roadmap of our own keeps to beyond what makes a file sound: a guide may leave things out, we do not.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::content::role;
use crate::content::vocabulary::{SkillEntry, Vocabulary};

/// Roadmaps that keep these rules; the guides of others need not.
const OWN: [&str; 4] = [
    "ai-engineer",
    "computer-vision-engineer",
    "data-scientist",
    "nlp-engineer",
];

/// How many skills may be required, choices apart: a longer list says nothing about what matters.
const MOST_REQUIRED: usize = 12;

fn own() -> Vec<Roadmap> {
    let all = load().expect("the files are roadmaps");
    let own: Vec<_> = all
        .into_iter()
        .filter(|roadmap| OWN.contains(&roadmap.slug.value.as_str()))
        .collect();
    assert_eq!(own.len(), OWN.len(), "one of {OWN:?} is missing");
    own
}

#[test]
fn they_name_roles_and_skills_that_there_are() {
    let vocabulary = Vocabulary::load().expect("a vocabulary");
    let slugs = vocabulary.skills.iter().map(|skill| &*skill.slug.value);
    let skills: BTreeSet<_> = slugs.collect();
    let roles = role::load().expect("roles");
    let roles: BTreeSet<_> = roles.iter().map(|role| &*role.slug.value).collect();
    for slug in OWN {
        let file = crate::content::file(&format!("roadmaps/{slug}.yaml")).expect("a file");
        let roadmap = parse(&file).expect("a roadmap");
        check(&file, &roadmap, &skills, &roles).expect("it is sound");
        assert_eq!(roadmap.attribution, None, "{slug} is ours");
    }
}

/// What neither a posting nor a CV is read for would stay a gap for ever; the article may speak of it.
#[test]
fn their_nodes_teach_what_can_be_found_in_a_text() {
    let vocabulary = Vocabulary::load().expect("a vocabulary");
    for roadmap in own() {
        for node in roadmap.nodes() {
            for skill in node.skills {
                let read = vocabulary.skill(skill.skill).map(SkillEntry::is_read);
                assert_eq!(read, Some(true), "{} in {}", skill.skill, node.key);
            }
        }
    }
}

#[test]
fn a_skill_matters_as_much_wherever_it_is_named() {
    for roadmap in own() {
        let slug = &roadmap.slug.value;
        let mut importance = BTreeMap::new();
        for node in roadmap.nodes() {
            for skill in node.skills {
                let said = (skill.importance, skill.choice);
                let first = *importance.entry(skill.skill).or_insert(said);
                assert_eq!(first, said, "{} in {} of {slug}", skill.skill, node.key);
            }
        }
        let required = importance
            .values()
            .filter(|said| **said == (Importance::Required, None))
            .count();
        assert!(required <= MOST_REQUIRED, "{slug} requires {required}");
    }
}

#[test]
fn every_part_teaches_something_and_every_whole_what_its_parts_teach() {
    for roadmap in own() {
        let nodes = roadmap.nodes();
        assert!((25..=40).contains(&nodes.len()), "{} nodes", nodes.len());
        let taught = |node: &FlatNode<'_>| -> BTreeSet<String> {
            let skills = node.skills.iter().map(|skill| skill.skill.to_owned());
            skills.collect()
        };
        for node in &nodes {
            let parts: Vec<_> = nodes
                .iter()
                .filter(|part| part.parent == Some(node.key))
                .collect();
            let teaches = !node.skills.is_empty() || node.kind == Kind::Milestone;
            assert!(teaches, "{} teaches nothing", node.key);
            if !parts.is_empty() {
                let together: BTreeSet<_> = parts.into_iter().flat_map(taught).collect();
                assert_eq!(taught(node), together, "{}", node.key);
            }
        }
    }
}

#[test]
fn what_comes_first_is_over_before_and_no_less_important() {
    for roadmap in own() {
        let nodes = roadmap.nodes();
        let by_key: BTreeMap<_, _> = nodes.iter().map(|node| (node.key, node)).collect();
        for node in &nodes {
            assert!(node.month_from.is_some(), "{} has no months", node.key);
            for first in node.requires.iter().map(|key| by_key[key]) {
                assert!(first.month_to <= node.month_from, "{}", node.key);
                let weights = (first.importance, node.importance);
                let blocks = weights.0 != Importance::Required && weights.1 == Importance::Required;
                assert!(!blocks, "{} waits for {}", node.key, first.key);
            }
        }
    }
}

#[test]
fn each_phase_ends_in_something_made_or_reached() {
    for roadmap in own() {
        for phase in &roadmap.nodes {
            let proves = |node: &Node| matches!(node.kind, Kind::Project | Kind::Milestone);
            let proof = phase.children.iter().any(proves);
            assert!(proof, "{} shows nothing", phase.key.value);
        }
        let questions = roadmap.article.questions.len();
        assert!((4..=6).contains(&questions), "{questions} questions");
        assert!(roadmap.article.salaries.is_empty(), "pay is measured here");
    }
}
