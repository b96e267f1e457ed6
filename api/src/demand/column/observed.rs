//! In which months each source was observed, from columns.

use rustc_hash::FxHashSet;

use super::{
    super::panel::{Observation, Observed, Stay},
    day::{self, Day},
    market::Market,
    segment::Segment,
    selection::Sense,
};

impl Market {
    /// In which of some months each source was observed.
    pub(crate) fn observed(&self, observation: &Observation) -> Observed {
        let months: Vec<_> = observation
            .months
            .iter()
            .map(|month| (day::of(month.from), day::of(month.to)))
            .collect();
        let sources = self.codes().sources.values().to_vec();
        let is_asked =
            |source: &i32| observation.sources.is_empty() || observation.sources.contains(source);
        let mut found = FxHashSet::default();
        let mut add = |source: u16, first: Day, last: Day| {
            if let Some(source) = sources
                .get(usize::from(source))
                .filter(|source| is_asked(source))
            {
                let _ = found.insert(Stay {
                    source: *source,
                    first: months.iter().filter(|(_, to)| *to < first).count(),
                    past: months.iter().filter(|(from, _)| *from <= last).count(),
                    since: months.iter().filter(|(_, to)| *to < last).count(),
                });
            }
        };
        for slot in &self.slots {
            // Whole months ask nothing of the days in them.
            if months.iter().all(|bounds| day::month(bounds.0) == *bounds) {
                let stays = slot.summary().stays();
                stays.for_each(|stay| add(stay.source, stay.first, stay.last));
            } else {
                let Segment {
                    first,
                    last,
                    sources,
                    ..
                } = slot.segment();
                slot.rows(Sense::Listed)
                    .rows()
                    .for_each(|row| add(sources[row], first[row], last[row]));
            }
        }
        Observed::of(&Vec::from_iter(found), months.len())
    }
}
