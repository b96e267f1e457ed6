//! What all rows of a segment say together, counted once: a question that asks for whole segments adds these up.

use rustc_hash::FxHashMap;

use super::{
    bitmap::Bitmap,
    condition::Table,
    day::{self, Day},
    market::Slot,
    segment::Segment,
    selection::{Sense, keep},
    tally::{Tally, count},
};

/// What the live rows of a segment say together.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    /// All counted ones.
    pub(super) all: Part,
    /// The codes of their sources, each with how many they are.
    sources: Vec<(u16, u32)>,
    /// How many listed ones were open in the same months.
    stays: Vec<(Stay, u32)>,
}

/// What some counted rows of a segment say together.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// How many they are.
    pub(super) postings: i64,
    /// How often they mention each skill, by skill with its level, ascending.
    pub(super) mentions: Vec<(u16, u32)>,
}

impl Part {
    fn of(segment: &Segment, rows: &Bitmap) -> Self {
        let mut tally = Tally::default();
        tally.add(segment, rows);
        Self {
            postings: count(rows),
            mentions: tally.mentions().collect(),
        }
    }

    /// Takes a row out that is in it.
    fn lose(&mut self, segment: &Segment, row: usize) {
        self.postings -= 1;
        for mention in segment.mentions(row) {
            let index = |(mention, _): &(u16, u32)| usize::from(*mention);
            let found = self.mentions.binary_search_by_key(&mention.index(), index);
            if let Some((_, count)) = found.ok().and_then(|at| self.mentions.get_mut(at)) {
                *count -= 1;
            }
        }
    }
}

/// The counted live rows of a segment by the code of their source: whoever asks for some sources of whole segments adds these up.
#[derive(Clone, Debug)]
pub(super) struct Parts(Vec<(u16, Part)>);

impl Parts {
    /// Counts them.
    pub(super) fn of(slot: &Slot) -> Self {
        let segment = slot.segment();
        let part = |source: u16| {
            let mut rows = slot.rows(Sense::Counted);
            keep(&mut rows, &segment.sources, |other| other == source);
            (source, Part::of(segment, &rows))
        };
        Self(slot.summary().sources().map(part).collect())
    }

    /// Those of some sources.
    pub(super) fn among<'a>(&'a self, sources: &'a [u16]) -> impl Iterator<Item = &'a Part> {
        let parts = self.0.iter();
        let among = parts.filter(|(source, _)| sources.contains(source));
        among.map(|(_, part)| part)
    }

    /// The same without some live rows.
    pub(super) fn without(&self, segment: &Segment, dead: &[usize]) -> Self {
        let mut parts = self.clone();
        for row in dead.iter().filter(|row| segment.counted.contains(**row)) {
            let source = segment.sources[*row];
            let part = parts.0.iter_mut().find(|(other, _)| *other == source);
            if let Some((_, part)) = part {
                part.lose(segment, *row);
            }
        }
        parts
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let mentions = self.0.iter().map(|(_, part)| size_of_val(&*part.mentions));
        mentions.sum::<usize>() + size_of_val(&*self.0)
    }
}

/// The months in which a posting was first and last seen open, and the code of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stay {
    pub(super) source: u16,
    /// The first day of the first month.
    pub(super) first: Day,
    /// The last day of the last month.
    pub(super) last: Day,
}

impl Stay {
    fn of(segment: &Segment, row: usize) -> Self {
        Self {
            source: segment.sources[row],
            first: day::month(segment.first[row]).0,
            last: day::month(segment.last[row]).1,
        }
    }
}

impl Summary {
    /// Counts them.
    pub(super) fn of(slot: &Slot) -> Self {
        let segment = slot.segment();
        let rows = slot.rows(Sense::Counted);
        let mut sources: FxHashMap<u16, u32> = FxHashMap::default();
        for row in rows.rows() {
            *sources.entry(segment.sources[row]).or_default() += 1;
        }
        let mut stays: FxHashMap<Stay, u32> = FxHashMap::default();
        for row in slot.rows(Sense::Listed).rows() {
            *stays.entry(Stay::of(segment, row)).or_default() += 1;
        }
        Self {
            all: Part::of(segment, &rows),
            sources: sources.into_iter().collect(),
            stays: stays.into_iter().collect(),
        }
    }

    /// The same without some live rows: a change of few rows does not have all others counted again.
    pub(super) fn without(&self, segment: &Segment, dead: &[usize]) -> Self {
        let mut summary = self.clone();
        for row in dead {
            if segment.counted.contains(*row) {
                summary.all.lose(segment, *row);
                lessen(&mut summary.sources, segment.sources[*row]);
            }
            if segment.listed.contains(*row) {
                lessen(&mut summary.stays, Stay::of(segment, *row));
            }
        }
        summary
    }

    /// The sources of counted rows, by code.
    pub(super) fn sources(&self) -> impl Iterator<Item = u16> + '_ {
        self.sources.iter().map(|(source, _)| *source)
    }

    /// Which sources of the rows that count in a sense are asked for, by code, and whether all of them are.
    pub(super) fn among(&self, sense: Sense, asked: &Table) -> (Vec<u16>, bool) {
        let mut sources: Vec<u16> = match sense {
            Sense::Counted => self.sources().collect(),
            Sense::Listed => self.stays().map(|stay| stay.source).collect(),
        };
        sources.sort_unstable();
        sources.dedup();
        let all = sources.len();
        sources.retain(|source| asked.contains((*source).into()));
        let are_all = sources.len() == all;
        (sources, are_all)
    }

    /// How many rows of some sources count in a sense.
    pub(super) fn of_sources(&self, sense: Sense, sources: &[u16]) -> i64 {
        let counted = self.sources.iter().copied();
        let listed = self.stays.iter();
        let listed = listed.map(|(stay, count)| (stay.source, *count));
        let counts: &mut dyn Iterator<Item = (u16, u32)> = match sense {
            Sense::Counted => &mut { counted },
            Sense::Listed => &mut { listed },
        };
        let among = counts.filter(|(source, _)| sources.contains(source));
        among.map(|(_, count)| i64::from(count)).sum()
    }

    /// Where and how long listed rows were open.
    pub(super) fn stays(&self) -> impl Iterator<Item = Stay> + '_ {
        self.stays.iter().map(|(stay, _)| *stay)
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.all.mentions) + size_of_val(&*self.sources) + size_of_val(&*self.stays)
    }
}

/// Takes one away, and what there is no more of.
fn lessen<K: Copy + PartialEq>(counts: &mut Vec<(K, u32)>, of: K) {
    if let Some(at) = counts.iter().position(|(key, _)| *key == of) {
        counts[at].1 -= 1;
        if counts[at].1 == 0 {
            counts.swap_remove(at);
        }
    }
}
