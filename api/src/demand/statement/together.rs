//! Which skills are named together, in SQL.

use std::collections::HashMap;

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::super::{population::Population, together::Companion};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct Row {
    skill: i32,
    other: i32,
    both: i64,
}

/// For each of some skills the others that at least `fewest` postings name beside it, in one statement that reads each
/// posting once.
pub(crate) async fn together(
    database: &DatabaseConnection,
    population: &Population,
    skills: Vec<i32>,
    fewest: i64,
) -> Result<HashMap<i32, Vec<Companion>>, DbErr> {
    let mut sql = Sql::new(
        "select s.id as skill, o.id as other, count(*) as both from posting p \
         cross join lateral unnest(p.skill_ids) s (id) cross join lateral unnest(p.skill_ids) o (id) where s.id = any(",
    );
    sql.bind(skills.clone())
        .push(") and o.id <> s.id and p.skill_ids && ")
        .bind(skills);
    sql.push(" and ");
    population.eligible(&mut sql);
    sql.push(" group by s.id, o.id having count(*) >= ")
        .bind(fewest);
    let mut found: HashMap<i32, Vec<Companion>> = HashMap::new();
    for row in sql.all::<Row>(database).await? {
        let companion = Companion {
            skill: row.other,
            both: row.both,
        };
        found.entry(row.skill).or_default().push(companion);
    }
    Ok(found)
}
