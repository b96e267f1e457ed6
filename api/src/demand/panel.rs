//! The panel: the sources that were observed throughout two windows, so that what is compared is the market and not what we read of it.

use std::collections::HashMap;

use super::{comparison::Comparison, period::Window, population::Population};

/// Asks in which months each source was observed.
///
/// A source was observed in a month if one of its postings (complete, read by the vocabulary, counted or a duplicate, whatever
/// else a filter says) is by its own days known to have been open on a day of it, and one, the same or another, was last known
/// to be open by the month's last day. The first alone would not do: a board that is read for the first time today shows
/// postings of last year that are still open, and nobody saw those that had closed by then. Who has once seen a posting for
/// the last time was there to see the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Observation {
    /// The vocabulary that read the postings.
    pub(crate) vocabulary: i32,
    /// The sources that are asked about; all where there are none.
    pub(crate) sources: Vec<i32>,
    /// The months, or the days of them that matter, in order and without a common day.
    pub(crate) months: Vec<Window>,
}

impl Observation {
    /// What has to be known to compare a population with itself.
    pub(crate) fn of(population: &Population, comparison: Comparison) -> Self {
        Self {
            vocabulary: population.vocabulary,
            sources: population.sources.clone(),
            months: comparison.months(),
        }
    }
}

/// In which months each source was observed; a source that was observed in none is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed(HashMap<i32, Vec<bool>>);

/// What postings of a source say together that were seen for the first time in the same month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stay {
    /// The source.
    pub(crate) source: i32,
    /// The first month that had not ended when they were first seen.
    pub(crate) first: usize,
    /// The month after the last one that had begun when one of them was last open.
    pub(crate) past: usize,
    /// The first month that had not ended when the first of them was last open.
    pub(crate) since: usize,
}

impl Observed {
    /// Makes it of the stays of all postings, put together in whatever groups.
    pub(crate) fn of(stays: &[Stay], months: usize) -> Self {
        let mut since: HashMap<i32, usize> = HashMap::new();
        for stay in stays {
            let known = since.entry(stay.source).or_insert(stay.since);
            *known = stay.since.min(*known);
        }
        let observed = stays.iter().flat_map(|stay| {
            let watched = since.get(&stay.source).copied().unwrap_or(stay.since);
            (stay.first.max(watched)..stay.past).map(|month| (stay.source, month))
        });
        Self::new(months, observed)
    }

    /// Makes it of the months of each source, each month by its number.
    pub(crate) fn new(months: usize, of_sources: impl Iterator<Item = (i32, usize)>) -> Self {
        let mut found: HashMap<i32, Vec<bool>> = HashMap::new();
        for (source, month) in of_sources {
            let all = found.entry(source).or_insert_with(|| vec![false; months]);
            if let Some(month) = all.get_mut(month) {
                *month = true;
            }
        }
        found.retain(|_, months| months.contains(&true));
        Self(found)
    }

    /// Whether any source was observed in one of the first so many months.
    pub(crate) fn begins_within(&self, months: usize) -> bool {
        let mut sources = self.0.values();
        sources.any(|found| found.iter().take(months).any(|month| *month))
    }

    /// The sources that were observed in every month, in order.
    pub(crate) fn throughout(&self) -> Vec<i32> {
        let always = self.0.iter().filter(|(_, months)| !months.contains(&false));
        let mut sources: Vec<i32> = always.map(|(source, _)| *source).collect();
        sources.sort_unstable();
        sources
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_was_there_every_month() {
        let months = [
            (7, 0),
            (7, 1),
            (7, 2),
            (3, 0),
            (3, 1),
            (3, 2),
            (5, 0),
            (5, 2),
        ];
        let found = Observed::new(3, months.into_iter());
        assert_eq!(found.throughout(), [3, 7]);
        assert!(found.begins_within(1));
    }

    #[test]
    fn a_source_that_came_late_does_not_begin_earlier() {
        let found = Observed::new(4, [(1, 2), (1, 3)].into_iter());
        assert!(!found.begins_within(2));
        assert!(found.begins_within(3));
        assert!(found.throughout().is_empty());
    }

    #[test]
    fn months_that_nobody_asked_about_observe_nothing() {
        assert_eq!(Observed::new(2, [(1, 2)].into_iter()), Observed::default());
        assert!(Observed::default().throughout().is_empty());
    }

    fn stay(source: i32, first: usize, past: usize, since: usize) -> Stay {
        Stay {
            source,
            first,
            past,
            since,
        }
    }

    #[test]
    fn months_before_somebody_looked_do_not_count() {
        // Source 1 shows postings of the first month, but saw none of them go before the third.
        let rows = [
            stay(1, 0, 4, 2),
            stay(1, 3, 4, 3),
            stay(2, 0, 1, 0),
            stay(2, 1, 4, 1),
        ];
        let found = Observed::of(&rows, 4);
        let expected = [(1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)];
        assert_eq!(found, Observed::new(4, expected.into_iter()));
        assert_eq!(found.throughout(), [2]);
    }

    #[test]
    fn what_ended_before_or_began_after_covers_no_month_but_shows_who_looked() {
        let found = Observed::of(&[stay(1, 0, 0, 0), stay(1, 2, 2, 2)], 2);
        assert_eq!(found, Observed::default());
        let found = Observed::of(&[stay(1, 0, 0, 0), stay(1, 0, 2, 2)], 2);
        assert_eq!(found.throughout(), [1]);
    }
}
