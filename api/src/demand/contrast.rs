//! What populations ask for alike, and what distinguishes one from others.

use super::{
    counted::Counted,
    difference::Difference,
    interval::{Proportion, real},
    significance::jlh,
};

/// A skill that one population asks for more than others do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Distinguishing {
    /// The skill.
    pub(crate) skill: i32,
    /// Its share elsewhere.
    pub(crate) elsewhere: Proportion,
    /// How much it distinguishes (JLH).
    pub(crate) score: f64,
}

/// The skills whose share is higher here than elsewhere by more than chance (the difference's 95 % interval lies above zero), the
/// most distinguishing first. Of a skill that nobody names elsewhere half a posting is taken to name it there: the score has no
/// value for none.
pub(crate) fn distinguishing(here: &Counted, elsewhere: &Counted) -> Vec<Distinguishing> {
    let found = here.skills().rows().iter().filter_map(|row| {
        let skill = row.skill.id;
        let (ours, theirs) = (here.share(skill)?, elsewhere.share(skill)?);
        let higher = Difference::between(theirs, ours).low > 0.0;
        let least = 0.5 / real(theirs.denominator);
        higher.then(|| Distinguishing {
            skill,
            elsewhere: theirs,
            score: jlh(ours.value(), theirs.value().max(least)),
        })
    });
    let mut found: Vec<_> = found.collect();
    // Rows come by share and slug, which stays the order of equal scores.
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// The skills that every population asks for, those first whose least share is the highest; with that share.
pub(crate) fn shared(populations: &[Counted]) -> Vec<(i32, Proportion)> {
    let Some((first, _)) = populations.split_first() else {
        return Vec::new();
    };
    let least = |skill: i32| {
        let shares = populations.iter().map(|one| one.share(skill));
        let shares: Option<Vec<Proportion>> = shares.collect();
        let mut shares = shares?.into_iter();
        let first = shares.next()?;
        Some(shares.fold(first, |least, share| {
            if share.value() < least.value() {
                share
            } else {
                least
            }
        }))
    };
    let rows = first.skills().rows().iter();
    let found = rows.filter_map(|row| Some((row.skill.id, least(row.skill.id)?)));
    let mut found: Vec<_> = found.filter(|(_, least)| least.numerator > 0).collect();
    found.sort_by(|(_, a), (_, b)| b.value().total_cmp(&a.value()));
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::skill::Kind;
    use proptest::prelude::*;

    use super::*;
    use crate::demand::count::{SkillCount, SkillEntry, SkillTable, Totals};

    fn counted(postings: i64, naming: &[i64]) -> Counted {
        let count = |(id, naming): (i32, &i64)| SkillCount {
            skill: Arc::new(SkillEntry {
                id,
                slug: format!("skill-{id}"),
                name: format!("Skill {id}"),
                kind: Kind::Tool,
            }),
            naming: *naming,
            required: 0,
            nice: 0,
        };
        let named = (1..).zip(naming).filter(|(_, naming)| **naming > 0);
        let totals = Totals {
            postings,
            ..Totals::default()
        };
        Counted::new(
            &totals,
            Arc::new(SkillTable::new(named.map(count).collect())),
        )
    }

    #[test]
    fn what_everybody_asks_for_distinguishes_nobody() {
        let engineer = counted(100, &[90, 60, 5, 40]);
        let scientist = counted(200, &[180, 20, 120, 0]);
        let skills = |found: Vec<Distinguishing>| -> Vec<i32> {
            found.into_iter().map(|one| one.skill).collect()
        };
        assert_eq!(skills(distinguishing(&engineer, &scientist)), [4, 2]);
        assert_eq!(skills(distinguishing(&scientist, &engineer)), [3]);
        let second = distinguishing(&engineer, &scientist)[1];
        assert!((second.score - 0.5 * 0.6 / 0.1).abs() < 1e-12);
        let both = shared(&[engineer, scientist]);
        let both: Vec<_> = both
            .iter()
            .map(|(id, least)| (*id, least.numerator))
            .collect();
        assert_eq!(both, [(1, 90), (2, 20), (3, 5)]);
    }

    #[test]
    fn nothing_is_said_of_nobody() {
        let (some, none) = (counted(10, &[5]), counted(0, &[]));
        assert!(distinguishing(&some, &none).is_empty());
        assert!(distinguishing(&none, &some).is_empty());
        assert!(shared(&[some, none]).is_empty() && shared(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn a_skill_distinguishes_one_of_two_at_most(
            left in prop::collection::vec(0_i64..300, 6), right in prop::collection::vec(0_i64..300, 6),
        ) {
            let (left, right) = (counted(300, &left), counted(300, &right));
            let one = distinguishing(&left, &right);
            let other = distinguishing(&right, &left);
            prop_assert!(one.iter().all(|a| other.iter().all(|b| a.skill != b.skill)));
            prop_assert!(one.iter().all(|found| found.score > 0.0));
            prop_assert!(one.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }
    }
}
