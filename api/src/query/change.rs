//! The log of changes: what each committed transaction did to postings, in the order in which they were committed.
//!
//! A row of `posting_change` holds the ids of one transaction. Its number is drawn while the writer has its turn, so whoever
//! has read up to a number has missed nothing before it.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};
use serde::{Deserialize, Serialize};

use crate::sql::Sql;

/// A place in the log: the number of a transaction, that of a kind of change, and a place among its ids. What stands there
/// and before has been read; positions are ordered as the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The transaction.
    pub(crate) transaction: i64,
    kind: i16,
    place: i64,
}

impl Position {
    /// Before everything.
    pub(crate) const START: Self = Self::after(0);

    const fn new(transaction: i64, kind: i16, place: i64) -> Self {
        Self {
            transaction,
            kind,
            place,
        }
    }

    /// After all that a transaction did.
    pub(crate) const fn after(transaction: i64) -> Self {
        Self::new(transaction, i16::MAX, i64::MAX)
    }
}

/// What happened to a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// It was not known before.
    Added,
    /// Its facts changed.
    Changed,
    /// It was found to have closed.
    Closed,
    /// It had closed and was seen again.
    Reopened,
}

/// The kinds in the order of the log, each with its column.
const KINDS: [(Kind, &str); 4] = [
    (Kind::Added, "added"),
    (Kind::Changed, "changed"),
    (Kind::Closed, "closed"),
    (Kind::Reopened, "reopened"),
];

/// What happened to one posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its place in the log.
    pub(crate) position: Position,
    /// What happened.
    pub(crate) kind: Kind,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The posting.
    pub(crate) posting: i64,
}

/// A stretch of the log, and how far the log reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// What it holds.
    pub(crate) entries: Vec<Entry>,
    /// The first transaction that is still kept.
    pub(crate) oldest: Option<i64>,
    /// The last one.
    pub(crate) newest: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    oldest: Option<i64>,
    newest: Option<i64>,
    id: Option<i64>,
    changed_at: Option<DateTime<Utc>>,
    kind: Option<i16>,
    place: Option<i64>,
    posting_id: Option<i64>,
}

/// The first entries after a position, at most so many.
pub(crate) async fn stretch(
    database: &DatabaseConnection,
    after: Position,
    limit: i64,
) -> Result<Stretch, DbErr> {
    let of_each = KINDS.iter().enumerate().map(|(kind, (_, column))| {
        format!(
            "select {kind}::smallint as kind, u.place, u.posting_id \
             from unnest(c.{column}) with ordinality u (posting_id, place)"
        )
    });
    let of_each = of_each.collect::<Vec<_>>().join(" union all ");
    let mut sql = Sql::new(
        "select ends.*, found.* from (select min(id) as oldest, max(id) as newest from posting_change) ends \
         left join lateral (select c.id, c.changed_at, e.* from posting_change c cross join lateral (",
    );
    sql.push(&of_each)
        .push(") e where c.id >= ")
        .bind(after.transaction);
    sql.push(" and (c.id, e.kind, e.place) > (")
        .bind(after.transaction);
    sql.push(", ").bind(after.kind).push(", ").bind(after.place);
    sql.push(") order by c.id, e.kind, e.place limit ")
        .bind(limit)
        .push(") found on true order by id, kind, place");
    let mut stretch = Stretch::default();
    for row in sql.all::<Row>(database).await? {
        (stretch.oldest, stretch.newest) = (row.oldest, row.newest);
        stretch.entries.extend(row.entry());
    }
    Ok(stretch)
}

impl Row {
    fn entry(&self) -> Option<Entry> {
        let number = self.kind?;
        let (kind, _) = KINDS.get(usize::try_from(number).ok()?)?;
        Some(Entry {
            position: Position::new(self.id?, number, self.place?),
            kind: *kind,
            at: self.changed_at?,
            posting: self.posting_id?,
        })
    }
}

#[derive(FromQueryResult)]
struct Moment {
    changed_at: DateTime<Utc>,
}

/// When the first transaction after one of the log was committed; none where there is none.
pub(crate) async fn next_at(
    database: &DatabaseConnection,
    after: i64,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let mut sql = Sql::new("select changed_at from posting_change where id > ");
    sql.bind(after).push(" order by id limit 1");
    let rows: Vec<Moment> = sql.all(database).await?;
    Ok(rows.first().map(|row| row.changed_at))
}

/// The last transaction in the log; 0 where there is none.
pub(crate) async fn newest(database: &DatabaseConnection) -> Result<i64, DbErr> {
    let sql = Sql::new("select coalesce(max(id), 0) as count from posting_change");
    sql.count(database).await
}
