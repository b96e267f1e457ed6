//! What the postings of a population are paid, in SQL.

use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        exchange::Exchange,
        interval::Z,
        pay::{PayCount, PayTable},
        population::Population,
    },
    population::CLUSTER,
};
use crate::sql::Sql;

/// A posting's annual pay, in SQL on `posting p`; null where it states none.
pub(crate) const ANNUAL: &str = "annual_pay(p.pay_min, p.pay_max, p.pay_period)";

/// That a posting states its pay, in SQL on `posting p`.
pub(crate) const DISCLOSED: &str =
    "p.pay_currency is not null and annual_pay(p.pay_min, p.pay_max, p.pay_period) is not null";

#[derive(FromQueryResult)]
struct Row {
    skill: Option<i32>,
    #[sea_orm(nested)]
    count: PayCount,
}

/// The pay of a population and of its postings that name some skills, in one statement; each currency for itself, or what can
/// be converted into one.
pub(crate) async fn pay(
    database: &DatabaseConnection,
    population: &Population,
    exchange: Option<&Exchange>,
    skills: Vec<i32>,
) -> Result<PayTable, DbErr> {
    let mut sql = Sql::new("with ");
    match exchange {
        None => stated(&mut sql, population),
        Some(exchange) => converted(&mut sql, population, exchange),
    }
    sql.push(" select null::int as skill, ").push(&counts());
    sql.push(" from paid group by currency union all select s.id, ")
        .push(&counts());
    sql.push(" from paid cross join lateral unnest(skill_ids) s (id) where s.id = any(");
    sql.bind(skills).push(") group by s.id, currency");
    let mut table = PayTable::default();
    for row in sql.all::<Row>(database).await? {
        table.rows.entry(row.skill).or_default().push(row.count);
    }
    Ok(table)
}

fn stated(sql: &mut Sql, population: &Population) {
    sql.push(&format!(
        "paid as (select p.skill_ids, p.pay_currency as currency, {ANNUAL}::float8 as amount, null::date as day \
         from posting p where {DISCLOSED} and "
    ));
    population.eligible(sql);
    sql.push(")");
}

fn converted(sql: &mut Sql, population: &Population, exchange: &Exchange) {
    let rates = &exchange.rates;
    let currencies: Vec<_> = rates.iter().map(|rate| rate.currency.clone()).collect();
    let months: Vec<_> = rates.iter().map(|rate| rate.month).collect();
    let factors: Vec<_> = rates.iter().map(|rate| rate.factor).collect();
    let days: Vec<NaiveDate> = rates.iter().map(|rate| rate.day).collect();
    sql.push("rate as (select * from unnest(").bind(currencies);
    sql.push(", ").bind(months).push(", ").bind(factors);
    sql.push(", ").bind(days);
    sql.push(") rate (currency, month, factor, day)), paid as (select p.skill_ids, ")
        .bind(exchange.into)
        .push("::text as currency, ");
    // Where it has duplicates, the day is that of its cluster.
    let (posted, seen) = (CLUSTER.posted_on, CLUSTER.first_seen);
    let day = format!("coalesce({posted}, ({seen} at time zone 'UTC')::date)");
    sql.push(&format!(
        "{ANNUAL}::float8 * coalesce(rate.factor, 1) as amount, rate.day from posting p \
         left join rate on rate.currency = p.pay_currency and rate.month = \
         least((extract(year from {day}) * 12 + extract(month from {day}) - 1)::int, "
    ));
    sql.bind(exchange.last_month);
    sql.push(&format!(
        ") where {DISCLOSED} and (rate.factor is not null or p.pay_currency = "
    ));
    sql.bind(exchange.into).push(") and ");
    population.eligible(sql);
    sql.push(")");
}

/// The amounts at the rank at which the interval of their median begins (`demand::pay::rank`), in SQL over rows of `amount`.
pub(crate) fn interval() -> String {
    let rank = format!(
        "greatest(floor((count(*) + 1)::float8 / 2 - {Z} / 2 * sqrt(count(*)::float8))::int, 1)"
    );
    format!(
        "(array_agg(amount order by amount))[{rank}] as low, (array_agg(amount order by amount desc))[{rank}] as high"
    )
}

/// The columns of a count, over `paid`.
fn counts() -> String {
    format!(
        "currency, count(*) as n, \
         percentile_cont(0.25) within group (order by amount) as p25, \
         percentile_cont(0.5) within group (order by amount) as median, \
         percentile_cont(0.75) within group (order by amount) as p75, {}, max(day) as rates_of",
        interval()
    )
}
