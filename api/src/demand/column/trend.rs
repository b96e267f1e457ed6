//! Monthly series, from columns.

use super::{
    super::{
        period::Month,
        population::{Basis, Population},
        trend::Series,
    },
    day::{self, Day},
    market::Market,
    segment::Segment,
    selection::Sense,
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
            let span = |row: usize| calendar.span(segment, row, population.basis);
            for row in rows.rows() {
                postings.add(span(row));
            }
            for (_, code, steps) in &mut naming {
                let listed = code.map_or(&[][..], |code| segment.inverted.rows(code));
                let listed = listed.iter().map(|row| usize::from(*row));
                listed
                    .filter(|row| rows.contains(*row))
                    .for_each(|row| steps.add(span(row)));
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
}

impl Calendar {
    /// The days of some months, one after another.
    fn new(months: &[Month]) -> Self {
        let days =
            |month: &Month| usize::from(day::of(month.window.to) - day::of(month.window.from)) + 1;
        let repeated = months
            .iter()
            .enumerate()
            .flat_map(|(at, month)| vec![at; days(month)]);
        Self {
            from: months.first().map_or(0, |month| day::of(month.window.from)),
            months: repeated.collect(),
        }
    }

    fn month(&self, day: Day) -> usize {
        let last = self.months.len().saturating_sub(1);
        let at = usize::from(day.saturating_sub(self.from)).min(last);
        self.months.get(at).copied().unwrap_or(0)
    }

    /// The first and the last month in which a selected row counts.
    fn span(&self, segment: &Segment, row: usize, basis: Basis) -> (usize, usize) {
        match basis {
            Basis::Active => (
                self.month(segment.first[row]),
                self.month(segment.last[row]),
            ),
            Basis::NewlyPosted => {
                let month = self.month(segment.posted[row]);
                (month, month)
            }
        }
    }
}

/// A count by month, kept as what each month adds to the one before.
struct Steps(Vec<i64>);

impl Steps {
    fn new(months: usize) -> Self {
        Self(vec![0; months + 1])
    }

    fn add(&mut self, (first, last): (usize, usize)) {
        if first <= last {
            self.0[first] += 1;
            self.0[last + 1] -= 1;
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
