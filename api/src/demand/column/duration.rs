//! How long postings were watched, from columns.

use rustc_hash::FxHashMap;

use super::{
    super::{
        duration::Span,
        population::{Basis, Population},
    },
    day,
    market::Market,
    selection::Sense,
};

impl Market {
    /// How long the postings of a population were watched, in no order.
    pub(crate) fn spans(&self, population: &Population) -> Vec<Span> {
        let Some(condition) = self.condition(population) else {
            return Vec::new();
        };
        let mut spans: FxHashMap<(i32, i32, bool), i64> = FxHashMap::default();
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            for row in selection.rows(slot).rows() {
                let seen = i32::from(segment.first[row]);
                let posted = Some(segment.posted[row]).filter(|posted| *posted != day::NONE);
                let start = posted.map_or(seen, |posted| seen.min(posted.into()));
                let entry = match population.basis {
                    Basis::Active => seen.max(i32::from(condition.from) - 1),
                    Basis::NewlyPosted => seen,
                };
                let exit = i32::from(segment.last[row]);
                let closed = !segment.open.contains(row);
                *spans
                    .entry((entry - start, exit - start, closed))
                    .or_default() += 1;
            }
        }
        let span = |((entry, exit, closed), postings)| Span {
            entry,
            exit,
            closed,
            postings,
        };
        spans.into_iter().map(span).collect()
    }
}
