//! Growth: how much the share of a skill has changed from one window to another, over the same sources.

use super::{counted::Counted, difference::Difference, interval::Proportion};

/// Why growth is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// Nothing at all was observed in the earlier window.
    NotObservedLongEnough,
    /// No source was observed throughout both windows.
    NoComparableSources,
    /// One of the windows has so few postings of the panel's sources.
    TooFewPostings(i64),
}

/// What the same sources show in two windows that both have enough postings.
#[derive(Clone, Debug)]
pub(crate) struct Sides {
    earlier: Counted,
    later: Counted,
}

impl Sides {
    /// Two windows, unless one of them has fewer postings than the minimum.
    pub(crate) fn new(earlier: Counted, later: Counted, minimum: i64) -> Result<Self, Withheld> {
        let fewest = earlier.postings().min(later.postings());
        if fewest < minimum.max(1) {
            return Err(Withheld::TooFewPostings(fewest));
        }
        Ok(Self { earlier, later })
    }

    /// The growth of a skill.
    ///
    /// It is told of every skill, however few postings name it: it is a difference in points, so what is rarely named can
    /// neither gain nor lose many, and its interval says the rest.
    pub(crate) fn growth(&self, skill: i32) -> Option<Growth> {
        let (from, to) = (self.earlier.share(skill)?, self.later.share(skill)?);
        Some(Growth::between(from, to))
    }

    /// How many ranks a skill has climbed among all skills; none where neither window names it.
    pub(crate) fn rank_change(&self, skill: i32) -> Option<i64> {
        let (earlier, later) = (&self.earlier, &self.later);
        if earlier.skills().naming(skill) + later.skills().naming(skill) == 0 {
            return None;
        }
        let rank = |side: &Counted| i64::try_from(side.rank(skill)).ok();
        Some(rank(earlier)? - rank(later)?)
    }
}

/// How much a share has changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Growth {
    /// The share in the earlier window.
    pub(crate) from: Proportion,
    /// The share in the later window.
    pub(crate) to: Proportion,
    /// The later share minus the earlier one.
    pub(crate) difference: Difference,
}

impl Growth {
    /// From one share to another.
    pub(crate) fn between(from: Proportion, to: Proportion) -> Self {
        Self {
            from,
            to,
            difference: Difference::between(from, to),
        }
    }

    /// The change in percentage points.
    pub(crate) fn points(self) -> f64 {
        100.0 * self.difference.value
    }

    /// The 95 % interval of the points.
    pub(crate) fn interval(self) -> (f64, f64) {
        (100.0 * self.difference.low, 100.0 * self.difference.high)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::skill::Kind;

    use super::*;
    use crate::demand::count::{SkillCount, SkillEntry, SkillTable, Totals};

    fn side(postings: i64, naming: &[(i32, i64)]) -> Counted {
        let count = |(id, naming): &(i32, i64)| SkillCount {
            skill: Arc::new(SkillEntry {
                id: *id,
                slug: format!("skill-{id}"),
                name: format!("Skill {id}"),
                kind: Kind::Tool,
            }),
            naming: *naming,
            required: 0,
            nice: 0,
        };
        let totals = Totals {
            postings,
            ..Totals::default()
        };
        let skills = SkillTable::new(naming.iter().map(count).collect());
        Counted::new(&totals, Arc::new(skills))
    }

    #[test]
    fn growth_is_told_in_points() {
        let sides = Sides::new(side(80, &[(1, 48)]), side(70, &[(1, 56)]), 20).unwrap();
        let found = sides.growth(1).unwrap();
        assert!((found.points() - 20.0).abs() < 1e-9);
        let (low, high) = found.interval();
        assert!((low - 5.24).abs() < 5e-3 && (high - 33.39).abs() < 5e-3);
        let unnamed = sides.growth(9).unwrap();
        assert_eq!((unnamed.from.numerator, unnamed.to.numerator), (0, 0));
        assert!(unnamed.points() == 0.0 && unnamed.interval().0 < 0.0);
    }

    #[test]
    fn the_window_with_fewer_postings_decides() {
        let withheld = |earlier, later, minimum| {
            let sides = Sides::new(side(earlier, &[]), side(later, &[]), minimum);
            sides.err()
        };
        assert_eq!(withheld(19, 500, 20), Some(Withheld::TooFewPostings(19)));
        assert_eq!(withheld(500, 3, 20), Some(Withheld::TooFewPostings(3)));
        assert_eq!(withheld(20, 20, 20), None);
        assert_eq!(withheld(0, 20, 0), Some(Withheld::TooFewPostings(0)));
    }

    #[test]
    fn ranks_climb_and_ties_share_them() {
        let earlier = side(100, &[(1, 50), (2, 40), (3, 40), (4, 10)]);
        let later = side(100, &[(1, 30), (2, 40), (3, 50), (5, 20)]);
        let sides = Sides::new(earlier, later, 20).unwrap();
        let change = |skill| sides.rank_change(skill);
        assert_eq!(change(1), Some(-2), "from the first to the third");
        assert_eq!(change(2), Some(0), "from a shared second to the second");
        assert_eq!(change(3), Some(1));
        assert_eq!(change(4), Some(-1), "behind all that are named");
        assert_eq!(change(5), Some(1), "from behind all that are named");
        assert_eq!(change(6), None, "neither window names it");
    }
}
