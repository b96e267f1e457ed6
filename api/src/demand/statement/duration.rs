//! How long postings were watched, in SQL.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    super::{
        duration::Span,
        population::{Basis, Population},
    },
    count::unite,
    population::CLUSTER,
};
use crate::sql::Sql;

#[derive(FromQueryResult)]
struct Row {
    ordinal: i32,
    entry: i32,
    exit: i32,
    closed: bool,
    postings: i64,
}

/// How long the postings of some populations were watched, in one statement.
pub(crate) async fn spans(
    database: &DatabaseConnection,
    populations: &[Arc<Population>],
) -> Result<HashMap<Arc<Population>, Vec<Span>>, DbErr> {
    let mut sql = Sql::new("");
    unite(&mut sql, populations, union);
    let mut found: HashMap<Arc<Population>, Vec<Span>> = HashMap::new();
    for row in sql.all::<Row>(database).await? {
        let population = usize::try_from(row.ordinal).ok();
        if let Some(population) = population.and_then(|ordinal| populations.get(ordinal)) {
            let span = Span {
                entry: row.entry,
                exit: row.exit,
                closed: row.closed,
                postings: row.postings,
            };
            found.entry(Arc::clone(population)).or_default().push(span);
        }
    }
    Ok(found)
}

fn union(sql: &mut Sql, population: &Population) {
    sql.push(", d.entry - d.start as entry, d.exit - d.start as exit, d.closed, count(*) as postings from (select ");
    match population.basis {
        Basis::Active => sql
            .push("greatest(e.seen, ")
            .bind(population.window.from)
            .push(" - 1)"),
        Basis::NewlyPosted => sql.push("e.seen"),
    };
    sql.push(" as entry, least(e.posted, e.seen) as start, e.exit, e.closed from (select ");
    sql.push(&day(CLUSTER.first_seen)).push(" as seen, ");
    sql.push(&day(CLUSTER.last_open)).push(" as exit, ");
    sql.push(CLUSTER.posted_on).push(
        " as posted, p.closed_at is not null and not exists (select from posting m where m.canonical_id = p.id \
         and m.canonical_id <> m.id and m.closed_at is null) as closed from posting p where ",
    );
    population.eligible(sql);
    sql.push(") e) d group by 2, 3, 4");
}

/// The day of a moment, in SQL.
fn day(moment: &str) -> String {
    format!("({moment} at time zone 'UTC')::date")
}
