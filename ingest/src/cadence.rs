//! When a source is read: a line of cron in UTC, and how often that comes to.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveTime};
use entity::hash;
use graphile_worker::{CrontabTimer, CrontabValue, parse_crontab};

use crate::source::Pace;

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;
const WEEK: u32 = 7 * DAY;

/// Moments at which a source is read, in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence {
    line: String,
    timer: CrontabTimer,
}

impl Cadence {
    /// What a source's pace allows at most, rounded to steps that people know. The seed chooses the minute and the hour: hosts
    /// should not be asked by every Waymark in the world at one moment.
    #[must_use]
    pub fn of(pace: Pace, seed: &[&str]) -> Self {
        let seed = hash::stable(seed).unsigned_abs();
        let pick = |count: u32, shift: u32| {
            // The remainder is below `count`.
            u32::try_from((seed >> shift) % u64::from(count.max(1))).unwrap_or(0)
        };
        let wanted = pace.between_runs.max(1);
        // The shortest step that is long enough and goes without a remainder into what is around it.
        let step =
            |around: u32, least: u32| (least..=around).find(|step| around.is_multiple_of(*step));
        let mut timer = CrontabTimer::default();
        if let Some(step) = step(HOUR, wanted) {
            timer.minutes = every(pick(step, 0), step, HOUR);
        } else {
            timer.minutes = every(pick(HOUR, 0), HOUR, HOUR);
            let step = step(24, wanted.div_ceil(HOUR)).unwrap_or(24);
            timer.hours = every(pick(step, 16), step, 24);
            if wanted > WEEK {
                timer.days = vec![CrontabValue::Number(1 + pick(28, 32))];
            } else if wanted > DAY {
                timer.dows = vec![CrontabValue::Number(1 + pick(6, 32))];
            }
        }
        Self {
            line: line(&timer),
            timer,
        }
    }

    /// The moments, as the job library wants them.
    #[must_use]
    pub fn timer(&self) -> &CrontabTimer {
        &self.timer
    }

    /// The fewest minutes between two of its moments; `None` if it never comes, as on the 30th of February.
    #[must_use]
    pub fn shortest_gap(&self) -> Option<u32> {
        let minutes = self.minutes_of_day();
        let (first, last) = (*minutes.first()?, *minutes.last()?);
        let within = minutes.windows(2).map(|pair| pair[1] - pair[0]);
        let days = self.fewest_days()?;
        let overnight = days.saturating_mul(DAY) - (last - first);
        within.chain([overnight]).min()
    }

    /// The minutes of a day at which it comes, if it comes on that day.
    fn minutes_of_day(&self) -> Vec<u32> {
        let timer = CrontabTimer {
            minutes: self.timer.minutes.clone(),
            hours: self.timer.hours.clone(),
            ..CrontabTimer::default()
        };
        let day = NaiveDate::default();
        let comes = |minute: &u32| {
            NaiveTime::from_hms_opt(minute / HOUR, minute % HOUR, 0)
                .is_some_and(|time| timer.should_run_at(&day.and_time(time)))
        };
        (0..DAY).filter(comes).collect()
    }

    /// The fewest days from one on which it comes to the next.
    fn fewest_days(&self) -> Option<u32> {
        // Long enough for a leap day to fall on each day of the week.
        const WINDOW: u64 = 28 * 366;
        let timer = CrontabTimer {
            minutes: CrontabTimer::default().minutes,
            hours: CrontabTimer::default().hours,
            ..self.timer.clone()
        };
        let start = NaiveDate::from_ymd_opt(2024, 1, 1)?;
        let comes = |day: &u64| {
            let day = start.checked_add_days(Days::new(*day));
            day.is_some_and(|day| timer.should_run_at(&day.and_time(NaiveTime::MIN)))
        };
        let (mut latest, mut fewest) = (None, None);
        for day in (0..WINDOW).filter(comes) {
            if let Some(latest) = latest {
                let gap = u32::try_from(day - latest).unwrap_or(u32::MAX);
                fewest = Some(fewest.map_or(gap, |fewest: u32| fewest.min(gap)));
            }
            if fewest == Some(1) {
                break;
            }
            latest = Some(day);
        }
        fewest
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.line)
    }
}

impl FromStr for Cadence {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let is_field = |field: &&str| {
            let is_plain = |byte: u8| byte.is_ascii_digit() || b"*/,-".contains(&byte);
            field.bytes().all(is_plain)
        };
        let line = fields.join(" ");
        let refusal = || {
            format!(
                "`{text}` is no schedule: give minute, hour, day, month and day of the week in UTC, each `*`, `*/n`, a number, a range or a list, e.g. `17 */6 * * *`"
            )
        };
        if fields.len() != 5 || !fields.iter().all(is_field) {
            return Err(refusal());
        }
        // The parser wants a task after the moments.
        let parsed = parse_crontab(&format!("{line} collect")).map_err(|_| refusal())?;
        let [crontab] = &parsed[..] else {
            return Err(refusal());
        };
        let cadence = Self {
            timer: as_written(crontab.timer().clone()),
            line,
        };
        if cadence.shortest_gap().is_none() {
            return Err(format!("`{text}` is no schedule: there is no such day"));
        }
        Ok(cadence)
    }
}

