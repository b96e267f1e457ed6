//! What is collected, and how it has been going.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sqlx::{self, PgConnection, PgPool};

use super::Error;
use super::ledger::impersonal;
use crate::source::{self, Card};

/// A source, or one board of it, that is collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: i32,
    /// Slug of the source.
    pub source: String,
    /// The board; empty where the source is read as a whole.
    pub board: String,
    /// Up to when a finished collection saw everything.
    pub seen_until: Option<DateTime<Utc>>,
    /// When the latest collection began.
    pub attempted_at: Option<DateTime<Utc>>,
    /// Whether a closing waits to be confirmed.
    pub is_held: bool,
}

impl std::fmt::Display for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.source)?;
        if self.board.is_empty() {
            return Ok(());
        }
        write!(formatter, " {}", self.board)
    }
}

type Row = (
    i32,
    String,
    String,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    bool,
);

impl From<Row> for Target {
    fn from((id, source, board, seen_until, attempted_at, is_held): Row) -> Self {
        Self {
            id,
            source,
            board,
            seen_until,
            attempted_at,
            is_held,
        }
    }
}

const COLUMNS: &str =
    "t.id, s.slug, t.board, t.seen_until, t.attempted_at, t.held_since is not null";

/// Follows these boards of a source and no others; answers their targets. A target that is not followed any more stays, disabled.
///
/// # Errors
/// When Postgres refuses.
pub async fn follow(pool: &PgPool, card: &Card, boards: &[String]) -> Result<Vec<Target>, Error> {
    let mut transaction = pool.begin().await?;
    let source = super::sources::enter(&mut transaction, card.slug).await?;
    sqlx::query(
        "update target set enabled = false where source_id = $1 and enabled and board <> all($2)",
    )
    .bind(source)
    .bind(boards)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into target (source_id, board) select $1, board from unnest($2::text[]) board
         on conflict (source_id, board) do update set enabled = true where not target.enabled",
    )
    .bind(source)
    .bind(boards)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    enabled(pool, Some(card.slug)).await
}

/// Follows nothing of the sources that are not among these.
///
/// # Errors
/// When Postgres refuses.
pub async fn disable_others(pool: &PgPool, slugs: &[&str]) -> Result<(), Error> {
    sqlx::query(
        "update target t set enabled = false from source s where s.id = t.source_id and t.enabled and s.slug <> all($1)",
    )
    .bind(slugs)
    .execute(pool)
    .await?;
    Ok(())
}

/// The targets that are followed, of one source or of all.
///
/// # Errors
/// When Postgres refuses.
pub async fn enabled(pool: &PgPool, source: Option<&str>) -> Result<Vec<Target>, Error> {
    let statement = format!(
        "select {COLUMNS} from target t join source s on s.id = t.source_id
         where t.enabled and ($1::text is null or s.slug = $1) order by s.slug, t.board"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(source)
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(Target::from).collect())
}

/// One target, if it is still followed.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(pool: &PgPool, source: &str, board: &str) -> Result<Option<Target>, Error> {
    let statement = format!(
        "select {COLUMNS} from target t join source s on s.id = t.source_id where t.enabled and s.slug = $1 and t.board = $2"
    );
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
        .bind(source)
        .bind(board)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(Target::from))
}

/// How a collection that came to its end went.
#[derive(Debug)]
pub(super) struct Success<'a> {
    pub(super) began: DateTime<Utc>,
    pub(super) ended: DateTime<Utc>,
    /// Postings shown as open; none where only changes are told.
    pub(super) listed: Option<u64>,
    /// How answers differed from the form we know; nothing where no answer had to be read.
    pub(super) drift: Option<&'a [String]>,
    /// Postings whose closing waits for the next complete listing; nothing where this one was none.
    pub(super) held: Option<u64>,
}

/// Enters that a collection came to its end.
pub(super) async fn succeeded(
    connection: &mut PgConnection,
    target: i32,
    success: Success<'_>,
) -> Result<(), Error> {
    let listed = success.listed.map(u64::cast_signed);
    sqlx::query(
        "update target set succeeded_at = $3, seen_until = $2, failing_since = null, failures = 0,
            failure = null, gone = false, listed = $4,
            empty_since = case when $4 = 0 then coalesce(empty_since, $3) end,
            drift = coalesce($5, drift),
            drifted_since = case when cardinality(coalesce($5, drift)) > 0 then coalesce(drifted_since, $3) end,
            held = coalesce($6, held), held_since = case when coalesce($6, held) > 0 then coalesce(held_since, $3) end
         where id = $1",
    )
    .bind(target)
    .bind(success.began)
    .bind(success.ended)
    .bind(listed)
    .bind(success.drift)
    .bind(success.held.map(u64::cast_signed))
    .execute(connection)
    .await?;
    Ok(())
}

/// Enters that a collection failed.
///
/// # Errors
/// When Postgres refuses.
pub async fn failed(
    connection: &mut PgConnection,
    target: i32,
    failure: &str,
    gone: bool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "update target set failing_since = coalesce(failing_since, $2), failures = failures + 1,
            failure = $3, gone = $4 where id = $1",
    )
    .bind(target)
    .bind(now)
    .bind(impersonal(failure))
    .bind(gone)
    .execute(connection)
    .await?;
    Ok(())
}

/// Sources do not tell for ever what has changed; after so long all is read anew.
const CHANGES_TOLD: Duration = Duration::days(7);

/// What to ask a source for a target.
#[must_use]
pub fn wire(target: &Target, now: DateTime<Utc>) -> source::Target {
    source::Target {
        board: target.board.clone(),
        since: target
            .seen_until
            .filter(|until| *until > now - CHANGES_TOLD),
    }
}
