//! How many postings there are, and how many of them name each skill.

use std::{collections::HashMap, sync::Arc};

use entity::skill::Kind;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::population::Population;
use crate::sql::Sql;

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

/// How many postings of a population name one skill.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct SkillCount {
    /// The skill.
    pub(crate) id: i32,
    /// Its slug.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Postings that name it.
    pub(crate) naming: i64,
    /// Those that require it.
    pub(crate) required: i64,
    /// Those that welcome it.
    pub(crate) nice: i64,
}

/// Every skill that a population names, the most named first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SkillTable {
    rows: Vec<SkillCount>,
    positions: HashMap<i32, usize>,
}

impl SkillTable {
    fn new(mut rows: Vec<SkillCount>) -> Self {
        rows.sort_unstable_by(|a, b| b.naming.cmp(&a.naming).then_with(|| a.slug.cmp(&b.slug)));
        let positions = rows.iter().enumerate().map(|(at, row)| (row.id, at));
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

#[derive(FromQueryResult)]
struct TotalsRow {
    ordinal: i32,
    postings: i64,
    raw: i64,
    sources: Vec<i32>,
}

#[derive(FromQueryResult)]
struct SkillRow {
    ordinal: i32,
    #[sea_orm(nested)]
    count: SkillCount,
}

/// The sizes of some populations, in one statement.
pub(crate) async fn totals(
    database: &DatabaseConnection,
    populations: &[Arc<Population>],
) -> Result<HashMap<Arc<Population>, Totals>, DbErr> {
    let sql = together(populations, |sql, population| {
        sql.push(
            ", count(*) filter (where counted) as postings, count(*) filter (where listed) as raw, \
             coalesce(array_agg(distinct source_id) filter (where counted), '{}') as sources \
             from (select p.source_id, ",
        );
        population.counted(sql);
        sql.push(" as counted, ");
        population.listed(sql);
        sql.push(" as listed from posting p where ");
        population.whenever(sql);
        sql.push(") p");
    });
    let mut found = HashMap::new();
    for row in sql.all::<TotalsRow>(database).await? {
        if let Some(population) = at(populations, row.ordinal) {
            let totals = Totals {
                postings: row.postings,
                raw: row.raw,
                sources: row.sources,
            };
            found.insert(Arc::clone(population), totals);
        }
    }
    Ok(found)
}

/// The skills of some populations, in one statement.
pub(crate) async fn skills(
    database: &DatabaseConnection,
    populations: &[Arc<Population>],
) -> Result<HashMap<Arc<Population>, Arc<SkillTable>>, DbErr> {
    let mut sql = Sql::new("select c.*, s.id, s.slug, s.name, s.kind from (");
    let union = |sql: &mut Sql, population: &Population| {
        sql.push(
            ", m.skill, count(*) as naming, count(*) filter (where m.level = 0) as required, \
             count(*) filter (where m.level = 1) as nice from posting p \
             cross join lateral unnest(p.skill_ids, p.requirement_levels) m (skill, level) where ",
        );
        population.eligible(sql);
        sql.push(" group by m.skill");
    };
    unite(&mut sql, populations, union);
    sql.push(") c join skill s on s.id = c.skill");
    let mut tables: Vec<Vec<SkillCount>> = populations.iter().map(|_| Vec::new()).collect();
    for row in sql.all::<SkillRow>(database).await? {
        let table = usize::try_from(row.ordinal).ok();
        if let Some(table) = table.and_then(|ordinal| tables.get_mut(ordinal)) {
            table.push(row.count);
        }
    }
    let tables = tables
        .into_iter()
        .map(|rows| Arc::new(SkillTable::new(rows)));
    Ok(populations.iter().cloned().zip(tables).collect())
}

/// One statement that asks the same of several populations; its rows begin with the population's `ordinal`.
fn together(populations: &[Arc<Population>], select: impl Fn(&mut Sql, &Population)) -> Sql {
    let mut sql = Sql::new("");
    unite(&mut sql, populations, select);
    sql
}

fn unite(sql: &mut Sql, populations: &[Arc<Population>], select: impl Fn(&mut Sql, &Population)) {
    for (ordinal, population) in populations.iter().enumerate() {
        if ordinal > 0 {
            sql.push(" union all ");
        }
        sql.push("select ");
        sql.push(&ordinal.to_string()).push(" as ordinal");
        select(sql, population);
    }
}

fn at(populations: &[Arc<Population>], ordinal: i32) -> Option<&Arc<Population>> {
    populations.get(usize::try_from(ordinal).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(id: i32, naming: i64) -> SkillCount {
        SkillCount {
            id,
            slug: format!("skill-{id}"),
            name: format!("Skill {id}"),
            kind: Kind::Tool,
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
            .map(|row| (row.id, table.rank(row.naming)))
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
