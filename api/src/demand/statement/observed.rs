//! In which months each source was observed, in SQL.

use std::collections::HashMap;

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        panel::{Observation, Observed},
        period::Window,
    },
    population::OWN,
};
use crate::sql::Sql;

/// What a source's postings that may first have been seen in the same month say together.
#[derive(FromQueryResult)]
struct Row {
    source: i32,
    /// The first month that had not ended when they were first seen.
    first: i32,
    /// The month after the last one that had begun when one of them was last open.
    past: i32,
    /// The first month that had not ended when the first of them was last open.
    since: i32,
}

/// The months in which each source was observed, in one statement.
pub(crate) async fn observed(
    database: &DatabaseConnection,
    observation: &Observation,
) -> Result<Observed, DbErr> {
    let months = || observation.months.iter().copied();
    let starts: Vec<_> = months().map(Window::start).collect();
    let ends: Vec<_> = months().map(Window::end).collect();
    // Months are numbered by searching their bounds, and of the postings of a month only the longest seen matters: the
    // statement reads each posting once and finds at most one row for each source and month.
    let mut sql = Sql::new(
        "select source_id as source, first, max(past) as past, min(since) as since from (select p.source_id, ",
    );
    for (moment, bounds, name) in [
        (OWN.first_seen, &ends, "first, "),
        (OWN.last_open, &starts, "past, "),
        (OWN.last_open, &ends, "since"),
    ] {
        sql.push("width_bucket(").push(moment).push(", ");
        sql.bind(bounds.clone()).push(") as ").push(name);
    }
    sql.push(" from posting p where ");
    readable(&mut sql, observation);
    sql.push(") p group by source_id, first");
    let rows: Vec<Row> = sql.all(database).await?;
    Ok(read(&rows, observation.months.len()))
}

fn readable(sql: &mut Sql, observation: &Observation) {
    // Asked within the same statement: between two of them another vocabulary may come to be served.
    sql.push("serves(").bind(observation.vocabulary);
    sql.push(") and p.complete and p.vocabulary_id = ");
    sql.bind(observation.vocabulary);
    if !observation.sources.is_empty() {
        sql.push(" and p.source_id = any(");
        sql.bind(observation.sources.clone()).push(")");
    }
}

fn read(rows: &[Row], months: usize) -> Observed {
    let mut since: HashMap<i32, i32> = HashMap::new();
    for row in rows {
        let known = since.entry(row.source).or_insert(row.since);
        *known = row.since.min(*known);
    }
    let observed = rows.iter().flat_map(|row| {
        let watched = since.get(&row.source).copied().unwrap_or(row.since);
        let months = row.first.max(watched)..row.past;
        months.filter_map(|month| Some((row.source, usize::try_from(month).ok()?)))
    });
    Observed::new(months, observed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: i32, first: i32, past: i32, since: i32) -> Row {
        Row {
            source,
            first,
            past,
            since,
        }
    }

    #[test]
    fn months_before_somebody_looked_do_not_count() {
        // Source 1 shows postings of the first month, but saw none of them go before the third.
        let rows = [
            row(1, 0, 4, 2),
            row(1, 3, 4, 3),
            row(2, 0, 1, 0),
            row(2, 1, 4, 1),
        ];
        let found = read(&rows, 4);
        let expected = [(1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)];
        assert_eq!(found, Observed::new(4, expected.into_iter()));
        assert_eq!(found.throughout(), [2]);
    }

    #[test]
    fn what_ended_before_or_began_after_covers_no_month_but_shows_who_looked() {
        let found = read(&[row(1, 0, 0, 0), row(1, 2, 2, 2)], 2);
        assert_eq!(found, Observed::default());
        let found = read(&[row(1, 0, 0, 0), row(1, 0, 2, 2)], 2);
        assert_eq!(found.throughout(), [1]);
    }
}
