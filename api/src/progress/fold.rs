//! From what was said of nodes to how they stand: the latest word on each counts, under the key that it has now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::progress_event::State;

/// What is kept of a node: the latest word on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its place among all that was ever said.
    pub(crate) event: i64,
    /// The key that the node had then.
    pub(crate) node: String,
    /// How it stands; nothing where nothing is said of it.
    pub(crate) state: Option<State>,
    /// What was noted about it.
    pub(crate) note: Option<String>,
    /// Since when.
    pub(crate) at: DateTime<Utc>,
}

/// Former keys of a roadmap's nodes with those that they have now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Renames(pub(crate) HashMap<String, String>);

impl Renames {
    /// The key that a node has now; a key that is none of a node's any more stays as it was.
    pub(crate) fn current<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }
}

/// What is kept of each node by its present key: of several words on one node the latest, in whatever order they come.
pub(crate) fn fold(
    words: impl IntoIterator<Item = Kept>,
    renames: &Renames,
) -> HashMap<String, Kept> {
    let mut latest: HashMap<String, Kept> = HashMap::new();
    for word in words {
        let key = renames.current(&word.node);
        match latest.get_mut(key) {
            Some(known) if known.event < word.event => *known = word,
            Some(_) => {}
            None => {
                latest.insert(key.to_owned(), word);
            }
        }
    }
    latest
}
