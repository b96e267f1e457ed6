//! What is said of a node.

use chrono::{DateTime, Utc};
use entity::progress_event::State;
use sea_orm::FromQueryResult;

use crate::progress::Kept;

/// Which node of which roadmap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, FromQueryResult)]
pub(crate) struct NodeKey {
    /// The roadmap's slug.
    pub(crate) roadmap: String,
    /// The node's key.
    pub(crate) node: String,
}

/// What is said of a node from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Of which node.
    pub(super) of: NodeKey,
    /// How it stands; nothing where nothing is said of that.
    pub(super) state: Option<State>,
    /// What is noted about it.
    pub(super) note: Option<String>,
    /// Since when.
    pub(super) at: DateTime<Utc>,
}

/// What is said of a node, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) change_id: i64,
    pub(super) roadmap: String,
    pub(super) node: String,
    pub(super) state: Option<State>,
    pub(super) note: Option<String>,
    pub(super) at: DateTime<Utc>,
}

/// The columns of a row, in SQL.
pub(super) const COLUMNS: &str = "id, change_id, roadmap, node, state, note, at";

impl Row {
    /// The word by itself.
    pub(super) fn kept(self) -> Kept {
        Kept {
            event: self.id,
            node: self.node,
            state: self.state,
            note: self.note,
            at: self.at,
        }
    }
}
