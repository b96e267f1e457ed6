//! How many postings there are, and how many of them name each skill.

use std::sync::Arc;

use entity::skill::Kind;
use rustc_hash::FxHashMap;

/// The size of a population.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Eligible postings.
    pub(crate) postings: i64,
    /// Postings as they are listed, duplicates included, each by its own places and days.
    pub(crate) raw: i64,
    /// Where the eligible ones come from.
    pub(crate) sources: Vec<i32>,
}

impl Totals {
    /// How often a job is listed on average.
    pub(crate) fn intensity(&self) -> Option<f64> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "there are fewer than 2^52 postings"
        )]
        (self.postings > 0).then(|| self.raw as f64 / self.postings as f64)
    }
}

/// What a list of skills is ordered and chosen by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkillEntry {
    /// Its id.
    pub(crate) id: i32,
    /// Its slug.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// Its kind.
    pub(crate) kind: Kind,
}

/// How many postings of a population name one skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkillCount {
    /// The skill.
    pub(crate) skill: Arc<SkillEntry>,
    /// Postings that name it.
    pub(crate) naming: i64,
    /// Those that require it.
    pub(crate) required: i64,
    /// Those that welcome it.
    pub(crate) nice: i64,
}

impl SkillCount {
    /// Those that name it and say neither.
    pub(crate) fn unspecified(&self) -> i64 {
        self.naming - self.required - self.nice
    }
}

/// Every skill that a population names, the most named first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SkillTable {
    rows: Vec<SkillCount>,
    positions: FxHashMap<i32, usize>,
}

impl SkillTable {
    /// Puts them in order.
    pub(crate) fn new(mut rows: Vec<SkillCount>) -> Self {
        let order = |a: &SkillCount, b: &SkillCount| {
            let first = b.naming.cmp(&a.naming);
            first.then_with(|| a.skill.slug.cmp(&b.skill.slug))
        };
        rows.sort_unstable_by(order);
        let positions = rows.iter().enumerate().map(|(at, row)| (row.skill.id, at));
        Self {
            positions: positions.collect(),
            rows,
        }
    }

    /// The rows, the most named first.
    pub(crate) fn rows(&self) -> &[SkillCount] {
        &self.rows
    }

    /// The row of a skill; none where no posting names it.
    pub(crate) fn row(&self, skill: i32) -> Option<&SkillCount> {
        self.positions.get(&skill).and_then(|at| self.rows.get(*at))
    }

    /// How many postings name a skill.
    pub(crate) fn naming(&self, skill: i32) -> i64 {
        self.row(skill).map_or(0, |row| row.naming)
    }

    /// The rank of a skill that so many postings name, from 1; skills named equally often share it.
    pub(crate) fn rank(&self, naming: i64) -> usize {
        self.rows.partition_point(|row| row.naming > naming) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(id: i32, naming: i64) -> SkillCount {
        let skill = Arc::new(SkillEntry {
            id,
            slug: format!("skill-{id}"),
            name: format!("Skill {id}"),
            kind: Kind::Tool,
        });
        SkillCount {
            skill,
            naming,
            required: 0,
            nice: 0,
        }
    }

    #[test]
    fn ties_share_a_rank() {
        let table = SkillTable::new(vec![count(1, 5), count(2, 9), count(3, 5), count(4, 1)]);
        let ranks: Vec<_> = table
            .rows()
            .iter()
            .map(|row| (row.skill.id, table.rank(row.naming)))
            .collect();
        assert_eq!(ranks, [(2, 1), (1, 2), (3, 2), (4, 4)]);
        assert_eq!(table.rank(0), 5);
    }

    #[test]
    fn a_skill_nobody_names_counts_zero() {
        let table = SkillTable::new(vec![count(1, 5)]);
        assert_eq!((table.naming(1), table.naming(2)), (5, 0));
    }
}
