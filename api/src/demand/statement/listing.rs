//! The postings of a population themselves, the newest first.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entity::posting;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::super::population::Population;
use crate::range::{Range, Rows};
use crate::sql::Sql;

/// The day a posting is listed under, in SQL.
pub(crate) const DAY: &str = "coalesce(p.posted_on, (p.first_seen at time zone 'UTC')::date)";

/// Where a posting stands in the list.
pub(crate) type Position = (NaiveDate, i64);

/// The place of a posting in the list.
pub(crate) fn position(posting: &posting::Model) -> Position {
    let day = posting.posted_on;
    (
        day.unwrap_or_else(|| posting.first_seen.date_naive()),
        posting.id,
    )
}

#[derive(FromQueryResult)]
struct SampleRow {
    skill: i32,
    #[sea_orm(nested)]
    posting: posting::Model,
}

/// A posting with its employer's name.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Listed {
    /// The employer's name.
    pub(crate) company: Option<String>,
    /// The posting.
    #[sea_orm(nested)]
    pub(crate) posting: posting::Model,
}

/// One page of a population.
pub(crate) async fn page(
    database: &DatabaseConnection,
    population: &Population,
    range: &Range<Position>,
) -> Result<Rows<Listed>, DbErr> {
    let mut sql = Sql::new(
        "select p.*, c.name as company from posting p left join company c on c.id = p.company_id where ",
    );
    population.eligible(&mut sql);
    for (bound, comparison) in [(&range.after, " < ("), (&range.before, " > (")] {
        if let Some((day, id)) = bound {
            sql.push(" and (")
                .push(DAY)
                .push(", p.id)")
                .push(comparison);
            sql.bind(*day).push(", ").bind(*id).push(")");
        }
    }
    let direction = if range.backward { "asc" } else { "desc" };
    sql.push(&format!(
        " order by {DAY} {direction}, p.id {direction} limit "
    ));
    sql.bind(range.fetch());
    Ok(range.cut(sql.all(database).await?))
}

/// For each skill the newest postings that name it, in one statement.
pub(crate) async fn sample(
    database: &DatabaseConnection,
    population: &Population,
    skills: Vec<i32>,
    limit: i64,
) -> Result<HashMap<i32, Vec<Arc<posting::Model>>>, DbErr> {
    let mut sql = Sql::new("select s.id as skill, found.* from unnest(");
    sql.bind(skills)
        .push(") s (id) cross join lateral (select p.* from posting p where ");
    population.eligible(&mut sql);
    sql.push(&format!(
        " and p.skill_ids @> array[s.id] order by {DAY} desc, p.id desc limit "
    ));
    sql.bind(limit).push(&format!(
        ") found order by s.id, {} desc, found.id desc",
        DAY.replace("p.", "found.")
    ));
    let mut samples: HashMap<i32, Vec<Arc<posting::Model>>> = HashMap::new();
    for row in sql.all::<SampleRow>(database).await? {
        samples
            .entry(row.skill)
            .or_default()
            .push(Arc::new(row.posting));
    }
    Ok(samples)
}

/// Those of some postings that a population's filter names by what they say themselves, whether they are counted or not.
pub(crate) async fn matching(
    database: &DatabaseConnection,
    population: &Population,
    ids: Vec<i64>,
) -> Result<HashMap<i64, Arc<posting::Model>>, DbErr> {
    let mut sql = Sql::new("select p.* from posting p where p.id = any(");
    sql.bind(ids).push(") and ");
    population.matching(&mut sql);
    let rows: Vec<posting::Model> = sql.all(database).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, Arc::new(row)))
        .collect())
}

/// How many postings all pages have together.
pub(crate) async fn count(
    database: &DatabaseConnection,
    population: &Population,
) -> Result<i64, DbErr> {
    let mut sql = Sql::new("select count(*) as count from posting p where ");
    population.eligible(&mut sql);
    sql.count(database).await
}
