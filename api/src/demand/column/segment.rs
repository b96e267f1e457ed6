//! Segments: up to 65,536 rows as columns, written once.

use std::ops::Range;

use super::{bitmap::Bitmap, day::Day};

/// How many rows a segment holds at most: row numbers have 16 bits.
pub(super) const MAX_ROWS: usize = 1 << 16;

/// The bits of a skill entry that tell which skill it is; the two above tell how it is asked for.
const SKILL_BITS: u32 = 14;

/// One skill of one posting with how it is asked for, in 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention(u16);

impl Mention {
    /// A skill's code with a requirement level from 0 to 3.
    pub(super) fn new(skill: u16, level: u16) -> Self {
        Self(level << SKILL_BITS | skill)
    }

    /// The skill's code.
    pub(super) fn skill(self) -> u16 {
        self.0 & ((1 << SKILL_BITS) - 1)
    }

    /// Both, as an index.
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Level and work mode of a posting in 8 bits; 15 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing(pub(super) u8);

impl Standing {
    /// What stands for no level.
    pub(super) const NO_LEVEL: u8 = 15;

    /// As they are stored.
    pub(super) fn new(seniority: Option<i16>, work_mode: Option<i16>) -> Self {
        Self(nibble(seniority) | nibble(work_mode) << 4)
    }

    /// The stored level; 15 for none.
    pub(super) fn seniority(self) -> u8 {
        self.0 & 15
    }

    /// The stored work mode; 15 for none.
    pub(super) fn work_mode(self) -> u8 {
        self.0 >> 4
    }
}

fn nibble(stored: Option<i16>) -> u8 {
    let stored = stored.and_then(|stored| u8::try_from(stored).ok());
    stored.filter(|stored| *stored < 15).unwrap_or(15)
}

/// What a posting pays in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pay {
    /// The currency's code.
    pub(super) currency: u8,
    /// Whole units.
    pub(super) amount: i64,
}

/// What a row says with one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other, and a bit each in a segment"
)]
pub(super) struct Marks {
    /// It counts as a posting of the market.
    pub(super) counted: bool,
    /// It counts as a posting as listed, duplicates included.
    pub(super) listed: bool,
    /// Nobody saw it close.
    pub(super) open: bool,
    /// Its location was not understood.
    pub(super) unresolved: bool,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) id: i64,
    pub(super) marks: Marks,
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) posted: Day,
    pub(super) place: u32,
    pub(super) company: u32,
    pub(super) role: u16,
    pub(super) source: u16,
    pub(super) scope: u16,
    pub(super) standing: Standing,
    pub(super) pay: Option<Pay>,
    /// Ascending by skill.
    pub(super) mentions: &'a [Mention],
}

/// The first and the last of some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) low: Day,
    pub(super) high: Day,
}

impl Span {
    /// Of these days.
    pub(super) fn of(days: impl Iterator<Item = Day> + Clone) -> Self {
        Self {
            low: days.clone().min().unwrap_or(Day::MAX),
            high: days.max().unwrap_or(0),
        }
    }
}

/// Some rows as columns; see [`Row`] for what each holds.
#[derive(Debug, Default)]
pub(super) struct Segment {
    /// The ids of all rows, ascending.
    pub(super) ids: Vec<i64>,
    /// The row of each of them.
    pub(super) rows: Vec<u16>,
    pub(super) counted: Bitmap,
    pub(super) listed: Bitmap,
    pub(super) open: Bitmap,
    pub(super) unresolved: Bitmap,
    pub(super) first: Vec<Day>,
    pub(super) last: Vec<Day>,
    pub(super) posted: Vec<Day>,
    pub(super) places: Vec<u32>,
    pub(super) companies: Vec<u32>,
    pub(super) roles: Vec<u16>,
    pub(super) sources: Vec<u16>,
    pub(super) scopes: Vec<u16>,
    pub(super) standings: Vec<Standing>,
    /// Where the mentions of each row begin, and after the last one where they end.
    pub(super) starts: Vec<u32>,
    pub(super) mentions: Vec<Mention>,
    pub(super) inverted: Inverted,
    pub(super) paying: Paying,
    /// The first row of each stretch of rows with the same place.
    pub(super) stretches: Vec<u16>,
    /// That place: read side by side, since a question about a region asks all of them.
    pub(super) stretch_places: Vec<u32>,
    pub(super) zones: Zones,
}

/// For each skill the rows that name it.
#[derive(Debug, Default)]
pub(super) struct Inverted {
    /// Skills that occur, ascending.
    pub(super) skills: Vec<u16>,
    /// Where the rows of each begin, and after the last one where they end.
    pub(super) starts: Vec<u32>,
    /// Rows, ascending for each skill.
    pub(super) rows: Vec<u16>,
}

impl Inverted {
    /// The rows that name a skill, ascending.
    pub(super) fn rows(&self, skill: u16) -> &[u16] {
        let at = self.skills.binary_search(&skill).ok();
        at.and_then(|at| {
            self.rows
                .get(*self.starts.get(at)? as usize..*self.starts.get(at + 1)? as usize)
        })
        .unwrap_or(&[])
    }
}

/// The rows that state pay, ascending, with what they state.
#[derive(Debug, Default)]
pub(super) struct Paying {
    pub(super) rows: Vec<u16>,
    pub(super) amounts: Vec<i64>,
    pub(super) currencies: Vec<u8>,
}

