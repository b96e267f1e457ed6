//! One version of the market: segments, and which of their rows are live.

use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use chrono::{DateTime, Utc};

use super::{
    super::population::Population,
    bitmap::Bitmap,
    catalogue::Catalogue,
    condition::Condition,
    dictionary::Dictionaries,
    read::State,
    segment::{Row, Segment},
    selection::{Selection, Sense, select},
    summary::{Parts, Summary},
};

/// One version of the market.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    pub(super) slots: Vec<Arc<Slot>>,
    pub(super) dictionaries: Arc<RwLock<Dictionaries>>,
    pub(super) catalogue: Arc<Catalogue>,
    /// The state of the truth that it holds.
    pub(super) state: State,
}

/// What tells one version of the market from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Version {
    log: i64,
    // A log that was restored from a copy counts on from an older number.
    moment: DateTime<Utc>,
    vocabulary: i32,
    catalogue: i64,
}

/// A segment and its live rows.
#[derive(Debug)]
pub(super) struct Slot {
    segment: Arc<Segment>,
    live: Bitmap,
    /// Whether its rows are of all months, waiting to be put where they belong.
    fresh: bool,
    summary: OnceLock<Summary>,
    parts: OnceLock<Parts>,
}

impl Slot {
    /// A segment with all its rows.
    pub(super) fn new(segment: Segment) -> Self {
        let live = Bitmap::all(segment.len());
        Self {
            segment: Arc::new(segment),
            live,
            fresh: false,
            summary: OnceLock::new(),
            parts: OnceLock::new(),
        }
    }

    /// A segment of rows that are not where they belong.
    pub(super) fn fresh(segment: Segment) -> Self {
        Self {
            fresh: true,
            ..Self::new(segment)
        }
    }

    /// The same segment without some of its live rows.
    pub(super) fn without(&self, dead: &[usize]) -> Self {
        let mut live = self.live.clone();
        for row in dead {
            live.remove(*row);
        }
        let summary = self.summary.get();
        let summary = summary.map(|summary| summary.without(&self.segment, dead));
        let parts = self.parts.get();
        let parts = parts.map(|parts| parts.without(&self.segment, dead));
        Self {
            segment: Arc::clone(&self.segment),
            live,
            fresh: self.fresh,
            summary: summary.map(OnceLock::from).unwrap_or_default(),
            parts: parts.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// The segment.
    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    /// Its live rows.
    pub(super) fn live(&self) -> &Bitmap {
        &self.live
    }

    /// Passes on each live row.
    pub(super) fn each(&self, mut take: impl FnMut(Row<'_>)) {
        let rows = self
            .segment
            .each()
            .filter(|(row, _)| self.live.contains(*row));
        rows.for_each(|(_, row)| take(row));
    }

    /// Whether its rows are of all months.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Whether its rows had better be elsewhere.
    pub(super) fn is_misplaced(&self) -> bool {
        self.fresh || 2 * self.live.count() < self.segment.len()
    }

    /// The live rows that count in a sense.
    pub(super) fn rows(&self, sense: Sense) -> Bitmap {
        let mut rows = self.live.clone();
        rows.intersect(match sense {
            Sense::Counted => &self.segment.counted,
            Sense::Listed => &self.segment.listed,
        });
        rows
    }

    /// What all its live rows say together.
    pub(super) fn summary(&self) -> &Summary {
        self.summary.get_or_init(|| Summary::of(self))
    }

    /// What its counted rows say together, for each source.
    pub(super) fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts::of(self))
    }

    /// How many bytes it takes.
    fn bytes(&self) -> usize {
        let summary = self.summary.get().map_or(0, Summary::bytes);
        let parts = self.parts.get().map_or(0, Parts::bytes);
        self.segment.bytes() + size_of_val(self.live.words()) + summary + parts
    }
}

impl Market {
    /// The codes of its columns.
    pub(super) fn codes(&self) -> RwLockReadGuard<'_, Dictionaries> {
        // Whoever panicked while adding a code left the codes before it as they were.
        self.dictionaries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The code of a skill; none where no posting ever named it.
    pub(super) fn skill_code(&self, skill: i32) -> Option<u16> {
        let code = self.codes().skills.known(&skill)?;
        u16::try_from(code).ok()
    }

    /// The condition that holds for a population's rows; none where no row can meet it.
    pub(super) fn condition(&self, population: &Population) -> Option<Condition> {
        Condition::of(population, &self.codes()).ok()
    }

    /// The slots that have rows meeting a condition, with these.
    pub(super) fn select<'a>(
        &'a self,
        condition: &'a Condition,
        sense: Sense,
    ) -> impl Iterator<Item = (&'a Slot, Selection)> + 'a {
        let select = move |slot: &'a Arc<Slot>| Some((&**slot, select(slot, condition, sense)?));
        self.slots.iter().filter_map(select)
    }

    /// The last transaction of the log that it holds.
    pub(crate) fn log(&self) -> i64 {
        self.state.newest
    }

    /// How many postings it counts, of any day.
    pub(crate) fn postings(&self) -> i64 {
        self.slots
            .iter()
            .map(|slot| slot.summary().all.postings)
            .sum()
    }

    /// What tells what it answers from what any other version answers.
    pub(crate) fn version(&self) -> Version {
        Version {
            log: self.state.newest,
            moment: self.state.moment,
            vocabulary: self.state.vocabulary,
            catalogue: self.catalogue.version,
        }
    }

    /// The moment whose truth it holds: that of its last transaction.
    pub(crate) fn moment(&self) -> DateTime<Utc> {
        self.state.moment
    }

    /// What is known of skills, regions, roles and sources.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The vocabulary that read its postings.
    pub(crate) fn vocabulary(&self) -> i32 {
        self.state.vocabulary
    }

    /// How many rows it holds.
    pub(crate) fn rows(&self) -> usize {
        self.slots.iter().map(|slot| slot.live.count()).sum()
    }

    /// How many bytes its columns take.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.iter().map(|slot| slot.bytes()).sum()
    }
}
