//! Building segments: rows come in any order and leave as segments, sorted by country, place and role.

use super::{
    bitmap::Bitmap,
    day::Day,
    places::Places,
    segment::{Inverted, MAX_ROWS, Mention, Pay, Paying, Row, Segment, Span, Zones},
};

/// Rows on their way into segments.
#[derive(Debug, Default)]
pub(super) struct Builder {
    fixed: Vec<Fixed>,
    mentions: Vec<Mention>,
}

/// A row without its mentions, and where these are.
#[derive(Clone, Copy, Debug)]
struct Fixed {
    // Its mentions are empty; they stand at `start`.
    row: Row<'static>,
    start: usize,
    end: usize,
}

impl Builder {
    /// How many rows wait.
    pub(super) fn len(&self) -> usize {
        self.fixed.len()
    }

    /// Takes a row.
    pub(super) fn push(&mut self, row: Row<'_>) {
        let start = self.mentions.len();
        self.mentions.extend_from_slice(row.mentions);
        self.fixed.push(Fixed {
            row: Row {
                mentions: &[],
                ..row
            },
            start,
            end: self.mentions.len(),
        });
    }

    /// The segments of all rows taken so far; the builder is empty again.
    pub(super) fn segments(&mut self, places: &Places) -> Vec<Segment> {
        let order = |fixed: &Fixed| {
            let country = places.country(fixed.row.place).unwrap_or(i32::MAX);
            (country, fixed.row.place, fixed.row.role, fixed.row.id)
        };
        self.fixed.sort_unstable_by_key(order);
        // Even parts: a last segment of a few rows would be scanned for itself.
        let parts = self.fixed.len().div_ceil(MAX_ROWS).max(1);
        let rows = self.fixed.len().div_ceil(parts).max(1);
        let segments = self
            .fixed
            .chunks(rows)
            .map(|rows| segment(rows, &self.mentions));
        let segments = segments.collect();
        self.fixed.clear();
        self.mentions.clear();
        segments
    }
}

fn segment(rows: &[Fixed], mentions: &[Mention]) -> Segment {
    let column = |marked: fn(&Row<'_>) -> bool| {
        let mut bitmap = Bitmap::none(rows.len());
        let marked = rows
            .iter()
            .enumerate()
            .filter(|(_, fixed)| marked(&fixed.row));
        marked.for_each(|(row, _)| bitmap.insert(row));
        bitmap
    };
    let days =
        |day: fn(&Row<'_>) -> Day| rows.iter().map(|fixed| day(&fixed.row)).collect::<Vec<_>>();
    let (first, last, posted) = (
        days(|row| row.first),
        days(|row| row.last),
        days(|row| row.posted),
    );
    let mut segment = Segment {
        counted: column(|row| row.marks.counted),
        listed: column(|row| row.marks.listed),
        open: column(|row| row.marks.open),
        unresolved: column(|row| row.marks.unresolved),
        zones: Zones {
            first: Span::of(&first),
            last: Span::of(&last),
            posted: Span::of(&posted),
        },
        first,
        last,
        posted,
        places: rows.iter().map(|fixed| fixed.row.place).collect(),
        companies: rows.iter().map(|fixed| fixed.row.company).collect(),
        roles: rows.iter().map(|fixed| fixed.row.role).collect(),
        sources: rows.iter().map(|fixed| fixed.row.source).collect(),
        scopes: rows.iter().map(|fixed| fixed.row.scope).collect(),
        standings: rows.iter().map(|fixed| fixed.row.standing).collect(),
        paying: paying(rows.iter().map(|fixed| fixed.row.pay)),
        ..Segment::default()
    };
    take_mentions(&mut segment, rows, mentions);
    segment.rows = numbers(rows.len());
    segment
        .rows
        .sort_unstable_by_key(|row| rows[usize::from(*row)].row.id);
    let ids = segment
        .rows
        .iter()
        .map(|row| rows[usize::from(*row)].row.id);
    segment.ids = ids.collect();
    segment.inverted = inverted(&segment);
    segment.stretches = stretches(&segment.places);
    segment
}

fn take_mentions(segment: &mut Segment, rows: &[Fixed], mentions: &[Mention]) {
    segment.starts.reserve_exact(rows.len() + 1);
    segment
        .mentions
        .reserve_exact(rows.iter().map(|fixed| fixed.end - fixed.start).sum());
    segment.starts.push(0);
    for fixed in rows {
        segment
            .mentions
            .extend_from_slice(&mentions[fixed.start..fixed.end]);
        segment.starts.push(number(segment.mentions.len()));
    }
}

fn paying(pays: impl Iterator<Item = Option<Pay>>) -> Paying {
    let mut paying = Paying::default();
    for (row, pay) in pays.enumerate() {
        if let (Ok(row), Some(pay)) = (u16::try_from(row), pay) {
            paying.rows.push(row);
            paying.amounts.push(pay.amount);
            paying.currencies.push(pay.currency);
        }
    }
    paying.rows.shrink_to_fit();
    paying.amounts.shrink_to_fit();
    paying.currencies.shrink_to_fit();
    paying
}

/// Counts first, so that every list is written in its place: sorting all mentions would cost ten times as much.
fn inverted(segment: &Segment) -> Inverted {
    let skills = segment
        .mentions
        .iter()
        .map(|mention| usize::from(mention.skill()) + 1)
        .max();
    let mut counts = vec![0_u32; skills.unwrap_or(0)];
    for mention in &segment.mentions {
        counts[usize::from(mention.skill())] += 1;
    }
    let mut inverted = Inverted::default();
    let mut next = counts;
    let mut end = 0;
    inverted.starts.push(0);
    for (skill, count) in next.iter_mut().enumerate() {
        let start = end;
        end += std::mem::replace(count, start);
        if let (true, Ok(skill)) = (end > start, u16::try_from(skill)) {
            inverted.skills.push(skill);
            inverted.starts.push(end);
        }
    }
    inverted.rows = vec![0; segment.mentions.len()];
    for row in numbers(segment.len()) {
        for mention in segment.mentions(usize::from(row)) {
            let at = &mut next[usize::from(mention.skill())];
            inverted.rows[*at as usize] = row;
            *at += 1;
        }
    }
    inverted.skills.shrink_to_fit();
    inverted.starts.shrink_to_fit();
    inverted
}

fn stretches(places: &[u32]) -> Vec<u16> {
    let begins = |row: &u16| {
        let row = usize::from(*row);
        row == 0 || places[row] != places[row - 1]
    };
    numbers(places.len()).into_iter().filter(begins).collect()
}

/// The numbers of so many rows.
fn numbers(rows: usize) -> Vec<u16> {
    (0..=u16::MAX).take(rows).collect()
}

/// A count of mentions in one segment: far below 2³².
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
