//! Days as 16 bits: what statistics count in.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A day: 0 for none and for all before 1970, 1 for the first day of 1970, the last code for the year 2149 and all after.
///
/// Periods lie between 1970 and 2100, so a day that does not fit its code compares with every period as it should.
pub(super) type Day = u16;

/// No day at all; it lies in no period.
pub(super) const NONE: Day = 0;

/// Days from 1970 to 2000, where Postgres begins to count.
const POSTGRES_EPOCH: i64 = 10_957;

const MICROSECONDS: i64 = 86_400_000_000;

/// The code of a day that is so many days after the first of 1970.
fn code(days: i64) -> Day {
    let last = i64::from(Day::MAX);
    Day::try_from(days.saturating_add(1).clamp(0, last)).unwrap_or(Day::MAX)
}

/// The code of a date.
pub(super) fn of(date: NaiveDate) -> Day {
    code(date.signed_duration_since(NaiveDate::default()).num_days())
}

/// The code of a date as Postgres sends it: days since 2000.
pub(super) fn of_date(days: i32) -> Day {
    code(i64::from(days).saturating_add(POSTGRES_EPOCH))
}

/// The code of the UTC day of a moment as Postgres sends it: microseconds since 2000.
pub(super) fn of_moment(microseconds: i64) -> Day {
    code(
        microseconds
            .div_euclid(MICROSECONDS)
            .saturating_add(POSTGRES_EPOCH),
    )
}

/// For each day the first and the last day of its month: a calendar asked for every row would cost more than the question.
static MONTHS: LazyLock<Vec<(Day, Day)>> =
    LazyLock::new(|| (NONE..=Day::MAX).map(bounds).collect());

/// The date of a code.
pub(super) fn date(day: Day) -> NaiveDate {
    NaiveDate::default() + Days::new(u64::from(day)) - Days::new(1)
}

fn bounds(day: Day) -> (Day, Day) {
    let first = date(day).with_day(1).unwrap_or_default();
    (of(first), of(first + Months::new(1) - Days::new(1)))
}

/// The first and the last day of a day's month.
pub(super) fn month(day: Day) -> (Day, Day) {
    MONTHS
        .get(usize::from(day))
        .copied()
        .unwrap_or((NONE, NONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_count_from_the_first_of_1970() {
        assert_eq!(of(ymd(1970, 1, 1)), 1);
        assert_eq!(of(ymd(1969, 12, 31)), NONE);
        assert_eq!(of(ymd(2000, 1, 1)), of_date(0));
        assert_eq!(of(ymd(2024, 2, 29)), of_date(8_825));
        assert_eq!(of(ymd(2300, 1, 1)), Day::MAX);
        assert_eq!(of_date(i32::MAX), Day::MAX);
        assert_eq!(of_date(i32::MIN), NONE);
    }

    #[test]
    fn a_month_has_a_first_and_a_last_day() {
        let (first, last) = (of(ymd(2024, 2, 1)), of(ymd(2024, 2, 29)));
        assert_eq!(month(of(ymd(2024, 2, 10))), (first, last));
        assert_eq!(month(1), (1, 31));
        // What lies before all days has a month of its own, and the last month ends with the codes.
        assert_eq!(month(NONE), (NONE, NONE));
        assert_eq!(month(Day::MAX).1, Day::MAX);
    }

    #[test]
    fn a_moment_belongs_to_its_day() {
        let midnight = MICROSECONDS * 31;
        assert_eq!(of_moment(midnight), of(ymd(2000, 2, 1)));
        assert_eq!(of_moment(midnight - 1), of(ymd(2000, 1, 31)));
        assert_eq!(of_moment(-1), of(ymd(1999, 12, 31)));
        // What Postgres sends for `infinity`.
        assert_eq!(of_moment(i64::MAX), Day::MAX);
        assert_eq!(of_moment(i64::MIN), NONE);
    }
}
