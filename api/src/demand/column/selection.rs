//! The rows of a segment that meet a condition.

use std::borrow::Cow;

use super::{
    super::population::Basis,
    bitmap::{Bitmap, retain},
    condition::{Condition, Table},
    day::Day,
    market::Slot,
    segment::{Segment, Span},
};

/// In which sense rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// As postings of the market: one for each cluster of duplicates, wherever and whenever one of them counts.
    Counted,
    /// As listed: each by its own places and days.
    Listed,
}

/// Which rows of a segment are meant.
#[derive(Clone, Debug)]
pub(super) enum Selection {
    /// All live ones that count in the sense asked for.
    Whole,
    /// All live ones that count in the sense asked for and are of these sources, by code.
    Sources(Vec<u16>),
    /// These.
    Some(Bitmap),
}

impl Selection {
    /// The rows, of which `slot` is the segment; in the sense of counted ones.
    pub(super) fn rows<'a>(&'a self, slot: &Slot) -> Cow<'a, Bitmap> {
        match self {
            Self::Whole => Cow::Owned(slot.rows(Sense::Counted)),
            Self::Sources(sources) => {
                let mut rows = slot.rows(Sense::Counted);
                of_sources(&mut rows, slot.segment(), sources);
                Cow::Owned(rows)
            }
            Self::Some(rows) => Cow::Borrowed(rows),
        }
    }
}

/// The rows of a slot that meet a condition; nothing where there are none.
pub(super) fn select(slot: &Slot, condition: &Condition, sense: Sense) -> Option<Selection> {
    let segment = slot.segment();
    let reach = reach(segment, condition);
    if reach == Reach::Nothing {
        return None;
    }
    let asked = condition.sources.as_ref();
    let among = asked.map(|asked| slot.summary().among(sense, asked));
    // Whoever asks for all sources of a segment asks nothing of it.
    let sources = among
        .filter(|(_, are_all)| !are_all)
        .map(|(sources, _)| sources);
    if reach == Reach::Everything && condition.asks_only_days() {
        return match sources {
            None => Some(Selection::Whole),
            Some(sources) => (!sources.is_empty()).then_some(Selection::Sources(sources)),
        };
    }
    let mut rows = slot.rows(sense);
    places(&mut rows, segment, condition);
    if reach == Reach::Something {
        days(&mut rows, segment, condition);
    }
    codes(&mut rows, segment, condition);
    if let Some(sources) = sources {
        of_sources(&mut rows, segment, &sources);
    }
    skills(&mut rows, segment, condition);
    (!rows.is_empty()).then_some(Selection::Some(rows))
}

fn of_sources(rows: &mut Bitmap, segment: &Segment, sources: &[u16]) {
    let codes = sources.iter().map(|source| usize::from(*source) + 1).max();
    let asked = sources.iter().map(|source| u32::from(*source));
    let asked = Table::of(codes.unwrap_or(0), asked);
    keep_codes(rows, &segment.sources, &asked);
}

/// How much of a segment can lie in the days asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Nothing,
    Something,
    Everything,
}

fn reach(segment: &Segment, condition: &Condition) -> Reach {
    let zones = &segment.zones;
    let (from, to) = (condition.from, condition.to);
    let (starting, ending) = match condition.basis {
        Basis::Active => (zones.first, zones.last),
        Basis::NewlyPosted => (zones.posted, zones.posted),
    };
    let Span { low, high } = starting;
    if low > to || ending.high < from {
        Reach::Nothing
    } else if high <= to && ending.low >= from && (zones.dated || condition.basis == Basis::Active)
    {
        Reach::Everything
    } else {
        Reach::Something
    }
}

impl Condition {
    /// Whether it asks for nothing but days and sources.
    fn asks_only_days(&self) -> bool {
        let tables = [
            &self.places,
            &self.roles,
            &self.companies,
            &self.scopes,
            &self.standings,
        ];
        let skills = [&self.skills_all, &self.skills_any, &self.skills_none];
        tables.iter().all(|table| table.is_none())
            && skills.iter().all(|skills| skills.is_empty())
            && self.pay_at_least.is_none()
    }
}

fn skills(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    for skill in &condition.skills_all {
        name(rows, segment, &[*skill], true);
    }
    if !condition.skills_any.is_empty() {
        name(rows, segment, &condition.skills_any, true);
    }
    if !condition.skills_none.is_empty() {
        name(rows, segment, &condition.skills_none, false);
    }
}

