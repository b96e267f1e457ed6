//! The served vocabulary, and what an import under another one leaves as it is: figures are made of readings under the served one
//! alone, so a posting must not lose such a reading of the text that it has.

use sea_orm::sqlx::{self, PgConnection};

use super::Error;

/// The served vocabulary, which stays the same until the transaction ends.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<i32, Error> {
    sqlx::query_scalar("select vocabulary_id from served_vocabulary for share")
        .fetch_one(connection)
        .await
}

/// Serves our own vocabulary where no posting was read by any.
pub(super) async fn take_over_if_empty(
    connection: &mut PgConnection,
    vocabulary: i32,
) -> Result<(), Error> {
    let is_empty = "select not exists (select from posting)";
    let is_empty: bool = sqlx::query_scalar(is_empty)
        .fetch_one(&mut *connection)
        .await?;
    if is_empty {
        sqlx::query("update served_vocabulary set vocabulary_id = $1 where vocabulary_id <> $1")
            .bind(vocabulary)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Puts the served readings of unchanged texts into the rows that are about to be written.
pub(super) async fn keep_readings(connection: &mut PgConnection, served: i32) -> Result<(), Error> {
    sqlx::query(
        "update incoming_posting i set vocabulary_id = p.vocabulary_id, skill_ids = p.skill_ids,
         requirement_levels = p.requirement_levels
         from posting p where p.id = i.id and p.vocabulary_id = $1 and p.text_hash = i.text_hash",
    )
    .bind(served)
    .execute(connection)
    .await?;
    Ok(())
}

/// The same for the evidence.
pub(super) async fn keep_spans(connection: &mut PgConnection, served: i32) -> Result<(), Error> {
    sqlx::query(
        "update incoming_text i set span_skills = t.span_skills, span_starts = t.span_starts, span_ends = t.span_ends
         from posting_text t join posting p on p.id = t.posting_id
         where t.posting_id = i.posting_id and t.text = i.text and p.vocabulary_id = $1",
    )
    .bind(served)
    .execute(connection)
    .await?;
    Ok(())
}
