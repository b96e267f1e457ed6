//! What collections have still to ask.

use sea_orm::sqlx::types::Json;
use sea_orm::sqlx::{self, PgConnection};

use super::Taken;
use crate::source::{Request, Step};
use crate::store::Error;

/// Details have numbers beyond this: a list is read to its end first, as it shifts while details are read for an hour.
const DETAILS: i64 = 1 << 40;

/// What a run asks next, with its number.
pub(super) async fn next(
    connection: &mut PgConnection,
    run_id: i64,
) -> Result<Option<(i64, Request)>, Error> {
    let row: Option<(i64, Json<Request>)> = sqlx::query_as(
        "select ordinal, request from collection_request where run_id = $1 order by ordinal limit 1",
    )
    .bind(run_id)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(ordinal, Json(request))| (ordinal, request)))
}

/// Takes off what is answered and adds what is wanted next.
pub(super) async fn advance(
    connection: &mut PgConnection,
    run_id: i64,
    taken: &Taken<'_>,
    wanted: &[&Request],
) -> Result<(), Error> {
    let answered = taken.answered.map(|(ordinal, _)| ordinal);
    if let Some(ordinal) = answered {
        sqlx::query("delete from collection_request where run_id = $1 and ordinal = $2")
            .bind(run_id)
            .bind(ordinal)
            .execute(&mut *connection)
            .await?;
    }
    let (lists, details): (Vec<&Request>, Vec<&Request>) = wanted
        .iter()
        .partition(|request| request.step == Step::List);
    for (first, wanted) in [(0, lists), (DETAILS, details)] {
        if !wanted.is_empty() {
            add(connection, run_id, (first, answered), &wanted).await?;
        }
    }
    Ok(())
}

/// Adds requests whose numbers lie beyond `first`.
async fn add(
    connection: &mut PgConnection,
    run_id: i64,
    (first, answered): (i64, Option<i64>),
    wanted: &[&Request],
) -> Result<(), Error> {
    let range = first..first + DETAILS;
    // Numbers go on after the one just answered, which may have been the last.
    let after = answered.filter(|ordinal| range.contains(ordinal));
    let wanted: Vec<Json<&Request>> = wanted.iter().map(|request| Json(*request)).collect();
    sqlx::query(
        "insert into collection_request (run_id, ordinal, request)
         select $1, greatest($2, (select max(ordinal) from collection_request
            where run_id = $1 and ordinal >= $3 and ordinal < $4)) + ordinal, request
         from unnest($5::jsonb[]) with ordinality t (request, ordinal)",
    )
    .bind(run_id)
    .bind(after.unwrap_or(first))
    .bind(range.start)
    .bind(range.end)
    .bind(wanted)
    .execute(connection)
    .await?;
    Ok(())
}

/// Asks nothing more.
pub(super) async fn clear(connection: &mut PgConnection, run_id: i64) -> Result<(), Error> {
    sqlx::query("delete from collection_request where run_id = $1")
        .bind(run_id)
        .execute(connection)
        .await?;
    Ok(())
}
