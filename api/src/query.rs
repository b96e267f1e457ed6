//! Reads of rows, one file a noun; no GraphQL type appears here.
//!
//! Functions that take ids or slugs answer for a whole batch in one statement.

use std::{collections::HashMap, hash::Hash, sync::Arc};

pub(crate) mod change;
pub(crate) mod ingest;
pub(crate) mod posting;
pub(crate) mod region;
pub(crate) mod roadmap;
pub(crate) mod role;
pub(crate) mod run;
pub(crate) mod skill;
pub(crate) mod source;
pub(crate) mod target;

/// Rows by a key of theirs.
fn by_key<K: Hash + Eq, M>(rows: Vec<M>, key: impl Fn(&M) -> K) -> HashMap<K, Arc<M>> {
    rows.into_iter()
        .map(|row| (key(&row), Arc::new(row)))
        .collect()
}
