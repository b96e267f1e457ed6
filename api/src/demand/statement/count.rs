//! How many postings there are, and how many of them name each skill, in SQL.

use std::{collections::HashMap, sync::Arc};

use entity::skill::Kind;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::super::{
    count::{SkillCount, SkillEntry, SkillTable, Totals},
    population::Population,
};
use crate::sql::Sql;

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
    id: i32,
    slug: String,
    name: String,
    kind: Kind,
    naming: i64,
    required: i64,
    nice: i64,
}

impl SkillRow {
    fn count(self) -> SkillCount {
        let skill = Arc::new(SkillEntry {
            id: self.id,
            slug: self.slug,
            name: self.name,
            kind: self.kind,
        });
        SkillCount {
            skill,
            naming: self.naming,
            required: self.required,
            nice: self.nice,
        }
    }
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
            table.push(row.count());
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

/// Appends the same question about several populations; its rows begin with the population's `ordinal`.
pub(super) fn unite(
    sql: &mut Sql,
    populations: &[Arc<Population>],
    select: impl Fn(&mut Sql, &Population),
) {
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
