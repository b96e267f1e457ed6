//! Taking changes back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::progress_change::Kind;
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use super::{
    Change, NodeKey, Refusal, stand,
    stand::{before, renames},
    token::undo_hash,
    word::{COLUMNS, Row, Word},
    writer::{Sent, Writer},
};
use crate::{people::Viewer, sql::Sql};

#[derive(FromQueryResult)]
struct Found {
    id: i64,
    roadmap: Option<String>,
}

/// Takes back the change of a token: each of its nodes stands again as before, unless something else was said of it since.
///
/// Sent twice it is answered twice and done once, because the token is the key under which it is sent.
pub(crate) async fn undo(
    database: &DatabaseConnection,
    viewer: &Viewer,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Result<Change, Refusal>, DbErr> {
    let key = format!("undo {token}");
    let mut sent = Sent {
        kind: Kind::Undo,
        roadmap: None,
        key: Some(&key),
        request: &["undo", token],
        at: now,
        undoes: None,
    };
    let Some(writer) = Writer::begin(database, viewer).await? else {
        return Ok(Err(Refusal::Gone));
    };
    if let Some(earlier) = writer.earlier(&sent).await? {
        return Ok(earlier);
    }
    let Some(found) = find(&writer, viewer, token, now).await? else {
        return Ok(Err(Refusal::NothingToUndo));
    };
    let (words, left) = restored(&writer, viewer, found.id, now).await?;
    sent.roadmap = found.roadmap.as_deref();
    sent.undoes = Some(found.id);
    let change = writer.write(&sent, words).await?;
    Ok(Ok(Change { left, ..change }))
}

/// The change of a token.
async fn find(
    writer: &Writer,
    viewer: &Viewer,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Found>, DbErr> {
    let mut sql = Sql::new("select id, roadmap from progress_change where account_id = ");
    sql.bind(viewer.account())
        .push(" and undo = ")
        .bind(undo_hash(token));
    sql.push(" and expires_at > ").bind(now);
    Ok(sql.all(&writer.transaction).await?.pop())
}

/// How the nodes of a change stood before it, and those of which something else was said since.
async fn restored(
    writer: &Writer,
    viewer: &Viewer,
    change: i64,
    now: DateTime<Utc>,
) -> Result<(Vec<Word>, Vec<NodeKey>), DbErr> {
    let mut sql = Sql::new("select ");
    sql.push(COLUMNS)
        .push(" from progress_event where account_id = ")
        .bind(viewer.account());
    sql.push(" and change_id = ")
        .bind(change)
        .push(" order by id");
    let rows: Vec<Row> = sql.all(&writer.transaction).await?;
    let mut roadmaps: Vec<String> = rows.iter().map(|row| row.roadmap.clone()).collect();
    roadmaps.sort_unstable();
    roadmaps.dedup();
    let renames = renames(&writer.transaction, roadmaps.clone()).await?;
    let mut said: BTreeMap<NodeKey, i64> = BTreeMap::new();
    for row in rows {
        let renames = renames.get(&row.roadmap);
        let node = renames.map_or(row.node.as_str(), |renames| renames.current(&row.node));
        let node = node.to_owned();
        let roadmap = row.roadmap;
        let latest = said.entry(NodeKey { roadmap, node }).or_default();
        *latest = row.id.max(*latest);
    }
    let present = stand(&writer.transaction, viewer, Some(&roadmaps)).await?;
    let past = before(&writer.transaction, viewer, Some(&roadmaps), change).await?;
    let (mut words, mut left) = (Vec::new(), Vec::new());
    for (of, event) in said {
        let latest = present.get(&of.roadmap).and_then(|kept| kept.get(&of.node));
        if latest.is_none_or(|latest| latest.event != event) {
            left.push(of);
            continue;
        }
        let was = past.get(&of.roadmap).and_then(|kept| kept.get(&of.node));
        words.push(Word {
            state: was.and_then(|was| was.state),
            note: was.and_then(|was| was.note.clone()),
            at: was.map_or(now, |was| was.at),
            of,
        });
    }
    Ok((words, left))
}
