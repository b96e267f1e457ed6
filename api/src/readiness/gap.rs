//! What is missing, by how much learning it would help.

use std::collections::HashSet;

use super::score::{Held, Scale};

/// Less than this is what rounding leaves over.
const NOTHING: f64 = 1e-9;

/// A skill that is not held and would help.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Gap {
    /// The skill.
    pub(crate) skill: i32,
    /// By how much the fit would rise, in points of 100.
    pub(crate) gain: f64,
}

impl Scale {
    /// By how much the fit would rise if one more skill were held; only what it helps with is scored anew.
    pub(super) fn gain(&self, skill: i32, held: Held<'_>) -> f64 {
        if held.contains(skill) {
            return 0.0;
        }
        let risen =
            |requirement| self.score(requirement, held.and(skill)) - self.score(requirement, held);
        let helped = self.helped(skill);
        let gain: f64 = helped.map(|one| one.weight * risen(&one.requirement)).sum();
        100.0 * gain
    }

    /// The skills of the requirements that are not held and would help, the most helpful first.
    pub(crate) fn gaps(&self, held: Held<'_>) -> Vec<Gap> {
        let gap = |skill| Gap {
            skill,
            gain: self.gain(skill, held),
        };
        let mut gaps: Vec<Gap> = self.skills().into_iter().map(gap).collect();
        gaps.retain(|gap| gap.gain > NOTHING);
        // Stable, and the skills come in order, so equal gains are in order too.
        gaps.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        gaps
    }

    /// What to learn, one after the other and always what helps most, until the fit is at least `target`.
    pub(crate) fn way(&self, held: &HashSet<i32>, target: f64) -> Vec<i32> {
        let mut held = held.clone();
        let mut way = Vec::new();
        while self.fit(Held::new(&held)) < target - NOTHING {
            let gaps = self.gaps(Held::new(&held));
            let Some(best) = gaps.first() else { break };
            held.insert(best.skill);
            way.push(best.skill);
        }
        way
    }
}
