//! Counting mentions of skills.

use super::{
    bitmap::Bitmap,
    market::Slot,
    segment::{Mention, Segment},
    selection::Selection,
    summary::Part,
};

/// How many skills and levels a mention can tell apart.
const SKILLS: usize = 1 << 14;
const LEVELS: usize = 4;

/// How often each skill is mentioned at each level, one level behind the other.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    skills: usize,
    counts: Vec<u32>,
}

impl Default for Tally {
    fn default() -> Self {
        Self::new(SKILLS)
    }
}

impl Tally {
    /// One for so many codes of skills: beside a small market, a table of all that there may be is dear.
    pub(super) fn new(skills: usize) -> Self {
        Self {
            skills,
            counts: vec![0; LEVELS * skills],
        }
    }

    /// Where the mention with these 16 bits is counted.
    fn place(&self, mention: usize) -> usize {
        mention / SKILLS * self.skills + mention % SKILLS
    }

    /// Counts the mentions of a selection; where it is most of the segment, what it leaves out is taken from the whole.
    pub(super) fn select(&mut self, slot: &Slot, selection: &Selection) {
        let summary = slot.summary();
        match selection {
            Selection::Whole => self.part(&summary.all),
            Selection::Sources(sources) => {
                let parts = slot.parts().among(sources);
                parts.for_each(|part| self.part(part));
            }
            Selection::Some(rows) if 2 * count(rows) > summary.all.postings => {
                self.part(&summary.all);
                let mut others = slot.rows(super::selection::Sense::Counted);
                others.subtract(rows);
                self.each(slot.segment(), &others, |count| *count -= 1);
            }
            Selection::Some(rows) => self.add(slot.segment(), rows),
        }
    }

    /// Counts the mentions of some rows.
    pub(super) fn add(&mut self, segment: &Segment, rows: &Bitmap) {
        self.each(segment, rows, |count| *count += 1);
    }

    fn part(&mut self, part: &Part) {
        for (mention, count) in &part.mentions {
            let place = self.place(usize::from(*mention));
            self.counts[place] += count;
        }
    }

    fn each(&mut self, segment: &Segment, rows: &Bitmap, change: impl Fn(&mut u32)) {
        for row in rows.rows() {
            for mention in segment.mentions(row) {
                let place = self.place(mention.index());
                change(&mut self.counts[place]);
            }
        }
    }

    /// The mentions that were counted, each as its 16 bits.
    pub(super) fn mentions(&self) -> impl Iterator<Item = (u16, u32)> + '_ {
        let counts = (0..=u16::MAX).map(|mention| (mention, usize::from(mention)));
        let counts = counts.filter(|(_, index)| index % SKILLS < self.skills);
        counts
            .map(|(mention, index)| (mention, self.counts[self.place(index)]))
            .filter(|(_, count)| *count > 0)
    }

    /// How many postings mention a skill at a level.
    pub(super) fn at(&self, skill: u16, level: u16) -> i64 {
        i64::from(self.counts[self.place(Mention::new(skill, level).index())])
    }

    /// How many postings mention a skill.
    pub(super) fn naming(&self, skill: u16) -> i64 {
        (0..4).map(|level| self.at(skill, level)).sum()
    }
}

/// How many rows there are.
pub(super) fn count(rows: &Bitmap) -> i64 {
    i64::try_from(rows.count()).unwrap_or(i64::MAX)
}
