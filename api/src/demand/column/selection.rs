//! The rows of a segment that meet a condition.

use std::borrow::Cow;

use super::{
    super::population::Basis,
    bitmap::Bitmap,
    condition::Condition,
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
    /// These.
    Some(Bitmap),
}

impl Selection {
    /// The rows, of which `slot` is the segment; in the sense of counted ones.
    pub(super) fn rows<'a>(&'a self, slot: &Slot) -> Cow<'a, Bitmap> {
        match self {
            Self::Whole => Cow::Owned(slot.rows(Sense::Counted)),
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
    let everywhere = condition.sources.as_ref().is_none_or(|asked| {
        // Whoever asks for all sources of a segment asks nothing of it; summaries know those of counted rows.
        let sources = &slot.summary().sources;
        sense == Sense::Counted
            && sources
                .iter()
                .all(|source| asked.contains((*source).into()))
    });
    let mut rows = slot.rows(sense);
    if reach == Reach::Everything && everywhere && condition.asks_only_days() {
        return Some(Selection::Whole);
    }
    skills(&mut rows, segment, condition);
    places(&mut rows, segment, condition);
    if reach == Reach::Something {
        days(&mut rows, segment, condition);
    }
    codes(&mut rows, segment, condition);
    if let Some(asked) = condition.sources.as_ref().filter(|_| !everywhere) {
        keep(&mut rows, &segment.sources, |source| {
            asked.contains(source.into())
        });
    }
    (!rows.is_empty()).then_some(Selection::Some(rows))
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
    } else if high <= to && ending.low >= from {
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
    let naming = |skills: &[u16]| {
        let mut naming = Bitmap::none(segment.len());
        for skill in skills {
            segment
                .inverted
                .rows(*skill)
                .iter()
                .for_each(|row| naming.insert(usize::from(*row)));
        }
        naming
    };
    for skill in &condition.skills_all {
        rows.intersect(&naming(&[*skill]));
    }
    if !condition.skills_any.is_empty() {
        rows.intersect(&naming(&condition.skills_any));
    }
    if !condition.skills_none.is_empty() {
        rows.subtract(&naming(&condition.skills_none));
    }
}

/// Rows of one place stand together, so a region is a few ranges of rows.
fn places(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    let Some(table) = &condition.places else {
        return;
    };
    let mut asked = Bitmap::none(segment.len());
    let mut begun = None;
    for row in segment.stretches.iter().map(|row| usize::from(*row)) {
        let within = table.contains(segment.places[row]);
        match (within, begun) {
            (true, None) => begun = Some(row),
            (false, Some(start)) => {
                asked.insert_range(start..row);
                begun = None;
            }
            _ => {}
        }
    }
    if let Some(start) = begun {
        asked.insert_range(start..segment.len());
    }
    rows.intersect(&asked);
}

fn days(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    let (from, to) = (condition.from, condition.to);
    match condition.basis {
        Basis::Active => {
            keep(rows, &segment.first, |first: Day| first <= to);
            keep(rows, &segment.last, |last: Day| last >= from);
        }
        Basis::NewlyPosted => keep(rows, &segment.posted, |posted: Day| {
            (from..=to).contains(&posted)
        }),
    }
}

fn codes(rows: &mut Bitmap, segment: &Segment, condition: &Condition) {
    if let Some(table) = &condition.roles {
        keep(rows, &segment.roles, |role| table.contains(role.into()));
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

/// With fewer rows than this in a word, each is looked at by itself.
const FEW: u32 = 8;

/// Keeps the rows whose value passes.
fn keep<T: Copy>(rows: &mut Bitmap, column: &[T], passes: impl Fn(T) -> bool) {
    for (word, values) in rows.words_mut().iter_mut().zip(column.chunks(64)) {
        if word.count_ones() < FEW {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                if !passes(values[bit as usize]) {
                    *word &= !(1 << bit);
                }
                rest &= rest - 1;
            }
        } else {
            let mut passing = 0;
            for (bit, value) in values.iter().enumerate() {
                passing |= u64::from(passes(*value)) << bit;
            }
            *word &= passing;
        }
    }
}
