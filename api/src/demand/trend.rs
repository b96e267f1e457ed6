//! Monthly series: the share of postings that name a skill, month by month.

use std::collections::HashMap;

use super::interval::Proportion;

/// How many postings each month has, and how many of them name each skill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Series {
    /// Postings by month.
    pub(crate) postings: HashMap<usize, i64>,
    /// Those that name a skill, by month and skill.
    pub(crate) naming: HashMap<(usize, i32), i64>,
}

impl Series {
    /// The share in one month; a gap where the month has fewer postings than the minimum.
    pub(crate) fn share(&self, month: usize, skill: i32, minimum: i64) -> Option<Proportion> {
        let postings = self.postings.get(&month).copied().unwrap_or(0);
        let naming = self.naming.get(&(month, skill)).copied().unwrap_or(0);
        Proportion::of_at_least(naming, postings, minimum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_month_is_a_gap_and_an_unnamed_skill_is_zero() {
        let series = Series {
            postings: HashMap::from([(0, 40), (1, 19)]),
            naming: HashMap::from([((0, 7), 10), ((1, 7), 10)]),
        };
        let share = |month, skill| series.share(month, skill, 20).map(|share| share.numerator);
        assert_eq!(share(0, 7), Some(10));
        assert_eq!(share(0, 8), Some(0));
        assert_eq!(share(1, 7), None);
        assert_eq!(share(2, 7), None);
    }
}
