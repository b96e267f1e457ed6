//! Monthly series, in SQL.

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        period::{Month, Window},
        population::{Basis, Population},
        trend::Series,
    },
    population::{CANONICAL, CLUSTER},
};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct Row {
    month: i64,
    skill: Option<i32>,
    postings: i64,
}

/// The months of a population for some skills, in one statement.
pub(crate) async fn series(
    database: &DatabaseConnection,
    population: &Population,
    months: &[Month],
    skills: Vec<i32>,
) -> Result<Series, DbErr> {
    let mut sql = Sql::new("with m as (select * from unnest(");
    bounds(&mut sql, population.basis, months);
    sql.push(
        ") with ordinality m (first, last, month)), \
         found as (select m.month, p.skill_ids from m join posting p on ",
    );
    match population.basis {
        Basis::Active => sql
            .push(CLUSTER.first_seen)
            .push(" < m.last and ")
            .push(CLUSTER.last_open)
            .push(" >= m.first"),
        Basis::NewlyPosted => sql
            .push(CLUSTER.posted_on)
            .push(" between m.first and m.last"),
    };
    sql.push(" where ").push(CANONICAL).push(" and ");
    population.whenever(&mut sql);
    sql.push(
        ") select month, null::int as skill, count(*) as postings from found group by month \
         union all select month, s.id, count(*) from found cross join lateral unnest(skill_ids) s (id) \
         where s.id = any(",
    );
    sql.bind(skills).push(") group by month, s.id");
    Ok(read(sql.all(database).await?))
}

/// Where the months begin and end, as the basis compares them: moments and the next one, or days and the last one.
fn bounds(sql: &mut Sql, basis: Basis, months: &[Month]) {
    let windows = months.iter().map(|month| month.window);
    match basis {
        Basis::Active => sql
            .bind(windows.clone().map(Window::start).collect::<Vec<_>>())
            .push(", ")
            .bind(windows.map(Window::end).collect::<Vec<_>>()),
        Basis::NewlyPosted => sql
            .bind(
                windows
                    .clone()
                    .map(|window| window.from)
                    .collect::<Vec<_>>(),
            )
            .push(", ")
            .bind(windows.map(|window| window.to).collect::<Vec<_>>()),
    };
}

fn read(rows: Vec<Row>) -> Series {
    let mut series = Series::default();
    for row in rows {
        // Ordinals count from 1.
        let month = usize::try_from(row.month)
            .ok()
            .and_then(|month| month.checked_sub(1));
        if let Some(month) = month {
            match row.skill {
                None => series.postings.insert(month, row.postings),
                Some(skill) => series.naming.insert((month, skill), row.postings),
            };
        }
    }
    series
}
