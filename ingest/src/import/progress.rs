//! How far an import has come, for whoever shows it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::input::Input;

/// Counters that an import moves and anyone may read.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: OnceLock<Vec<Arc<AtomicU64>>>,
    total_bytes: OnceLock<Option<u64>>,
    stored: AtomicU64,
    rejected: AtomicU64,
}

impl Progress {
    pub(super) fn set_files<'a>(&self, inputs: impl Iterator<Item = &'a Input> + Clone) {
        let sizes = inputs.clone().map(|input| input.size);
        let counters = inputs.map(|input| Arc::clone(&input.progress)).collect();
        // Each import has a progress of its own, so neither was set before.
        let _ = self.bytes.set(counters);
        let _ = self.total_bytes.set(sizes.sum());
    }

    pub(super) fn add_stored(&self, count: usize) {
        self.stored.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(super) fn set_rejected(&self, count: u64) {
        self.rejected.store(count, Ordering::Relaxed);
    }

    /// Bytes of the files read so far.
    pub fn bytes(&self) -> u64 {
        let counters = self.bytes.get().into_iter().flatten();
        counters
            .map(|counter| counter.load(Ordering::Relaxed))
            .sum()
    }

    /// Bytes of all files, if that is known.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes.get().copied().flatten()
    }

    /// Postings stored so far.
    pub fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// Records refused so far.
    pub fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }
}
