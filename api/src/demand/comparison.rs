//! What a period is compared with: days of the same kind that lie before it.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::period::{Window, back, following, preceding, split};

/// Which earlier days a period is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Baseline {
    /// The same days one year before.
    #[default]
    YearBefore,
    /// The days immediately before.
    PeriodBefore,
}

/// Two windows without a common day, the earlier one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Comparison {
    /// What it is compared with.
    pub(crate) earlier: Window,
    /// What is compared.
    pub(crate) later: Window,
}

impl Comparison {
    /// Compares a window, as far as its days have come, with an earlier one.
    pub(crate) fn of(window: Window, baseline: Baseline, today: NaiveDate) -> Self {
        // Days to come have no postings yet, while all the days that they would be compared with have theirs.
        let later = Window {
            from: window.from,
            to: window.to.min(today).max(window.from),
        };
        let earlier = match baseline {
            Baseline::YearBefore => year_before(later),
            Baseline::PeriodBefore => period_before(later),
        };
        Self { earlier, later }
    }

    /// The months of the earlier window, then those of the later one, each cut to the window's days.
    pub(crate) fn months(self) -> Vec<Window> {
        let months = [self.earlier, self.later].map(|window| split(window, window.to));
        months.concat().iter().map(|month| month.window).collect()
    }

    /// How many of them belong to the earlier window.
    pub(crate) fn earlier_months(self) -> usize {
        split(self.earlier, self.earlier.to).len()
    }
}

/// The same days one year before, or the fewest years that keep a longer period from being compared with itself.
fn year_before(later: Window) -> Window {
    let mut earlier = shifted(later, 12);
    let mut years = 1;
    while earlier.to >= later.from {
        years += 1;
        earlier = shifted(later, 12 * years);
    }
    earlier
}

fn period_before(later: Window) -> Window {
    match whole_months(later) {
        Some(months) => shifted(later, months),
        None => Window {
            from: later.from - Days::new(days(later)),
            to: preceding(later.from),
        },
    }
}

/// So many months earlier. Whole months stay whole; a day that a month does not have is its last one.
fn shifted(window: Window, months: u32) -> Window {
    let to = match whole_months(window) {
        Some(_) => preceding(back(following(window.to), months)),
        None => window.to - Months::new(months),
    };
    Window {
        from: window.from - Months::new(months),
        to,
    }
}

/// How many calendar months a window consists of; none where it cuts one.
fn whole_months(window: Window) -> Option<u32> {
    let (first, next) = (window.from, following(window.to));
    if first.day() != 1 || next.day() != 1 {
        return None;
    }
    let years = u32::try_from(next.year() - first.year()).ok()?;
    Some(12 * years + next.month() - first.month())
}

fn days(window: Window) -> u64 {
    following(window.to)
        .signed_duration_since(window.from)
        .num_days()
        .unsigned_abs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn earlier(from: &str, to: &str, baseline: Baseline) -> (String, String) {
        let window = Window {
            from: day(from),
            to: day(to),
        };
        let found = Comparison::of(window, baseline, day("2200-01-01")).earlier;
        (found.from.to_string(), found.to.to_string())
    }

    #[test]
    fn the_same_days_one_year_before() {
        for (from, to, before, until) in [
            ("2026-07-01", "2026-09-30", "2025-07-01", "2025-09-30"),
            ("2026-02-10", "2026-08-05", "2025-02-10", "2025-08-05"),
            ("2025-03-01", "2026-02-28", "2024-03-01", "2025-02-28"),
            // Leap days.
            ("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"),
            ("2024-02-29", "2024-03-15", "2023-02-28", "2023-03-15"),
            ("2024-01-15", "2024-02-29", "2023-01-15", "2023-02-28"),
            ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
            // A whole February stays whole; one that is cut does not grow.
            ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
            ("2025-02-02", "2025-02-28", "2024-02-02", "2024-02-28"),
            // More than a year would be compared with itself.
            ("2024-01-01", "2025-12-31", "2022-01-01", "2023-12-31"),
            ("2025-03-15", "2026-03-15", "2023-03-15", "2024-03-15"),
        ] {
            let found = earlier(from, to, Baseline::YearBefore);
            assert_eq!(found, (before.into(), until.into()), "{from} {to}");
        }
    }

    #[test]
    fn the_days_immediately_before() {
        for (from, to, before, until) in [
            ("2026-07-01", "2026-09-30", "2026-04-01", "2026-06-30"),
            ("2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"),
            ("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31"),
            ("2024-01-01", "2025-12-31", "2022-01-01", "2023-12-31"),
            ("2024-03-01", "2024-03-01", "2024-02-29", "2024-02-29"),
            ("2024-03-05", "2024-03-14", "2024-02-24", "2024-03-04"),
            ("2026-03-01", "2026-03-30", "2026-01-30", "2026-02-28"),
        ] {
            let found = earlier(from, to, Baseline::PeriodBefore);
            assert_eq!(found, (before.into(), until.into()), "{from} {to}");
        }
    }

    #[test]
    fn days_to_come_are_compared_with_nothing() {
        let window = Window {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let found = Comparison::of(window, Baseline::YearBefore, day("2026-11-22"));
        assert_eq!(found.later.to, day("2026-11-22"));
        assert_eq!(found.earlier.to, day("2025-11-22"));
        let found = Comparison::of(window, Baseline::PeriodBefore, day("2026-01-01"));
        assert_eq!(found.later.to, day("2026-11-01"), "nothing of it has come");
        assert_eq!(found.earlier.from, day("2026-10-31"));
    }

    #[test]
    fn a_month_that_both_windows_touch_is_asked_about_in_each() {
        let window = Window {
            from: day("2026-03-16"),
            to: day("2026-04-14"),
        };
        let found = Comparison::of(window, Baseline::PeriodBefore, day("2026-11-22"));
        let months = found.months();
        let days = months
            .iter()
            .map(|month| (month.from.to_string(), month.to.to_string()));
        let expected = [
            ("2026-02-14", "2026-02-28"),
            ("2026-03-01", "2026-03-15"),
            ("2026-03-16", "2026-03-31"),
            ("2026-04-01", "2026-04-14"),
        ];
        assert!(days.eq(expected.map(|(from, to)| (from.to_owned(), to.to_owned()))));
        assert_eq!(found.earlier_months(), 2);
    }

    proptest! {
        #[test]
        fn windows_have_no_day_in_common_and_months_follow_each_other(
            from in 0_u64..80_000, length in 0_u64..4_000, year in any::<bool>(),
        ) {
            let first = day("1970-01-01") + Days::new(from);
            let window = Window { from: first, to: first + Days::new(length) };
            let baseline = if year { Baseline::YearBefore } else { Baseline::PeriodBefore };
            let found = Comparison::of(window, baseline, day("2200-12-31"));
            prop_assert!(found.earlier.from <= found.earlier.to);
            prop_assert!(found.earlier.to < found.later.from);
            if !year {
                prop_assert_eq!(following(found.earlier.to), found.later.from);
            }
            prop_assert!(days(found.earlier).abs_diff(days(found.later)) <= 3);
            let months = found.months();
            prop_assert!(months.iter().all(|month| month.from <= month.to));
            prop_assert!(months.windows(2).all(|pair| pair[0].to < pair[1].from));
            prop_assert_eq!(months[0].from, found.earlier.from);
            prop_assert_eq!(months[found.earlier_months()].from, found.later.from);
        }
    }
}
