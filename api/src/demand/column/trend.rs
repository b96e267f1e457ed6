//! Monthly series, from columns.

use super::{
    super::{
        period::Month,
        population::{Basis, Population},
        trend::Series,
    },
    bitmap::Bitmap,
    day::{self, Day},
    market::Market,
    segment::{Segment, Span},
    selection::{Sense, keep},
    tally::count,
};

impl Market {
    /// The months of a population for some skills.
    pub(crate) fn series(
        &self,
        population: &Population,
        months: &[Month],
        skills: &[i32],
    ) -> Series {
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Series::default();
        };
        let (from, to) = (day::of(first.window.from), day::of(last.window.to));
        let Some(condition) = self.condition(population) else {
            return Series::default();
        };
        let condition = condition.within(from, to);
        let calendar = Calendar::new(months);
        let mut postings = Steps::new(months.len());
        let mut naming: Vec<_> = skills
            .iter()
            .map(|skill| (*skill, self.skill_code(*skill)))
            .map(|(skill, code)| (skill, code, Steps::new(months.len())))
            .collect();
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            let rows = selection.rows(slot);
            calendar.count(segment, &rows, population.basis, &mut postings);
            for (_, code, steps) in &mut naming {
                let Some(code) = code else {
                    continue;
                };
                let mut naming = segment.naming(*code);
                naming.intersect(&rows);
                calendar.count(segment, &naming, population.basis, steps);
            }
        }
        let mut series = Series {
            postings: postings.months().collect(),
            ..Series::default()
        };
        for (skill, _, steps) in naming {
            series
                .naming
                .extend(steps.months().map(|(month, count)| ((month, skill), count)));
        }
        series
    }
}

/// For each day the month of a series that it lies in.
struct Calendar {
    from: Day,
    months: Vec<usize>,
    /// The last day of each month.
    ends: Vec<Day>,
}

impl Calendar {
    /// The days of some months, one after another.
    fn new(months: &[Month]) -> Self {
        let ends: Vec<Day> = months
            .iter()
            .map(|month| day::of(month.window.to))
            .collect();
        let days = |month: &Month, end: Day| usize::from(end - day::of(month.window.from)) + 1;
        let repeated = months
            .iter()
            .zip(&ends)
            .enumerate()
            .flat_map(|(at, (month, end))| vec![at; days(month, *end)]);
        Self {
            from: months.first().map_or(0, |month| day::of(month.window.from)),
            months: repeated.collect(),
            ends,
        }
    }

    fn month(&self, day: Day) -> usize {
        let last = self.months.len().saturating_sub(1);
        let at = usize::from(day.saturating_sub(self.from)).min(last);
        self.months.get(at).copied().unwrap_or(0)
    }

    /// Counts selected rows in each month in which they count.
    fn count(&self, segment: &Segment, rows: &Bitmap, basis: Basis, steps: &mut Steps) {
        let zones = &segment.zones;
        match basis {
            Basis::NewlyPosted => {
                self.spread(rows, &segment.posted, zones.posted, |month, count| {
                    steps.add(month, month, count);
                });
            }
            // Where none ends before another begins, beginnings and ends are counted apart.
            Basis::Active if self.month(zones.first.high) <= self.month(zones.last.low) => {
                self.spread(rows, &segment.first, zones.first, |month, count| {
                    steps.begin(month, count);
                });
                self.spread(rows, &segment.last, zones.last, |month, count| {
                    steps.end(month, count);
                });
            }
            Basis::Active => {
                for row in rows.rows() {
                    let (first, last) = (segment.first[row], segment.last[row]);
                    steps.add(self.month(first), self.month(last), 1);
                }
            }
        }
    }

    /// How many rows have their day in each month: a pass for each month that there can be, or a look at each row where that is less.
    fn spread(&self, rows: &Bitmap, column: &[Day], span: Span, mut add: impl FnMut(usize, i64)) {
        /// How many rows can be looked at while a pass does a word.
        const WORD: usize = 8;
        let (low, high) = (self.month(span.low), self.month(span.high));
        let all = rows.count();
        if all < WORD * high.saturating_sub(low) * rows.words().len() {
            for row in rows.rows() {
                add(self.month(column[row]), 1);
            }
            return;
        }
        let mut before = 0;
        for (month, end) in self.ends.iter().enumerate().take(high).skip(low) {
            let mut until = rows.clone();
            keep(&mut until, column, |day| day <= *end);
            let count = count(&until);
            add(month, count - before);
            before = count;
        }
        add(high, count(rows) - before);
    }
}

/// A count by month, kept as what each month adds to the one before.
struct Steps(Vec<i64>);

impl Steps {
    fn new(months: usize) -> Self {
        Self(vec![0; months + 1])
    }

    fn begin(&mut self, month: usize, count: i64) {
        self.0[month] += count;
    }

    fn end(&mut self, month: usize, count: i64) {
        self.0[month + 1] -= count;
    }

    fn add(&mut self, first: usize, last: usize, count: i64) {
        if first <= last {
            self.begin(first, count);
            self.end(last, count);
        }
    }

    /// The months with a count.
    fn months(self) -> impl Iterator<Item = (usize, i64)> {
        let mut count = 0;
        let counts = self.0.into_iter().enumerate().map(move |(month, step)| {
            count += step;
            (month, count)
        });
        counts.filter(|(_, count)| *count > 0)
    }
}
