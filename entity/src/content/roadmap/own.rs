//! What a roadmap of our own keeps to beyond what makes a file sound: a guide may leave things out, we do not.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::content::role;
use crate::content::vocabulary::Vocabulary;

/// Roadmaps that keep these rules; the guides of others need not.
const OWN: [&str; 8] = [
    "ai-engineer",
    "backend-engineer",
    "computer-vision-engineer",
    "data-engineer",
    "data-scientist",
    "devops-engineer",
    "frontend-engineer",
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
        let known = Known {
            skills: skills.clone(),
            roles: roles.clone(),
            is_region: &|_| false,
        };
        assert_eq!(check(&file, &roadmap, &known), [], "{slug}");
        assert_eq!(roadmap.attribution, None, "{slug} is ours");
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
fn every_part_teaches_something_and_every_whole_what_its_topics_teach() {
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
            if parts.is_empty() {
                continue;
            }
            // What a project or a milestone practises beside its subject need not be the phase's.
            let topics = parts.iter().filter(|part| part.kind == Kind::Topic);
            let topics: BTreeSet<_> = topics.flat_map(|part| taught(part)).collect();
            let together: BTreeSet<_> = parts.iter().flat_map(|part| taught(part)).collect();
            let whole = taught(node);
            assert!(topics.is_subset(&whole), "{}", node.key);
            assert!(whole.is_subset(&together), "{}", node.key);
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

#[test]
fn parts_fill_the_months_of_their_whole() {
    for roadmap in own() {
        let nodes = roadmap.nodes();
        for whole in nodes.iter().filter(|node| node.parent.is_none()) {
            let parts = || nodes.iter().filter(|node| node.parent == Some(whole.key));
            let from = parts().filter_map(|part| part.month_from).reduce(f64::min);
            let to = parts().filter_map(|part| part.month_to).reduce(f64::max);
            let said = (whole.month_from, whole.month_to);
            assert_eq!((from, to), said, "{}", whole.key);
        }
        let end = nodes.iter().filter_map(|node| node.month_to);
        let said = roadmap.article.duration.as_ref().map(|said| said.months_to);
        assert_eq!(said, end.reduce(f64::max), "{}", roadmap.slug.value);
    }
}

#[test]
fn what_is_required_is_on_the_list_of_what_employers_look_for() {
    for roadmap in own() {
        let items = roadmap.article.checklist.iter();
        let listed = items.flat_map(|item| item.skills.iter().chain(&item.any_of));
        let listed: BTreeSet<_> = listed.map(|skill| skill.value.as_str()).collect();
        for node in roadmap.nodes() {
            let required = node.skills.iter();
            let mut required = required.filter(|skill| skill.importance == Importance::Required);
            let lost = required.find(|skill| !listed.contains(skill.skill));
            assert_eq!(lost, None, "{} of {}", node.key, roadmap.slug.value);
        }
    }
}
