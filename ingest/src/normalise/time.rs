//! Moments and days in the forms that sources write them.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// A moment with the day it fell on where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment; the start of the day where only a day was given.
    pub instant: DateTime<Utc>,
    /// The day in the source's own zone.
    pub day: NaiveDate,
}

/// Why a text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// No known form.
    #[error(
        "`{0}` is no date: wanted is RFC 3339 (`2026-07-28T14:23:05+02:00`, the offset may be missing), `2026-07-28`, `2026-07`, `2026-07-28 14:23:05 UTC`, RFC 2822, or seconds or milliseconds since 1970"
    )]
    Form(String),
    /// A known form of a day on which nothing was posted.
    #[error("`{text}` is {day}, and only days from 1990-01-01 to {latest} are accepted")]
    Range {
        /// What was read.
        text: String,
        /// The day it says.
        day: NaiveDate,
        /// The last day accepted.
        latest: NaiveDate,
    },
}

/// Longer texts are no dates.
const LONGEST: usize = 64;

/// Forms without zone, which say the day as it was where they were written.
const LOCAL: [&str; 4] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
];

/// Reads a moment; `now` bounds it: a source's clock may run ahead by no more than two days.
///
/// # Errors
/// When the text has none of the forms, or says a day before 1990 or after tomorrow's tomorrow.
pub fn read(text: &str, now: DateTime<Utc>) -> Result<Moment, TimeError> {
    let trimmed = text.trim();
    let form = || TimeError::Form(trimmed.chars().take(LONGEST).collect());
    if trimmed.len() > LONGEST {
        return Err(form());
    }
    let moment = epoch(trimmed)
        .or_else(|| zoned(trimmed))
        .or_else(|| local(trimmed))
        .or_else(|| date(trimmed))
        .ok_or_else(form)?;
    let day = moment.day;
    let latest = now.date_naive() + Days::new(2);
    if NaiveDate::from_ymd_opt(1990, 1, 1).is_none_or(|earliest| day < earliest) || day > latest {
        let text = trimmed.into();
        return Err(TimeError::Range { text, day, latest });
    }
    Ok(moment)
}

/// Seconds since 1970, or milliseconds where seconds would lie beyond the year 5000.
fn epoch(text: &str) -> Option<Moment> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let instant = if number.unsigned_abs() < 100_000_000_000 {
        DateTime::from_timestamp(number, 0)?
    } else {
        DateTime::from_timestamp_millis(number)?
    };
    let day = instant.date_naive();
    Some(Moment { instant, day })
}

fn zoned(text: &str) -> Option<Moment> {
    let read = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z"))
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok()?;
    Some(Moment {
        instant: read.to_utc(),
        day: read.date_naive(),
    })
}

fn local(text: &str) -> Option<Moment> {
    let text = text.strip_suffix("UTC").unwrap_or(text).trim_end();
    let read = |form| NaiveDateTime::parse_from_str(text, form).ok();
    let written = LOCAL.into_iter().find_map(read)?;
    Some(Moment {
        instant: written.and_utc(),
        day: written.date(),
    })
}

fn date(text: &str) -> Option<Moment> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d"))
        .ok()?;
    Some(Moment {
        instant: day.and_time(NaiveTime::MIN).and_utc(),
        day,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn both(text: &str) -> (String, String) {
        let moment = read(text, now()).unwrap();
        (moment.instant.to_rfc3339(), moment.day.to_string())
    }

    #[test]
    fn every_form_of_the_sources() {
        for (text, instant, day) in [
            (
                "2026-07-28T23:30:00-04:00",
                "2026-07-29T03:30:00+00:00",
                "2026-07-28",
            ),
            (
                "2026-07-28T01:30:00.123+02:00",
                "2026-07-27T23:30:00.123+00:00",
                "2026-07-28",
            ),
            (
                "2026-08-12T04:00:00.000Z",
                "2026-08-12T04:00:00+00:00",
                "2026-08-12",
            ),
            (
                "2026-08-12T04:00:00+0200",
                "2026-08-12T02:00:00+00:00",
                "2026-08-12",
            ),
            ("1785798080", "2026-08-03T23:01:20+00:00", "2026-08-03"),
            (" 1785798080000 ", "2026-08-03T23:01:20+00:00", "2026-08-03"),
            (
                "2026-08-05 09:41:37 UTC",
                "2026-08-05T09:41:37+00:00",
                "2026-08-05",
            ),
            (
                "2026-07-28T23:59:59",
                "2026-07-28T23:59:59+00:00",
                "2026-07-28",
            ),
            (
                "Tue, 28 Jul 2026 23:30:00 -0500",
                "2026-07-29T04:30:00+00:00",
                "2026-07-28",
            ),
            ("2026-07-28", "2026-07-28T00:00:00+00:00", "2026-07-28"),
            ("2017-04", "2017-04-01T00:00:00+00:00", "2017-04-01"),
        ] {
            assert_eq!(both(text), (instant.into(), day.into()), "{text}");
        }
    }

    #[test]
    fn days_out_of_range_are_named() {
        assert!(read("2026-11-24", now()).is_ok());
        let error = read("2026-11-25", now()).unwrap_err().to_string();
        assert!(
            error.contains("2026-11-25") && error.contains("2026-11-24"),
            "{error}"
        );
        assert!(read("1989-12-31", now()).is_err());
        assert!(read("0", now()).is_err());
    }

    #[test]
    fn other_texts_are_told_what_is_wanted() {
        for text in [
            "",
            "yesterday",
            "28.07.2026",
            "2026-13-01",
            "2026",
            "-1",
            "2026-02-30T00:00:00Z",
        ] {
            let error = read(text, now()).unwrap_err().to_string();
            assert!(error.contains("RFC 3339"), "{error}");
        }
        let long = read(&"9".repeat(10_000), now()).unwrap_err().to_string();
        assert!(long.len() < 400);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}|[0-9:TZ .+-]{0,40}") {
            let _ = read(&text, now());
        }

        #[test]
        fn what_is_written_is_read(seconds in 700_000_000i64..1_700_000_000, hours in -12i32..14) {
            let zone = chrono::FixedOffset::east_opt(hours * 3600).unwrap();
            let moment = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone);
            let read = read(&moment.to_rfc3339(), now()).unwrap();
            prop_assert_eq!(read.instant, moment.to_utc());
            prop_assert_eq!(read.day, moment.date_naive());
        }
    }
}
