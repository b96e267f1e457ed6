//! The book of collections under way: how far each has come.

use chrono::{DateTime, Duration, Utc};
use entity::run::{Kind, Status};
use sea_orm::sqlx::{self, PgConnection};

use super::{Collection, State, Taken, queue};
use crate::source::Request;
use crate::store::{Error, Ledger, Target};

/// A collection that stopped is gone on with for so long; after that its first answers are too old to close anything by.
const RESUMED_FOR: Duration = Duration::hours(24);

/// Begins a collection.
pub(super) async fn create(
    connection: &mut PgConnection,
    target: &Target,
    start: &[Request],
    now: DateTime<Utc>,
) -> Result<Collection, Error> {
    let name = target.to_string();
    let ledger = Ledger::open(connection, Kind::Collection, &name, now).await?;
    // As Postgres keeps it: what was seen is compared with it there.
    let began =
        sqlx::query_scalar("update run set target_id = $2 where id = $1 returning started_at")
            .bind(ledger.run_id)
            .bind(target.id)
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("update target set attempted_at = $2 where id = $1")
        .bind(target.id)
        .bind(began)
        .execute(&mut *connection)
        .await?;
    sqlx::query("insert into collection (run_id) values ($1)")
        .bind(ledger.run_id)
        .execute(&mut *connection)
        .await?;
    let wanted: Vec<_> = start.iter().collect();
    queue::advance(connection, ledger.run_id, &Taken::default(), &wanted).await?;
    Ok(Collection {
        target: target.clone(),
        began,
        ledger,
        state: State::default(),
    })
}

type Row = (i64, DateTime<Utc>, i64, i64, Option<String>, Vec<String>);

/// The collection of a target that was stopped.
pub(super) async fn resume(
    connection: &mut PgConnection,
    target: &Target,
    now: DateTime<Utc>,
) -> Result<Option<Collection>, Error> {
    let row: Option<Row> = sqlx::query_as(
        "select run_id, started_at, answers, listed, partial_because, drift from collection join run on run.id = run_id
         where target_id = $1 order by run_id desc limit 1",
    )
    .bind(target.id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((run_id, began, answers, listed, partial_because, drift)) = row else {
        return Ok(None);
    };
    if began < now - RESUMED_FOR {
        let note = "it was stopped, and not gone on with within a day";
        let ledger = Ledger::resume(connection, run_id).await?;
        ledger
            .close(connection, Status::Failed, Some(note), now)
            .await?;
        delete(connection, run_id).await?;
        return Ok(None);
    }
    sqlx::query("update run set status = $2, finished_at = null, note = null where id = $1")
        .bind(run_id)
        .bind(Status::Running as i16)
        .execute(&mut *connection)
        .await?;
    Ok(Some(Collection {
        target: target.clone(),
        began,
        ledger: Ledger::resume(connection, run_id).await?,
        state: State {
            answers: answers.unsigned_abs(),
            listed: listed.unsigned_abs(),
            partial_because,
            drift: drift.into_iter().collect(),
        },
    }))
}

/// Enters how far a collection has come.
pub(super) async fn save(
    connection: &mut PgConnection,
    run_id: i64,
    state: &State,
) -> Result<(), Error> {
    sqlx::query(
        "update collection set answers = $2, listed = $3, partial_because = $4, drift = $5 where run_id = $1",
    )
    .bind(run_id)
    .bind(state.answers.cast_signed())
    .bind(state.listed.cast_signed())
    .bind(&state.partial_because)
    .bind(state.drift.iter().cloned().collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Strikes a collection out.
pub(super) async fn delete(connection: &mut PgConnection, run_id: i64) -> Result<(), Error> {
    sqlx::query("delete from collection where run_id = $1")
        .bind(run_id)
        .execute(&mut *connection)
        .await?;
    queue::clear(connection, run_id).await
}
