//! The places of a level inside a population's regions, in SQL.

use entity::region::Level;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};

use super::{
    super::{place::PlaceCount, population::Population},
    population::CLUSTER,
};
use crate::sql::Sql;

/// The regions of a level, in no order.
pub(crate) async fn places(
    database: &DatabaseConnection,
    population: &Population,
    skill: Option<i32>,
    level: Level,
) -> Result<Vec<PlaceCount>, DbErr> {
    let mut sql = Sql::new("select r.id, r.code, count(*) as postings, ");
    match skill {
        Some(skill) => sql
            .push("count(*) filter (where p.skill_ids @> ")
            .bind(vec![skill])
            .push(")"),
        None => sql.push("0::bigint"),
    };
    sql.push(" as naming from posting p cross join lateral unnest(");
    sql.push(CLUSTER.region_ids);
    sql.push(") place (id) join region r on r.id = place.id and r.level = ");
    sql.bind(level.to_value());
    for group in &population.regions {
        sql.push(" and r.ancestor_ids && ").bind(group.clone());
    }
    sql.push(" where ");
    population.eligible(&mut sql);
    sql.push(" group by r.id, r.code");
    sql.all(database).await
}