/// What the library takes from a line is not all that cron means by it: Sunday is 0 in the line and 7 in the calendar, and
/// of `*/1` it finds nothing where counting begins at one.
fn as_written(mut timer: CrontabTimer) -> CrontabTimer {
    for values in [&mut timer.days, &mut timer.months, &mut timer.dows] {
        for value in values {
            if *value == CrontabValue::Step(1) {
                *value = CrontabValue::Any;
            }
        }
    }
    let has_sunday =
        |value: &CrontabValue| matches!(value, CrontabValue::Number(0) | CrontabValue::Range(0, _));
    if timer.dows.iter().any(has_sunday) {
        timer.dows.push(CrontabValue::Number(7));
    }
    timer
}

/// Every number below `end` that is `first` or whole steps after it.
fn every(first: u32, step: u32, end: u32) -> Vec<CrontabValue> {
    if step == 1 {
        return vec![CrontabValue::Any];
    }
    let numbers = (first..end).step_by(step as usize);
    numbers.map(CrontabValue::Number).collect()
}

/// The line that says the same as a timer.
fn line(timer: &CrontabTimer) -> String {
    let fields = [
        &timer.minutes,
        &timer.hours,
        &timer.days,
        &timer.months,
        &timer.dows,
    ];
    let field = |values: &Vec<CrontabValue>| {
        let words = values.iter().map(|value| match value {
            CrontabValue::Number(number) => number.to_string(),
            CrontabValue::Range(first, last) => format!("{first}-{last}"),
            CrontabValue::Step(step) => format!("*/{step}"),
            CrontabValue::Any => "*".to_owned(),
        });
        words.collect::<Vec<_>>().join(",")
    };
    fields.map(field).join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gap(line: &str) -> Option<u32> {
        line.parse::<Cadence>()
            .ok()
            .and_then(|cadence| cadence.shortest_gap())
    }

    #[test]
    fn how_often_a_line_comes_is_told() {
        assert_eq!(gap("17 */6 * * *"), Some(360));
        assert_eq!(gap("* * * * *"), Some(1));
        assert_eq!(gap("0,59 * * * *"), Some(1));
        assert_eq!(gap("0 8,20 * * *"), Some(12 * HOUR));
        assert_eq!(gap("30 4 * * 1"), Some(WEEK));
        assert_eq!(gap("30 4 * * 0"), Some(WEEK), "Sunday");
        assert_eq!(gap("30 4 * * 0-1"), Some(DAY), "Sunday and Monday");
        assert_eq!(gap("30 4 1 * *"), Some(28 * DAY));
        assert_eq!(gap("30 4 */1 */1 */1"), Some(DAY));
        assert_eq!(gap("0 0 29 2 *"), Some(1461 * DAY));
        assert_eq!(gap("  5   4 * *   *"), Some(DAY));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for line in [
            "",
            "hourly",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "0 0 30 2 *",
            "5-1 * * * *",
            "*/0 * * * *",
            "* * * * * task",
            "* * * * *\n* * * * *",
        ] {
            assert!(line.parse::<Cadence>().is_err(), "{line}");
        }
    }

    #[test]
    fn a_pace_becomes_a_line_that_keeps_it() {
        for between_runs in [
            1,
            5,
            7,
            30,
            60,
            61,
            90,
            360,
            500,
            DAY,
            DAY + 1,
            WEEK,
            WEEK + 1,
        ] {
            let pace = Pace {
                between_runs,
                ..Pace::POLITE
            };
            for seed in ["ashby", "greenhouse", "jobtech", "lever"] {
                let cadence = Cadence::of(pace, &[seed]);
                let line = cadence.to_string();
                assert!(
                    cadence.shortest_gap() >= Some(between_runs),
                    "{between_runs}: {line}"
                );
                assert_eq!(line.parse().as_ref(), Ok(&cadence), "{line}");
            }
        }
        let line = |seed| Cadence::of(Pace::POLITE, &[seed]).to_string();
        assert_eq!(line("a"), line("a"));
        assert_ne!(line("a"), line("b"));
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_breaks_it(text in "[-0-9*/, a\n?{]{0,24}") {
            if let Ok(cadence) = text.parse::<Cadence>() {
                prop_assert!(cadence.shortest_gap().is_some());
            }
        }

        #[test]
        fn a_gap_is_as_counted_minute_by_minute(minutes in "(\\*|\\*/[2-9]|[0-5]?[0-9](,[0-5]?[0-9]){0,2})", hours in "(\\*|\\*/[2-9]|1?[0-9])", dows in "(\\*|[0-6]|[0-2]-[3-6])") {
            let cadence: Cadence = format!("{minutes} {hours} * * {dows}").parse().unwrap();
            let start = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap().and_time(NaiveTime::MIN);
            let moments: Vec<i64> = (0..i64::from(3 * WEEK))
                .filter(|minute| cadence.timer().should_run_at(&(start + chrono::Duration::minutes(*minute))))
                .collect();
            let counted = moments.windows(2).map(|pair| pair[1] - pair[0]).min();
            prop_assert_eq!(cadence.shortest_gap().map(i64::from), counted);
        }
    }
}
