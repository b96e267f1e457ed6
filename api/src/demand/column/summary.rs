//! What all rows of a segment say together, counted once: a question that asks for whole segments adds these up.

use super::{market::Slot, selection::Sense, tally::Tally};

/// What the counted live rows of a segment say together.
#[derive(Debug)]
pub(super) struct Summary {
    /// How many they are.
    pub(super) postings: i64,
    /// How often they mention each skill, by skill with its level.
    pub(super) mentions: Vec<(u16, u32)>,
    /// The codes of their sources.
    pub(super) sources: Vec<u16>,
}

impl Summary {
    /// Counts them.
    pub(super) fn of(slot: &Slot) -> Self {
        let rows = slot.rows(Sense::Counted);
        let segment = slot.segment();
        let mut tally = Tally::default();
        tally.add(segment, &rows);
        let mut sources: Vec<u16> = rows.rows().map(|row| segment.sources[row]).collect();
        sources.sort_unstable();
        sources.dedup();
        Self {
            postings: i64::try_from(rows.count()).unwrap_or(i64::MAX),
            mentions: tally.mentions().collect(),
            sources,
        }
    }
}
