//! How many postings somebody with some skills can answer, in SQL.

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::super::{
    interval::Proportion,
    population::Population,
    reach::{Abilities, FEWEST_SKILLS},
};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct Row {
    naming: i64,
    met: i64,
}

/// The share of postings of which enough skills are met, among those that name enough of them.
pub(crate) async fn reach(
    database: &DatabaseConnection,
    population: &Population,
    abilities: &Abilities,
) -> Result<Option<Proportion>, DbErr> {
    let mut sql = Sql::new(
        "select count(*) as naming, count(*) filter (where 5 * (2 * m.held + m.adjacent) >= 7 * m.named) as met \
         from posting p cross join lateral (select count(*) as named, count(*) filter (where s.id = any(",
    );
    sql.bind(abilities.held.clone())
        .push(")) as held, count(*) filter (where s.id = any(")
        .bind(abilities.adjacent.clone())
        .push(
            ")) as adjacent from unnest(p.skill_ids) s (id)) m where cardinality(p.skill_ids) >= ",
        )
        .bind(FEWEST_SKILLS)
        .push(" and ");
    population.eligible(&mut sql);
    let rows: Vec<Row> = sql.all(database).await?;
    Ok(rows
        .first()
        .and_then(|row| Proportion::new(row.met, row.naming)))
}
