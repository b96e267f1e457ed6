//! Saying how nodes stand.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{progress_change::Kind, progress_event::State};
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};

use super::{
    Change, NodeKey, Refusal, stand,
    word::Word,
    writer::{Sent, Writer},
};
use crate::{
    people::Viewer,
    progress::{Outline, spread},
};

/// What somebody wants to say of nodes.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The roadmap's slug.
    pub(crate) roadmap: String,
    /// The nodes' keys, all of them known.
    pub(crate) nodes: BTreeSet<String>,
    /// How they stand.
    pub(crate) state: State,
    /// What to note about each that is named: an empty note takes away the one that is there, none leaves it.
    pub(crate) note: Option<String>,
    /// The key under which the client sends this, if it chose one.
    pub(crate) key: Option<String>,
}

/// Says how nodes stand, and so how their leaves do.
pub(crate) async fn set(
    database: &DatabaseConnection,
    viewer: &Viewer,
    outline: &Outline,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Result<Change, Refusal>, DbErr> {
    let state = wish.state.to_value().to_string();
    let mut request = vec!["set", &wish.roadmap, &state];
    // A note that is empty is not one that is left out.
    request.extend(wish.note.as_deref().map(|_| "noted"));
    request.extend(wish.note.as_deref());
    request.extend(wish.nodes.iter().map(String::as_str));
    let key = wish.key.as_deref().map(|key| format!("set {key}"));
    let sent = Sent {
        kind: Kind::Set,
        roadmap: Some(&wish.roadmap),
        key: key.as_deref(),
        request: &request,
        at: now,
        undoes: None,
    };
    let Some(writer) = Writer::begin(database, viewer).await? else {
        return Ok(Err(Refusal::Gone));
    };
    if let Some(earlier) = writer.earlier(&sent).await? {
        return Ok(earlier);
    }
    let roadmaps = [wish.roadmap.clone()];
    let mut standing = stand(&writer.transaction, viewer, Some(&roadmaps)).await?;
    let kept = standing.remove(&wish.roadmap).unwrap_or_default();
    let states = outline.states(&kept);
    let named = wish.nodes.iter().filter_map(|key| outline.number(key));
    let named: BTreeSet<usize> = named.collect();
    let meant = spread(outline, &states, &named, wish.state);
    let noted = named.iter().filter(|_| wish.note.is_some());
    let touched: BTreeSet<usize> = meant.iter().chain(noted).copied().collect();
    let words = touched.into_iter().filter_map(|number| {
        let node = outline.key(number)?;
        let known = kept.get(node);
        let text = wish.note.clone().filter(|_| named.contains(&number));
        Some(Word {
            of: NodeKey {
                roadmap: wish.roadmap.clone(),
                node: node.to_owned(),
            },
            state: if meant.contains(&number) {
                Some(wish.state)
            } else {
                known.and_then(|known| known.state)
            },
            note: text
                .or_else(|| known?.note.clone())
                .filter(|note| !note.is_empty()),
            at: now,
        })
    });
    writer.write(&sent, words.collect()).await.map(Ok)
}
