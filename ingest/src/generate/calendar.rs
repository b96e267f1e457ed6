//! On which days postings appear, and at which source.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};

use super::random::Wheel;
use super::source;
use crate::sample::random::Random;

/// What a day of the week has of the postings, from Monday on.
const RHYTHM: [f64; 7] = [1.0, 1.15, 1.15, 1.1, 0.95, 0.35, 0.3];
/// By what part of its beginning the market has grown at its end.
const GROWTH: f64 = 0.8;

/// The days of a market.
pub(super) struct Calendar {
    first: NaiveDate,
    /// The part of all postings that appeared up to the end of each day.
    shares: Vec<f64>,
    /// From which day on which sources are there.
    eras: Vec<(usize, Wheel)>,
    /// The first day of each source.
    starts: [usize; source::COUNT],
}

impl Calendar {
    /// The days before `until`, as many months back; at least one day.
    pub(super) fn new(until: NaiveDate, months: u32) -> Self {
        let first = until.checked_sub_months(Months::new(months));
        let first = first
            .unwrap_or(NaiveDate::MIN)
            .min(until - Duration::days(1));
        let length = usize::try_from((until - first).num_days()).unwrap_or(1);
        let starts = source::ALL.map(|source| length * source.starts as usize / 100);
        let mut sum = 0.0;
        let mut shares = Vec::with_capacity(length);
        for (at, day) in first.iter_days().take(length).enumerate() {
            let rhythm = RHYTHM[day.weekday().num_days_from_monday() as usize];
            let here = source::ALL
                .iter()
                .zip(starts)
                .filter(|(_, start)| *start <= at);
            let sources: u32 = here.map(|(source, _)| source.weight).sum();
            sum += rhythm * (1.0 + GROWTH * part(at, length)) * f64::from(sources);
            shares.push(sum);
        }
        for share in &mut shares {
            *share /= sum;
        }
        let mut begins = starts.to_vec();
        begins.sort_unstable();
        begins.dedup();
        Self {
            first,
            shares,
            eras: begins
                .into_iter()
                .map(|at| (at, wheel(&starts, at)))
                .collect(),
            starts,
        }
    }

    /// The moment at which the market is looked at: the end of its last day.
    pub(super) fn end(&self) -> DateTime<Utc> {
        self.moment(self.shares.len())
    }

    /// The day by which a part of all postings has appeared.
    pub(super) fn day(&self, share: f64) -> usize {
        let day = self.shares.partition_point(|sum| *sum <= share);
        day.min(self.last())
    }

    /// The last day.
    pub(super) fn last(&self) -> usize {
        self.shares.len() - 1
    }

    /// How much of the market's time has gone by on a day, from 0 to 1.
    pub(super) fn age(&self, day: usize) -> f64 {
        part(day, self.shares.len())
    }

    pub(super) fn date(&self, day: usize) -> NaiveDate {
        self.moment(day).date_naive()
    }

    /// The beginning of a day.
    pub(super) fn moment(&self, day: usize) -> DateTime<Utc> {
        let days = Duration::days(i64::try_from(day).unwrap_or(0));
        self.first.and_time(chrono::NaiveTime::MIN).and_utc() + days
    }

    /// One of the sources that are there on a day, by its number.
    pub(super) fn source(&self, random: &mut Random, day: usize) -> usize {
        let era = self.eras.iter().rev().find(|(start, _)| *start <= day);
        era.map_or(0, |(_, wheel)| wheel.pick(random))
    }

    /// The first day of a source.
    pub(super) fn start(&self, source: usize) -> usize {
        self.starts[source]
    }
}

/// The sources that are there on a day, by weight.
fn wheel(starts: &[usize], day: usize) -> Wheel {
    let sources = source::ALL.iter().zip(starts);
    Wheel::new(sources.map(|(source, start)| {
        let here = u64::from(*start <= day);
        u64::from(source.weight) * here
    }))
}

fn part(day: usize, length: usize) -> f64 {
    let number = |of: usize| u32::try_from(of).map_or(f64::MAX, f64::from);
    number(day) / number(length.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::new(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), 36)
    }

    #[test]
    fn days_follow_their_order_and_end_before_the_last() {
        let calendar = calendar();
        assert_eq!(calendar.date(0).to_string(), "2023-01-01");
        assert_eq!(calendar.date(calendar.last()).to_string(), "2025-12-31");
        assert_eq!(calendar.end().to_rfc3339(), "2026-01-01T00:00:00+00:00");
        let days: Vec<usize> = (0..1_000)
            .map(|share| calendar.day(f64::from(share) / 1_000.0))
            .collect();
        assert!(days.is_sorted());
        assert_eq!((days[0], calendar.day(1.0)), (0, calendar.last()));
    }

    #[test]
    fn the_market_grows_and_rests_at_weekends() {
        let calendar = calendar();
        let of = |day: usize| calendar.shares[day] - calendar.shares[day - 1];
        // 2023-01-08 is a Sunday.
        assert!(of(8) > 3.0 * of(7));
        let weeks = |from: usize| (from..from + 364).map(of).sum::<f64>();
        assert!(weeks(701) > 1.4 * weeks(1));
    }

    #[test]
    fn new_sources_begin_in_the_last_third() {
        let calendar = calendar();
        let mut random = Random::new(3);
        let seen = |random: &mut Random, day: usize| {
            let mut found: Vec<usize> = (0..2_000).map(|_| calendar.source(random, day)).collect();
            found.sort_unstable();
            found.dedup();
            found.len()
        };
        assert_eq!(seen(&mut random, calendar.last() * 2 / 3), 9);
        assert_eq!(seen(&mut random, calendar.last()), 12);
        assert!(calendar.start(9) > calendar.last() * 2 / 3);
    }

    #[test]
    fn a_market_of_no_months_has_a_day() {
        let calendar = Calendar::new(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), 0);
        assert_eq!((calendar.last(), calendar.day(0.5)), (0, 0));
    }
}
