//! The strata in which the pay with a skill is compared with the pay without it, in SQL.

use std::collections::HashMap;

use entity::region::Level;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        population::Population,
        premium::{SMALLEST_SIDE, Side, Strata, Stratum},
    },
    pay::{ANNUAL, DISCLOSED, interval},
    population::CLUSTER,
};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct Row {
    skill: i32,
    role: Option<i32>,
    seniority: Option<i16>,
    country: i32,
    currency: String,
    with_n: i64,
    with_median: f64,
    with_low: f64,
    with_high: f64,
    without_n: i64,
    without_median: f64,
    without_low: f64,
    without_high: f64,
}

impl Row {
    fn stratum(self) -> Stratum {
        Stratum {
            role: self.role,
            seniority: self.seniority,
            country: self.country,
            currency: self.currency,
            with: Side {
                n: self.with_n,
                median: self.with_median,
                low: self.with_low,
                high: self.with_high,
            },
            without: Side {
                n: self.without_n,
                median: self.without_median,
                low: self.without_low,
                high: self.without_high,
            },
        }
    }
}

/// The strata of some skills, in one statement; a skill without any is left out.
pub(crate) async fn strata(
    database: &DatabaseConnection,
    population: &Population,
    skills: Vec<i32>,
) -> Result<HashMap<i32, Strata>, DbErr> {
    let mut sql = Sql::new("with ");
    paid(&mut sql, population);
    // Most skills are named in few strata: only these are gone through for a skill.
    sql.push(
        ", asked as (select s.skill, paid.stratum from paid cross join lateral unnest(skill_ids) s (skill) \
         where s.skill = any(",
    );
    sql.bind(skills)
        .push(") group by s.skill, paid.stratum having count(*) >= ")
        .bind(SMALLEST_SIDE);
    sql.push(&format!(
        "), side as (select skill, stratum, skill_ids @> array[skill] as naming, count(*) as n, \
         percentile_cont(0.5) within group (order by amount) as median, {}, \
         min(role) as role, min(seniority) as seniority, min(country) as country, min(currency) as currency \
         from asked join paid using (stratum) group by 1, 2, 3 having count(*) >= ",
        interval()
    ));
    sql.bind(SMALLEST_SIDE).push(
        ") select skill, w.role, w.seniority, w.country, w.currency, \
         w.n as with_n, w.median as with_median, w.low as with_low, w.high as with_high, \
         o.n as without_n, o.median as without_median, o.low as without_low, o.high as without_high \
         from side w join side o using (skill, stratum) where w.naming and not o.naming",
    );
    let mut found: HashMap<i32, Vec<Stratum>> = HashMap::new();
    for row in sql.all::<Row>(database).await? {
        found.entry(row.skill).or_default().push(row.stratum());
    }
    let strata = |(skill, strata)| (skill, Strata::new(strata));
    Ok(found.into_iter().map(strata).collect())
}

/// The paid postings of the population that lie in one country, each with the number of its stratum.
fn paid(sql: &mut Sql, population: &Population) {
    sql.push(&format!(
        "paid as materialized (select p.skill_ids, p.role_id as role, p.seniority, place.country, \
         p.pay_currency as currency, {ANNUAL}::float8 as amount, \
         dense_rank() over (order by p.role_id, p.seniority, place.country, p.pay_currency) as stratum \
         from posting p cross join lateral (select min(r.id) as country from region r where r.level = "
    ));
    sql.bind(Level::Country.to_value());
    sql.push(&format!(
        " and r.id = any({}) having count(*) = 1) place where {DISCLOSED} and ",
        CLUSTER.region_ids
    ));
    population.eligible(sql);
    sql.push(")");
}
