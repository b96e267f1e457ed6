//! `content/rates/monthly.csv`: what a euro was worth at the end of each month, for those who ask for another currency.

use std::sync::OnceLock;

use sea_orm::prelude::{ChronoDate, Decimal};

use super::ContentError;

/// The file.
const FILE: &str = "rates/monthly.csv";
/// The currency that the others are measured in.
const EURO: &str = "EUR";
/// Days after which a rate no longer speaks for a day within the table: its currency is no longer published.
const OLDEST: i64 = 45;

/// The European Central Bank's reference rates, one day for each month.
#[derive(Clone, Debug)]
pub struct Rates {
    /// ISO 4217 codes, in the order of the columns.
    currencies: Vec<String>,
    /// The days, in order, each with what one euro was worth.
    days: Vec<(ChronoDate, Vec<Option<Decimal>>)>,
}

impl Rates {
    /// The rates that the product ships, read on first use.
    ///
    /// # Errors
    /// With file and line when the shipped file is not well made.
    pub fn embedded() -> Result<&'static Self, &'static ContentError> {
        static EMBEDDED: OnceLock<Result<Rates, ContentError>> = OnceLock::new();
        let load = || Self::parse(&super::file(FILE)?.text);
        EMBEDDED.get_or_init(load).as_ref()
    }

    fn parse(text: &str) -> Result<Self, ContentError> {
        let mut lines = (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.starts_with('#'));
        let (_, head) = lines
            .next()
            .ok_or_else(|| error(0, "there is no heading"))?;
        let currencies: Vec<_> = head.split(',').skip(1).map(str::to_owned).collect();
        let mut days: Vec<(ChronoDate, Vec<Option<Decimal>>)> = Vec::new();
        for (number, line) in lines {
            let mut cells = line.split(',');
            let day = cells.next().and_then(|cell| cell.parse().ok());
            let day = day.ok_or_else(|| error(number, "the line does not begin with a date"))?;
            let rates: Vec<_> = cells.map(rate).collect::<Result<_, _>>().map_err(|cell| {
                error(
                    number,
                    &format!("{cell} is no rate: a number above 0 is wanted, or nothing"),
                )
            })?;
            if rates.len() != currencies.len() || days.last().is_some_and(|(last, _)| *last >= day)
            {
                return Err(error(
                    number,
                    "days must rise and have a column for each currency",
                ));
            }
            days.push((day, rates));
        }
        if days.is_empty() {
            return Err(error(0, "there is no day"));
        }
        Ok(Self { currencies, days })
    }

    /// The codes of all currencies that it ever had rates for.
    pub fn currencies(&self) -> impl Iterator<Item = &str> {
        let others = self.currencies.iter().map(String::as_str);
        std::iter::once(EURO).chain(others)
    }

    /// The days with rates, in order.
    pub fn days(&self) -> impl Iterator<Item = ChronoDate> {
        self.days.iter().map(|(day, _)| *day)
    }

    /// The last day with rates.
    #[must_use]
    pub fn last_day(&self) -> Option<ChronoDate> {
        self.days.last().map(|(day, _)| *day)
    }

    /// The amount in another currency, and the day of the rate: the last one on or before `on`. For a later day than the table has,
    /// its last rates are used, and the caller sees it by the day. Nothing for a currency without a rate then, or before the table.
    #[must_use]
    pub fn convert(
        &self,
        amount: Decimal,
        from: &str,
        to: &str,
        on: ChronoDate,
    ) -> Option<(Decimal, ChronoDate)> {
        let at = self
            .days
            .partition_point(|(day, _)| *day <= on)
            .checked_sub(1)?;
        let (day, rates) = self.days.get(at)?;
        if on
            .min(self.last_day()?)
            .signed_duration_since(*day)
            .num_days()
            > OLDEST
        {
            return None;
        }
        let of = |code: &str| {
            if code == EURO {
                return Some(Decimal::ONE);
            }
            let column = self.currencies.iter().position(|known| known == code)?;
            rates.get(column).copied().flatten()
        };
        let (one, other) = (of(from)?, of(to)?);
        if from == to {
            return Some((amount, *day));
        }
        let converted = amount.checked_mul(other)?.checked_div(one)?;
        Some((converted, *day))
    }
}

/// A cell: a rate, nothing, or the fault itself.
fn rate(cell: &str) -> Result<Option<Decimal>, &str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let rate = cell.parse().ok().filter(|rate| *rate > Decimal::ZERO);
    rate.map(Some).ok_or(cell)
}

