//! What people did, change by change.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{progress_change::Kind, progress_event::State};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, FromQueryResult};

use super::word::{COLUMNS, Row};
use crate::{
    people::Viewer,
    range::{Range, Rows},
    sql::Sql,
};

/// A change with all that it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its place: later changes of a person have greater ones.
    pub(crate) id: i64,
    /// What sort of change it is.
    pub(crate) kind: Kind,
    /// The roadmap; none where it is about several.
    pub(crate) roadmap: Option<String>,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// Whether its token still takes it back.
    pub(crate) undoable: bool,
    /// What it said.
    pub(crate) said: Vec<Said>,
}

/// What a change said of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The roadmap's slug.
    pub(crate) roadmap: String,
    /// The key that the node had then.
    pub(crate) node: String,
    /// How it stood from then on; nothing where nothing was said of that.
    pub(crate) state: Option<State>,
    /// What was noted about it.
    pub(crate) note: Option<String>,
    /// Since when.
    pub(crate) at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Change {
    id: i64,
    kind: Kind,
    roadmap: Option<String>,
    at: DateTime<Utc>,
    undoable: bool,
}

/// A page of a person's changes, the latest first.
pub(crate) async fn history(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    range: &Range<i64>,
    now: DateTime<Utc>,
) -> Result<Rows<Entry>, DbErr> {
    let mut sql = Sql::new("select c.id, c.kind, c.roadmap, c.at, c.expires_at > ");
    sql.bind(now)
        .push(
            " and not exists (select from progress_change u where u.undoes = c.id) as undoable \
             from progress_change c where c.account_id = ",
        )
        .bind(viewer.account());
    if let Some(id) = range.after {
        sql.push(" and c.id < ").bind(id);
    }
    if let Some(id) = range.before {
        sql.push(" and c.id > ").bind(id);
    }
    let direction = if range.backward { "asc" } else { "desc" };
    sql.push(&format!(" order by c.id {direction} limit "))
        .bind(range.fetch());
    let changes = range.cut(sql.all::<Change>(database).await?);
    let ids = changes.items.iter().map(|change| change.id).collect();
    let mut said = said(database, viewer, ids).await?;
    Ok(changes.filter_map(|change| {
        Some(Entry {
            id: change.id,
            kind: change.kind,
            roadmap: change.roadmap,
            at: change.at,
            undoable: change.undoable,
            said: said.remove(&change.id).unwrap_or_default(),
        })
    }))
}

/// How many changes a person made.
pub(crate) async fn count(database: &DatabaseConnection, viewer: &Viewer) -> Result<i64, DbErr> {
    let mut sql = Sql::new("select count(*) as count from progress_change where account_id = ");
    sql.bind(viewer.account());
    sql.count(database).await
}

/// What some changes of a person said, by change and in order.
async fn said(
    database: &impl ConnectionTrait,
    viewer: &Viewer,
    changes: Vec<i64>,
) -> Result<HashMap<i64, Vec<Said>>, DbErr> {
    let mut sql = Sql::new("select ");
    sql.push(COLUMNS)
        .push(" from progress_event where account_id = ")
        .bind(viewer.account())
        .push(" and change_id = any(")
        .bind(changes)
        .push(") order by id");
    let mut said: HashMap<i64, Vec<Said>> = HashMap::new();
    for row in sql.all::<Row>(database).await? {
        said.entry(row.change_id).or_default().push(Said {
            roadmap: row.roadmap,
            node: row.node,
            state: row.state,
            note: row.note,
            at: row.at,
        });
    }
    Ok(said)
}
