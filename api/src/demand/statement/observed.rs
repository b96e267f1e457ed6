//! In which months each source was observed, in SQL.

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        panel::{Observation, Observed, Stay},
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
    let stays: Vec<Stay> = rows.iter().filter_map(Row::stay).collect();
    Ok(Observed::of(&stays, observation.months.len()))
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

impl Row {
    fn stay(&self) -> Option<Stay> {
        Some(Stay {
            source: self.source,
            first: usize::try_from(self.first).ok()?,
            past: usize::try_from(self.past).ok()?,
            since: usize::try_from(self.since).ok()?,
        })
    }
}