impl Paying {
    /// Each row with its pay.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Pay)> + '_ {
        let pays = self.amounts.iter().zip(&self.currencies);
        let pays = pays.map(|(amount, currency)| Pay {
            currency: *currency,
            amount: *amount,
        });
        self.rows.iter().map(|row| usize::from(*row)).zip(pays)
    }

    fn of(&self, row: u16) -> Option<Pay> {
        let at = self.rows.binary_search(&row).ok()?;
        Some(Pay {
            currency: *self.currencies.get(at)?,
            amount: *self.amounts.get(at)?,
        })
    }
}

/// Between which days the rows lie, to pass over segments that a period does not touch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zones {
    pub(super) first: Span,
    pub(super) last: Span,
    /// Of those rows that say when they were posted.
    pub(super) posted: Span,
    /// Whether all of them do.
    pub(super) dated: bool,
}

impl Default for Zones {
    fn default() -> Self {
        let none = Span::of(std::iter::empty());
        Self {
            first: none,
            last: none,
            posted: none,
            dated: true,
        }
    }
}

impl Segment {
    /// How many rows it has, dead ones included.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The mentions of a row.
    pub(super) fn mentions(&self, row: usize) -> &[Mention] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => self
                .mentions
                .get(*start as usize..*end as usize)
                .unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Whether a row names a skill.
    pub(super) fn names(&self, row: usize, skill: u16) -> bool {
        let mentions = self.mentions(row);
        let found = mentions.binary_search_by_key(&skill, |mention| mention.skill());
        found.is_ok()
    }

    /// The rows that name a skill.
    pub(super) fn naming(&self, skill: u16) -> Bitmap {
        Bitmap::of(self.inverted.rows(skill), self.len())
    }

    /// Each stretch of rows with the same place, with this.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
        let starts = self.stretches.iter().map(|row| usize::from(*row));
        let ends = starts.clone().skip(1).chain([self.len()]);
        let ranges = starts.zip(ends).map(|(start, end)| start..end);
        self.stretch_places.iter().copied().zip(ranges)
    }

    /// The rows of some postings; ids are ascending. Looks from one to the next in ever larger steps, so that few ids cost little and
    /// many no more than all rows.
    pub(super) fn rows_of(&self, ids: &[i64]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = 0;
        for id in ids {
            let rest = &self.ids[at..];
            let mut step = 1;
            while rest.get(step).is_some_and(|other| other < id) {
                step *= 2;
            }
            let near = &rest[..rest.len().min(step + 1)];
            at += near.partition_point(|other| other < id);
            let same = self.ids[at..].iter().take_while(|other| *other == id);
            let rows = same.zip(&self.rows[at..]);
            found.extend(rows.map(|(_, row)| usize::from(*row)));
        }
        found
    }

    /// Every row with its number, in the order of ids.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, Row<'_>)> {
        let rows = self.rows.iter().map(|row| usize::from(*row));
        rows.zip(&self.ids)
            .map(|(row, id)| (row, self.row(row, *id)))
    }

    fn row(&self, row: usize, id: i64) -> Row<'_> {
        Row {
            id,
            marks: Marks {
                counted: self.counted.contains(row),
                listed: self.listed.contains(row),
                open: self.open.contains(row),
                unresolved: self.unresolved.contains(row),
            },
            first: self.first[row],
            last: self.last[row],
            posted: self.posted[row],
            place: self.places[row],
            company: self.companies[row],
            role: self.roles[row],
            source: self.sources[row],
            scope: self.scopes[row],
            standing: self.standings[row],
            pay: u16::try_from(row).ok().and_then(|row| self.paying.of(row)),
            mentions: self.mentions(row),
        }
    }

    /// How many bytes its columns take.
    pub(super) fn bytes(&self) -> usize {
        let eights = self.ids.len() + self.paying.amounts.len() + 4 * self.counted.words().len();
        let fours = self.places.len()
            + self.stretch_places.len()
            + self.companies.len()
            + self.starts.len()
            + self.inverted.starts.len();
        let twos = [
            &self.rows,
            &self.first,
            &self.last,
            &self.posted,
            &self.roles,
            &self.sources,
            &self.scopes,
        ];
        let twos: usize = twos.iter().map(|column| column.len()).sum();
        let more = [
            &self.inverted.skills,
            &self.inverted.rows,
            &self.paying.rows,
            &self.stretches,
        ];
        let more: usize = more.iter().map(|column| column.len()).sum();
        let ones = self.standings.len() + self.paying.currencies.len();
        8 * eights + 4 * fours + 2 * (twos + more + self.mentions.len()) + ones + size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_holds_skill_and_level() {
        for (skill, level) in [(0, 0), (16_383, 3), (2_561, 1)] {
            let mention = Mention::new(skill, level);
            assert_eq!(mention.skill(), skill);
            assert_eq!(
                mention.index(),
                usize::from(level) * 16_384 + usize::from(skill)
            );
        }
    }

    #[test]
    fn a_standing_holds_level_and_mode() {
        let standing = Standing::new(Some(10), None);
        assert_eq!((standing.seniority(), standing.work_mode()), (10, 15));
        let standing = Standing::new(None, Some(2));
        assert_eq!((standing.seniority(), standing.work_mode()), (15, 2));
    }
}