fn error(line: u64, message: &str) -> ContentError {
    ContentError {
        file: FILE.into(),
        line,
        column: 0,
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> ChronoDate {
        text.parse().unwrap()
    }

    fn rates() -> &'static Rates {
        Rates::embedded().unwrap()
    }

    fn small() -> Rates {
        Rates::parse("# head\ndate,CHF,HRK\n2030-01-31,1.25,7.5\n2030-02-28,1.5,\n").unwrap()
    }

    #[test]
    fn the_rate_of_the_last_day_on_or_before_is_used_and_named() {
        let rates = small();
        let hundred = Decimal::ONE_HUNDRED;
        for (from, to, on, amount, rate_day) in [
            ("EUR", "CHF", "2030-01-31", "125", "2030-01-31"),
            ("CHF", "EUR", "2030-02-27", "80", "2030-01-31"),
            ("CHF", "HRK", "2030-02-27", "600", "2030-01-31"),
            ("EUR", "CHF", "2030-02-28", "150", "2030-02-28"),
            // Long after the end the last rates still stand, with their day.
            ("EUR", "CHF", "2041-01-01", "150", "2030-02-28"),
        ] {
            let expected = (amount.parse().unwrap(), day(rate_day));
            assert_eq!(
                rates.convert(hundred, from, to, day(on)),
                Some(expected),
                "{from} {to} {on}"
            );
        }
    }

    #[test]
    fn what_is_not_published_is_not_converted() {
        let rates = small();
        for (from, to, on) in [
            ("EUR", "CHF", "2030-01-30"),
            ("EUR", "HRK", "2030-03-01"),
            ("EUR", "ARS", "2030-02-01"),
            ("ARS", "ARS", "2030-02-01"),
        ] {
            assert_eq!(
                rates.convert(Decimal::ONE, from, to, day(on)),
                None,
                "{from} {to} {on}"
            );
        }
        assert_eq!(
            small().convert(Decimal::MAX, "EUR", "CHF", day("2030-02-01")),
            None
        );
    }

    #[test]
    fn a_gap_in_the_table_is_not_bridged() {
        let rates = Rates::parse("date,CHF\n2030-01-31,1.25\n2030-06-30,1.5\n").unwrap();
        assert!(
            rates
                .convert(Decimal::ONE, "EUR", "CHF", day("2030-03-17"))
                .is_some()
        );
        assert_eq!(
            rates.convert(Decimal::ONE, "EUR", "CHF", day("2030-03-18")),
            None
        );
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, line) in [
            ("", 0),
            ("date,CHF\n", 0),
            ("date,CHF\n2030-01-31,0\n", 2),
            ("date,CHF\n2030-01-31,1,2\n", 2),
            ("date,CHF\n2030-01-31,1\n2030-01-31,1\n", 3),
            ("date,CHF\nsoon,1\n", 2),
        ] {
            assert_eq!(Rates::parse(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn every_month_has_its_day() {
        let months: Vec<_> = rates()
            .days
            .iter()
            .map(|(day, _)| day.format("%Y-%m").to_string())
            .collect();
        let mut sorted = months.clone();
        sorted.dedup();
        assert_eq!(sorted.len(), months.len());
        assert_eq!(months.first().map(String::as_str), Some("2013-01"));
        assert!(months.len() >= 166);
        assert!(rates().days().is_sorted());
        assert!(
            rates()
                .currencies()
                .all(|code| crate::currency::code(code) == Some(code))
        );
        // The Danish crown is bound to the euro.
        let (crowns, _) = rates()
            .convert(Decimal::ONE_HUNDRED, "EUR", "DKK", day("2020-05-05"))
            .unwrap();
        assert!(crowns > Decimal::from(740) && crowns < Decimal::from(752));
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same(
            cents in 1i64..100_000_000_000,
            from in "EUR|USD|GBP|CHF|JPY|IDR|SEK",
            to in "EUR|USD|GBP|CHF|JPY|IDR|SEK",
            days in 0usize..6_000,
        ) {
            let on = day("2013-01-31").iter_days().nth(days).unwrap();
            let amount = Decimal::new(cents, 2);
            let (there, first) = rates().convert(amount, &from, &to, on).unwrap();
            let (back, second) = rates().convert(there, &to, &from, on).unwrap();
            prop_assert_eq!(first, second);
            prop_assert!(first <= on && there > Decimal::ZERO);
            prop_assert!((back - amount).abs() <= amount * Decimal::new(1, 9) + Decimal::new(1, 9));
            if from == to {
                prop_assert_eq!(there, amount);
            }
        }

        #[test]
        fn more_stays_more(cents in 1i64..1_000_000_000, more in 1i64..1_000_000_000, days in 0usize..6_000) {
            let on = day("2013-01-31").iter_days().nth(days).unwrap();
            let convert = |cents| rates().convert(Decimal::new(cents, 2), "USD", "JPY", on).unwrap().0;
            prop_assert!(convert(cents) < convert(cents + more));
        }
    }
}
