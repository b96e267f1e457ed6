//! A population that was counted: its size and its skills.

use std::sync::Arc;

use super::{
    count::{SkillTable, Totals},
    interval::Proportion,
};

/// The size of a population, and how many of its postings name each skill.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    postings: i64,
    skills: Arc<SkillTable>,
}

impl Counted {
    /// What was counted.
    pub(crate) fn new(totals: &Totals, skills: Arc<SkillTable>) -> Self {
        Self {
            postings: totals.postings,
            skills,
        }
    }

    /// How many postings there are.
    pub(crate) fn postings(&self) -> i64 {
        self.postings
    }

    /// How many of them name each skill.
    pub(crate) fn skills(&self) -> &SkillTable {
        &self.skills
    }

    /// The share that names a skill; none of nothing.
    pub(crate) fn share(&self, skill: i32) -> Option<Proportion> {
        Proportion::new(self.skills.naming(skill), self.postings)
    }

    /// The rank of a skill, from 1; skills named equally often share it.
    pub(crate) fn rank(&self, skill: i32) -> usize {
        self.skills.rank(self.skills.naming(skill))
    }
}
