//! What of a role's requirements somebody meets: met, score, weight and fit.

use std::collections::{HashMap, HashSet};

use super::requirement::Requirement;
use crate::demand::interval::{Proportion, real};

/// How far a skill is met of which only a substitute is held.
const ADJACENT: f64 = 0.5;

/// A requirement with what it weighs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weighed {
    /// The requirement.
    pub(crate) requirement: Requirement,
    /// The largest share that one of its skills has among the postings.
    pub(crate) demand: Proportion,
    /// Its part of the whole.
    pub(crate) weight: f64,
}

/// Skills that somebody holds, and perhaps one more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held<'a> {
    skills: &'a HashSet<i32>,
    more: Option<i32>,
}

impl<'a> Held<'a> {
    /// These.
    pub(crate) fn new(skills: &'a HashSet<i32>) -> Self {
        Self { skills, more: None }
    }

    /// The same with one more.
    pub(super) fn and(self, skill: i32) -> Self {
        Self {
            more: Some(skill),
            ..self
        }
    }

    /// Whether a skill is among them.
    pub(super) fn contains(self, skill: i32) -> bool {
        self.more == Some(skill) || self.skills.contains(&skill)
    }
}

/// What somebody is measured by: a role's requirements, weighed. There is at least one.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    requirements: Vec<Weighed>,
    substitutes: HashMap<i32, Vec<i32>>,
    /// For each skill the requirements that holding it can help with, as itself or in another's place.
    helps: HashMap<i32, Vec<usize>>,
}

impl Scale {
    /// Weighs requirements by how many of so many postings name their skills; nothing where there is nothing to weigh.
    /// `substitutes` says what partly stands in for which skill.
    pub(crate) fn new(
        requirements: Vec<Requirement>,
        postings: i64,
        naming: impl Fn(i32) -> i64,
        substitutes: HashMap<i32, Vec<i32>>,
    ) -> Option<Self> {
        let demand = |requirement: &Requirement| {
            let largest = requirement.options.iter().map(|skill| naming(*skill)).max();
            Proportion::new(largest?, postings)
        };
        let demands: Vec<Proportion> = requirements.iter().filter_map(demand).collect();
        if requirements.is_empty() || demands.len() < requirements.len() {
            return None;
        }
        let important: f64 = requirements.iter().map(|one| one.importance).sum();
        let demanded: f64 = demands.iter().map(|demand| real(demand.numerator)).sum();
        let weigh = |(requirement, demand): (Requirement, Proportion)| {
            let by_importance = requirement.importance / important;
            let by_demand = if demanded > 0.0 {
                real(demand.numerator) / demanded
            } else {
                by_importance
            };
            Weighed {
                requirement,
                demand,
                weight: f64::midpoint(by_importance, by_demand),
            }
        };
        let requirements: Vec<_> = requirements.into_iter().zip(demands).map(weigh).collect();
        Some(Self {
            helps: helps(&requirements, &substitutes),
            requirements,
            substitutes,
        })
    }

    /// The requirements with their weights, which make 1 together.
    pub(crate) fn requirements(&self) -> &[Weighed] {
        &self.requirements
    }

    /// Every skill that a requirement names, ascending.
    pub(crate) fn skills(&self) -> Vec<i32> {
        let options = self.requirements.iter();
        let mut skills: Vec<i32> = options
            .flat_map(|one| one.requirement.options.iter().copied())
            .collect();
        skills.sort_unstable();
        skills.dedup();
        skills
    }

    /// The weights together of the requirements that name a skill.
    pub(crate) fn weight(&self, skill: i32) -> f64 {
        let naming = self.requirements.iter();
        naming
            .filter(|one| one.requirement.options.binary_search(&skill).is_ok())
            .map(|one| one.weight)
            .sum()
    }

    /// What is held in the place of a skill that is not held.
    pub(crate) fn substitute(&self, skill: i32, held: Held<'_>) -> Option<i32> {
        let substitutes = self.substitutes.get(&skill)?.iter();
        substitutes.copied().find(|other| held.contains(*other))
    }

    /// How far a skill is met.
    pub(super) fn met(&self, skill: i32, held: Held<'_>) -> f64 {
        if held.contains(skill) {
            1.0
        } else if self.substitute(skill, held).is_some() {
            ADJACENT
        } else {
            0.0
        }
    }

    /// How far a requirement is met: the mean of as many of its skills as it takes, the best ones.
    pub(crate) fn score(&self, requirement: &Requirement, held: Held<'_>) -> f64 {
        let options = requirement.options.iter();
        let mut met: Vec<f64> = options.map(|skill| self.met(*skill, held)).collect();
        met.sort_unstable_by(|a, b| b.total_cmp(a));
        let pick = requirement.pick.clamp(1, met.len().max(1));
        let best: f64 = met.iter().take(pick).sum();
        best / real(i64::try_from(pick).unwrap_or(i64::MAX))
    }

    /// How much of all requirements is met, from 0 to 100.
    pub(crate) fn fit(&self, held: Held<'_>) -> f64 {
        let (mut met, mut whole) = (0.0, 0.0);
        for one in &self.requirements {
            met += one.weight * self.score(&one.requirement, held);
            whole += one.weight;
        }
        (100.0 * met / whole).clamp(0.0, 100.0)
    }

    /// The requirements that a skill helps with.
    pub(super) fn helped(&self, skill: i32) -> impl Iterator<Item = &Weighed> {
        let found = self.helps.get(&skill).into_iter().flatten();
        found.filter_map(|at| self.requirements.get(*at))
    }
}

fn helps(
    requirements: &[Weighed],
    substitutes: &HashMap<i32, Vec<i32>>,
) -> HashMap<i32, Vec<usize>> {
    let mut helps: HashMap<i32, Vec<usize>> = HashMap::new();
    for (at, one) in requirements.iter().enumerate() {
        for option in &one.requirement.options {
            let others = substitutes.get(option).into_iter().flatten();
            for skill in others.chain([option]) {
                let helped = helps.entry(*skill).or_default();
                if helped.last() != Some(&at) {
                    helped.push(at);
                }
            }
        }
    }
    helps
}
