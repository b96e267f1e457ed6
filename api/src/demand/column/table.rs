//! Rows of a small table in memory, by id and by name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// Rows by id and by name.
#[derive(Debug)]
pub(crate) struct Table<M> {
    rows: FxHashMap<i32, Arc<M>>,
    names: FxHashMap<String, i32>,
}

impl<M> Default for Table<M> {
    fn default() -> Self {
        Self {
            rows: FxHashMap::default(),
            names: FxHashMap::default(),
        }
    }
}

impl<M> Table<M> {
    /// Rows with what tells their ids and names.
    pub(super) fn new(rows: Vec<M>, key: impl Fn(&M) -> (i32, &String)) -> Self {
        let names = rows.iter().map(&key).map(|(id, name)| (name.clone(), id));
        Self {
            names: names.collect(),
            rows: rows
                .into_iter()
                .map(|row| (key(&row).0, Arc::new(row)))
                .collect(),
        }
    }

    /// The row of an id.
    pub(crate) fn get(&self, id: i32) -> Option<&Arc<M>> {
        self.rows.get(&id)
    }

    /// The row of a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Arc<M>> {
        self.names.get(name).and_then(|id| self.rows.get(id))
    }

    /// Every row, in no order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &M> {
        self.rows.values().map(Arc::as_ref)
    }
}