/// Keeps the rows that name one of some skills, or those that name none of them.
fn name(rows: &mut Bitmap, segment: &Segment, skills: &[u16], wanted: bool) {
    /// Reading a list goes on so many times quicker than looking at rows for themselves.
    const LIST: usize = 16;
    let lists = skills.iter().map(|skill| segment.inverted.rows(*skill));
    if LIST * rows.count() < lists.clone().map(<[u16]>::len).sum() {
        let names = |row: usize| skills.iter().any(|skill| segment.names(row, *skill));
        rows.retain(|row| names(row) == wanted);
        return;
    }
    let mut naming = Bitmap::none(segment.len());
    lists.flatten().for_each(|row| naming.insert((*row).into()));
    if wanted {
        rows.intersect(&naming);
    } else {
        rows.subtract(&naming);
    }
}

/// Rows of one place stand together, so a region is a few ranges of rows.
fn places(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    let Some(table) = &condition.places else {
        return;
    };
    let mut asked = Bitmap::none(segment.len());
    let mut range = 0..0;
    for (_, stretch) in segment
        .stretches()
        .filter(|(place, _)| table.contains(*place))
    {
        if stretch.start == range.end {
            range.end = stretch.end;
        } else {
            asked.insert_range(range);
            range = stretch;
        }
    }
    asked.insert_range(range);
    rows.intersect(&asked);
}

fn days(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    let (from, to) = (condition.from, condition.to);
    match condition.basis {
        Basis::Active => {
            let zones = &segment.zones;
            if zones.first.high > to {
                keep(rows, &segment.first, |first: Day| first <= to);
            }
            if zones.last.low < from {
                keep(rows, &segment.last, |last: Day| last >= from);
            }
        }
        Basis::NewlyPosted => keep(rows, &segment.posted, |posted: Day| {
            (from..=to).contains(&posted)
        }),
    }
}

fn codes(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    if let Some(table) = &condition.roles {
        keep_codes(rows, &segment.roles, table);
    }
    if let Some(table) = &condition.standings {
        keep(rows, &segment.standings, |standing| {
            table.contains(standing.0.into())
        });
    }
    if let Some(table) = &condition.scopes {
        keep(rows, &segment.scopes, |scope| table.contains(scope.into()));
    }
    if let Some((currency, least)) = condition.pay_at_least {
        let mut paying = Bitmap::none(segment.len());
        let stated = segment.paying.iter();
        let enough = stated.filter(|(_, pay)| pay.currency == currency && pay.amount >= least);
        enough.for_each(|(row, _)| paying.insert(row));
        rows.intersect(&paying);
    }
    if let Some(table) = &condition.companies {
        keep(rows, &segment.companies, |company| table.contains(company));
    }
}

/// Keeps the rows whose code is asked for.
fn keep_codes(rows: &mut Bitmap, column: &[u16], asked: &Table) {
    // One code is compared with many at once; a table is looked up for each by itself.
    match asked.only().map(u16::try_from) {
        Some(Ok(only)) => keep(rows, column, |code| code == only),
        _ => keep(rows, column, |code| asked.contains(code.into())),
    }
}

/// With fewer rows than this in a word, each is looked at by itself.
const FEW: u32 = 8;

/// Keeps the rows whose value passes.
pub(super) fn keep<T: Copy>(rows: &mut Bitmap, column: &[T], passes: impl Fn(T) -> bool) {
    for (word, values) in rows.words_mut().iter_mut().zip(column.chunks(64)) {
        if word.count_ones() < FEW {
            retain(word, |bit| passes(values[bit]));
        } else {
            let mut passing = [0; 64];
            for (passing, value) in passing.iter_mut().zip(values) {
                *passing = u8::from(passes(*value));
            }
            *word &= packed(&passing);
        }
    }
}

/// A bit for each byte, which is 0 or 1. Bytes first and bits then, because the compiler compares many values at once that way.
fn packed(bytes: &[u8; 64]) -> u64 {
    /// Moves the lowest bit of each byte into the highest byte, the first to the lowest bit of it.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    let packed = eights.iter().enumerate().map(|(at, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
        bits << (8 * at)
    });
    packed.fold(0, |all, bits| all | bits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_passes_is_kept(values in prop::collection::vec(0_u16..20, 0..300), few in any::<bool>(), least in 0_u16..20) {
            let mut rows = Bitmap::none(values.len());
            // Many rows in a word and few are kept in different ways.
            let step = if few { 17 } else { 2 };
            (0..values.len()).step_by(step).for_each(|row| rows.insert(row));
            keep(&mut rows, &values, |value| value >= least);
            let expected = (0..values.len()).step_by(step).filter(|row| values[*row] >= least);
            prop_assert_eq!(rows.rows().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        }
    }
}
