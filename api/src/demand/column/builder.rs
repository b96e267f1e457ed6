//! Building segments: rows come in any order and leave as segments, sorted by country, place and role.
//!
//! The rows of a month are cut by the months in which they were last seen open as well, so that a period takes nearly every segment whole or
//! not at all: of a month long ago it asks only for the few that are still open, and these stand by themselves. So do those that do not
//! say when they were posted, or were in another month.

use std::collections::BTreeMap;

use super::{
    bitmap::Bitmap,
    day::{self, Day},
    places::Places,
    segment::{Inverted, MAX_ROWS, Mention, Pay, Paying, Row, Segment, Span, Zones},
};

/// How many rows are worth a segment of their own: with fewer, a question has more segments to look at than rows to pass over.
pub(super) const FEWEST: usize = 1 << 12;

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
    /// Which part of the rows it belongs to, and its country.
    order: (usize, i32),
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
            order: (0, 0),
        });
    }

    /// The segments of all rows taken so far, as few as can be; the builder is empty again.
    pub(super) fn segments(&mut self, places: &Places) -> Vec<Segment> {
        self.cut(|_| 0, places)
    }

    /// The segments of all rows taken so far, which began in one month, by the months in which they ended; the builder is empty again.
    pub(super) fn cells(&mut self, places: &Places) -> Vec<Segment> {
        self.cells_of(FEWEST, places)
    }

    /// The same where so many rows are worth a segment.
    pub(super) fn cells_of(&mut self, fewest: usize, places: &Places) -> Vec<Segment> {
        let ends = [0, 1, 2].map(|kind| {
            let rows = self.fixed.iter().map(|fixed| &fixed.row);
            let rows = rows.filter(|row| dated(row) == kind);
            ends(rows.map(|row| row.last), fewest)
        });
        let part = |row: &Row<'_>| {
            let (before, rest) = ends.split_at(dated(row));
            let before: usize = before.iter().map(|ends| ends.len() + 1).sum();
            let ends = rest.first().map_or(&[][..], Vec::as_slice);
            before + ends.partition_point(|end| *end < row.last)
        };
        self.cut(part, places)
    }

    /// Segments of the parts to which the rows belong.
    fn cut(&mut self, part: impl Fn(&Row<'_>) -> usize, places: &Places) -> Vec<Segment> {
        for Fixed { row, order, .. } in &mut self.fixed {
            *order = (part(row), places.country(row.place).unwrap_or(i32::MAX));
        }
        let order = |Fixed { row, order, .. }: &Fixed| (*order, row.place, row.role, row.id);
        self.fixed.sort_unstable_by_key(order);
        let parts = self
            .fixed
            .chunk_by(|one, other| one.order.0 == other.order.0);
        let segments = parts.flat_map(|rows| {
            // Even pieces: a last segment of a few rows would be scanned for itself.
            let pieces = rows.len().div_ceil(MAX_ROWS);
            rows.chunks(rows.len().div_ceil(pieces))
                .map(|rows| segment(rows, &self.mentions))
        });
        let segments = segments.collect();
        self.fixed.clear();
        self.mentions.clear();
        segments
    }
}

/// Whether a row says when it was posted: 0 if it does not, 1 if it was in another month than it began, and else 2.
pub(super) fn dated(row: &Row<'_>) -> usize {
    match row.posted {
        day::NONE => 0,
        posted if day::month(posted) != day::month(row.first) => 1,
        _ => 2,
    }
}

/// The last days of the parts into which rows are cut that end on these days: of whole months, and as many that each has enough rows.
fn ends(days: impl Iterator<Item = Day>, fewest: usize) -> Vec<Day> {
    let mut months: BTreeMap<Day, usize> = BTreeMap::new();
    for day in days {
        *months.entry(day::month(day).1).or_default() += 1;
    }
    let mut ends = Vec::new();
    let (mut rows, mut left) = (0, months.values().sum::<usize>());
    for (end, more) in months {
        rows += more;
        left -= more;
        if rows >= fewest && left >= fewest {
            ends.push(end);
            rows = 0;
        }
    }
    ends
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
            first: Span::of(first.iter().copied()),
            last: Span::of(last.iter().copied()),
            posted: Span::of(posted.iter().copied().filter(|day| *day != day::NONE)),
            dated: !posted.contains(&day::NONE),
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
    let places = segment.stretches.iter();
    let places = places.map(|row| segment.places[usize::from(*row)]);
    segment.stretch_places = places.collect();
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
