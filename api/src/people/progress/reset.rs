//! Beginning a roadmap anew.

use chrono::{DateTime, Utc};
use entity::{progress_change::Kind, progress_event::State};
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    Change, NodeKey, Refusal, stand,
    word::Word,
    writer::{Sent, Writer},
};
use crate::people::Viewer;

/// Says of everything in a roadmap of which anything else was said that it is not started. Notes stay.
pub(crate) async fn reset(
    database: &DatabaseConnection,
    viewer: &Viewer,
    roadmap: &str,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Result<Change, Refusal>, DbErr> {
    // One name space for the keys of all mutations: a key that was used for another one is found, and refused.
    let key = key.map(|key| format!("set {key}"));
    let sent = Sent {
        kind: Kind::Reset,
        roadmap: Some(roadmap),
        key: key.as_deref(),
        request: &["reset", roadmap],
        at: now,
        undoes: None,
    };
    let Some(writer) = Writer::begin(database, viewer).await? else {
        return Ok(Err(Refusal::Gone));
    };
    if let Some(earlier) = writer.earlier(&sent).await? {
        return Ok(earlier);
    }
    let roadmaps = [roadmap.to_owned()];
    let standing = stand(&writer.transaction, viewer, Some(&roadmaps)).await?;
    let kept = standing.into_values().flatten();
    let begun = kept.filter(|(_, kept)| kept.state.is_some_and(|state| state != State::NotStarted));
    let mut words: Vec<Word> = begun
        .map(|(node, kept)| Word {
            of: NodeKey {
                roadmap: roadmap.to_owned(),
                node,
            },
            state: Some(State::NotStarted),
            note: kept.note,
            at: now,
        })
        .collect();
    words.sort_by(|one, other| one.of.cmp(&other.of));
    writer.write(&sent, words).await.map(Ok)
}
