//! Runs: what each reading did to the postings of one source.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::run::Status;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use crate::{
    range::{Range, Rows},
    sql::Sql,
};

/// What a run did to one source.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Run {
    /// The run.
    pub(crate) id: i64,
    /// The source.
    pub(crate) source_id: i32,
    /// When the run began.
    pub(crate) started_at: DateTime<Utc>,
    /// When it ended.
    pub(crate) finished_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub(crate) status: Status,
    /// Why it failed.
    pub(crate) note: Option<String>,
    /// Postings not seen before.
    pub(crate) added: i64,
    /// Postings whose facts changed.
    pub(crate) changed: i64,
    /// Postings that were as we knew them.
    pub(crate) unchanged: i64,
    /// Records refused.
    pub(crate) rejected: i64,
    /// Postings that were found to have closed.
    pub(crate) closed: i64,
    /// Postings that had closed and were seen again.
    pub(crate) reopened: i64,
    /// The board that it collected.
    pub(crate) board: Option<String>,
}

/// A run and the slug of the source it read.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Told {
    /// The run.
    #[sea_orm(nested)]
    pub(crate) run: Run,
    /// The source's slug.
    pub(crate) slug: String,
}

/// Every run of one source, whether it has counted anything yet or not: of a collection it is known what it is about to read.
const BEGUN: &str = "select r.id, s.id as source_id, s.slug, r.started_at, r.finished_at, r.status, r.note, \
     coalesce(rs.added, 0) as added, coalesce(rs.changed, 0) as changed, coalesce(rs.unchanged, 0) as unchanged, \
     coalesce(rs.rejected, 0) as rejected, coalesce(rs.closed, 0) as closed, coalesce(rs.reopened, 0) as reopened, t.board \
     from run r left join target t on t.id = r.target_id left join run_source rs on rs.run_id = r.id \
     join source s on s.id = coalesce(rs.source_id, t.source_id)";

/// Among how many of the latest runs one may begin and end unseen between two looks.
const LATEST: i64 = 200;

const COLUMNS: &str = "r.id, rs.source_id, r.started_at, r.finished_at, r.status, r.note, \
     rs.added, rs.changed, rs.unchanged, rs.rejected, rs.closed, rs.reopened, t.board \
     from run_source rs join run r on r.id = rs.run_id left join target t on t.id = r.target_id";

/// The same page of the runs of some sources, by source, the latest run first.
pub(crate) async fn pages(
    database: &DatabaseConnection,
    sources: Vec<i32>,
    range: &Range<i64>,
) -> Result<HashMap<i32, Rows<Run>>, DbErr> {
    let direction = if range.backward { "asc" } else { "desc" };
    let mut sql = Sql::new("select found.* from unnest(");
    sql.bind(sources.clone());
    sql.push(") s (id) cross join lateral (select ")
        .push(COLUMNS);
    sql.push(" where rs.source_id = s.id");
    if let Some(run) = range.after {
        sql.push(" and rs.run_id < ").bind(run);
    }
    if let Some(run) = range.before {
        sql.push(" and rs.run_id > ").bind(run);
    }
    sql.push(&format!(" order by rs.run_id {direction} limit "));
    sql.bind(range.fetch());
    sql.push(&format!(
        ") found order by found.source_id, found.id {direction}"
    ));
    let mut runs: HashMap<i32, Vec<Run>> = sources.into_iter().map(|id| (id, Vec::new())).collect();
    for run in sql.all::<Run>(database).await? {
        runs.entry(run.source_id).or_default().push(run);
    }
    Ok(runs
        .into_iter()
        .map(|(id, runs)| (id, range.cut(runs)))
        .collect())
}

#[derive(FromQueryResult)]
struct CountRow {
    id: i32,
    runs: i64,
}

/// How many runs some sources have.
pub(crate) async fn counts(
    database: &DatabaseConnection,
    sources: Vec<i32>,
) -> Result<HashMap<i32, i64>, DbErr> {
    let mut sql =
        Sql::new("select source_id as id, count(*) as runs from run_source where source_id = any(");
    sql.bind(sources).push(") group by source_id");
    let rows: Vec<CountRow> = sql.all(database).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.runs)).collect())
}

/// Runs by their ids and those of the sources they read.
pub(crate) async fn by_ids(
    database: &DatabaseConnection,
    ids: Vec<(i64, i32)>,
) -> Result<HashMap<(i64, i32), Run>, DbErr> {
    let runs: Vec<i64> = ids.iter().map(|(run, _)| *run).collect();
    let mut sql = Sql::new(BEGUN);
    sql.push(" where r.id = any(").bind(runs).push(")");
    let rows: Vec<Run> = sql.all(database).await?;
    let wanted: HashSet<(i64, i32)> = ids.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|run| ((run.id, run.source_id), run))
        .filter(|(key, _)| wanted.contains(key))
        .collect())
}

/// The latest runs, those of collections that are not finished, and some more.
pub(crate) async fn latest(
    database: &DatabaseConnection,
    more: Vec<i64>,
) -> Result<Vec<Told>, DbErr> {
    let mut sql =
        Sql::new("with looked_at as (select id from (select id from run order by id desc limit ");
    sql.bind(LATEST)
        .push(") latest union select run_id from collection union select unnest(")
        .bind(more)
        .push(")) ")
        .push(BEGUN)
        .push(" where r.id in (select id from looked_at)");
    sql.all(database).await
}
