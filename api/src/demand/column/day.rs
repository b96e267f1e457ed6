//! Days as 16 bits: what statistics count in.

use chrono::{Datelike, NaiveDate};

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

/// The calendar month of a day, counted from the first one of year 0.
pub(super) fn month(day: Day) -> u16 {
    let days = i64::from(day).saturating_sub(1);
    let date = NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(days));
    let month = date.map(|date| date.year() * 12 + date.month0().cast_signed());
    month
        .and_then(|month| u16::try_from(month).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_count_from_the_first_of_1970() {
        assert_eq!(of(date(1970, 1, 1)), 1);
        assert_eq!(of(date(1969, 12, 31)), NONE);
        assert_eq!(of(date(2000, 1, 1)), of_date(0));
        assert_eq!(of(date(2024, 2, 29)), of_date(8_825));
        assert_eq!(of(date(2300, 1, 1)), Day::MAX);
        assert_eq!(of_date(i32::MAX), Day::MAX);
        assert_eq!(of_date(i32::MIN), NONE);
    }

    #[test]
    fn a_moment_belongs_to_its_day() {
        let midnight = MICROSECONDS * 31;
        assert_eq!(of_moment(midnight), of(date(2000, 2, 1)));
        assert_eq!(of_moment(midnight - 1), of(date(2000, 1, 31)));
        assert_eq!(of_moment(-1), of(date(1999, 12, 31)));
        // What Postgres sends for `infinity`.
        assert_eq!(of_moment(i64::MAX), Day::MAX);
        assert_eq!(of_moment(i64::MIN), NONE);
    }
}
