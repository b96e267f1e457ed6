//! Periods: inclusive days, in UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};

/// The most months a period may be asked for by number, and the most that a series may have.
pub(crate) const MAX_MONTHS: i32 = 120;

/// The months a series has when no period was asked for.
const SERIES_MONTHS: u32 = 12;

/// A period as the caller names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Period {
    /// First day.
    pub(crate) from: Option<NaiveDate>,
    /// Last day.
    pub(crate) to: Option<NaiveDate>,
    /// That many latest complete months.
    pub(crate) last_months: Option<i32>,
}

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    /// First day.
    pub(crate) from: NaiveDate,
    /// Last day.
    pub(crate) to: NaiveDate,
}

impl Window {
    /// The first moment of the period.
    pub(crate) fn start(self) -> DateTime<Utc> {
        self.from.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first moment after the period.
    pub(crate) fn end(self) -> DateTime<Utc> {
        following(self.to).and_time(NaiveTime::MIN).and_utc()
    }
}

/// One point of a monthly series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    /// The first of the month.
    pub(crate) first: NaiveDate,
    /// The days of it that are asked about.
    pub(crate) window: Window,
    /// Whether some of its days are not asked about, or not over.
    pub(crate) partial: bool,
}

impl Period {
    /// The days that are meant: the latest complete quarter where nothing is said.
    pub(crate) fn window(self, today: NaiveDate) -> Result<Window, String> {
        match (self.from, self.to, self.last_months) {
            (None, None, None) => Ok(latest_quarter(today)),
            (None, None, Some(months)) => match u32::try_from(months) {
                Ok(count) if (1..=MAX_MONTHS).contains(&months) => Ok(last_months(today, count)),
                _ => Err(format!(
                    "period.lastMonths must be from 1 to {MAX_MONTHS}, not {months}"
                )),
            },
            (_, _, Some(_)) => Err("period.lastMonths stands alone: leave out from and to".into()),
            (None, Some(_), None) => Err("period.to needs period.from".into()),
            (Some(from), to, None) => between(from, to.unwrap_or(today)),
        }
    }

    /// Whether the caller left the choice to us.
    pub(crate) fn is_default(self) -> bool {
        self == Self::default()
    }

    /// The months of a series over the period: its own, or the 12 complete months to its end where it was left to us.
    pub(crate) fn months(self, today: NaiveDate) -> Result<Vec<Month>, String> {
        let mut window = self.window(today)?;
        if self.is_default() {
            window.from = back(first_of_month(window.to), SERIES_MONTHS - 1);
        }
        let months = split(window, today);
        if months.len() > usize::try_from(MAX_MONTHS).unwrap_or(usize::MAX) {
            return Err(format!(
                "a series has at most {MAX_MONTHS} months, this period has {}",
                months.len()
            ));
        }
        Ok(months)
    }
}

/// The last 12 complete months and the running one: what a roadmap's demand rests on.
pub(crate) fn year_to_date(today: NaiveDate) -> Period {
    Period {
        from: Some(back(first_of_month(today), 12)),
        to: Some(today),
        last_months: None,
    }
}

fn between(from: NaiveDate, to: NaiveDate) -> Result<Window, String> {
    for day in [from, to] {
        if !(1970..=2100).contains(&day.year()) {
            return Err(format!("{day} is outside the years 1970 to 2100"));
        }
    }
    if from > to {
        return Err(format!("the period ends ({to}) before it begins ({from})"));
    }
    Ok(Window { from, to })
}

fn latest_quarter(today: NaiveDate) -> Window {
    let this_month = first_of_month(today);
    let this_quarter = back(this_month, this_month.month0() % 3);
    Window {
        from: back(this_quarter, 3),
        to: preceding(this_quarter),
    }
}

fn last_months(today: NaiveDate, count: u32) -> Window {
    let this_month = first_of_month(today);
    Window {
        from: back(this_month, count),
        to: preceding(this_month),
    }
}

/// The months of a window, each with the days of it that the window holds.
pub(super) fn split(window: Window, today: NaiveDate) -> Vec<Month> {
    let mut months = Vec::new();
    let mut first = first_of_month(window.from);
    while first <= window.to {
        let next = first + Months::new(1);
        let last = preceding(next);
        let days = Window {
            from: first.max(window.from),
            to: last.min(window.to),
        };
        months.push(Month {
            first,
            window: days,
            partial: days.from != first || days.to != last || last >= today,
        });
        first = next;
    }
    months
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

/// The first of the month that lies so many months before.
pub(super) fn back(first: NaiveDate, months: u32) -> NaiveDate {
    first - Months::new(months)
}

/// The day before.
pub(super) fn preceding(day: NaiveDate) -> NaiveDate {
    day - Days::new(1)
}

/// The day after.
pub(super) fn following(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

#[cfg(test)]
#[path = "period/tests.rs"]
mod tests;
