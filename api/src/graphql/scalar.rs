//! Scalars of our own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use sea_orm::prelude::Decimal as Exact;

/// The address of a page: absolute and http(s), or a path on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url(String);

/// The address of a page: absolute and http(s), or a path on this server.
#[Scalar(name = "URL")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => {
                Self::stored(&text).ok_or_else(|| InputValueError::custom("not an http(s) address"))
            }
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl Url {
    /// A stored address; none if it is anything but http(s), because a page would run `javascript:`.
    pub(crate) fn stored(text: &str) -> Option<Self> {
        let scheme = text.split_once("://")?.0;
        let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        web.then(|| Self(text.to_owned()))
    }

    /// A path on this server.
    pub(crate) fn own(path: &'static str) -> Self {
        Self(path.to_owned())
    }
}

/// A day of the calendar, as 2026-03-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A day of the calendar, as 2026-03-31.
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => {
                let day = NaiveDate::parse_from_str(&text, FORMAT).ok();
                // The parser takes 2026-3-1 and +2026-03-01 too; what is written back is what we mean.
                day.map(Self)
                    .filter(|day| day.text() == text)
                    .ok_or_else(|| InputValueError::custom("not a day such as 2026-03-31"))
            }
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

/// How a day is written.
const FORMAT: &str = "%Y-%m-%d";

impl Date {
    fn text(self) -> String {
        self.0.format(FORMAT).to_string()
    }
}

/// An exact decimal number, as "65000.5"; a plain number is taken too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal(pub(crate) Exact);

/// An exact decimal number, as "65000.5"; a plain number is taken too.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        // Underscores are taken by the parser; what is written back has none.
        let number = text.parse().ok().filter(|_| !text.contains('_'));
        number
            .map(Self)
            .ok_or_else(|| InputValueError::custom("not a decimal number such as 65000.5"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Decimal {
    /// An amount in hundredths of its unit; none for what is no number, and beyond 28 digits.
    pub(crate) fn cents(amount: f64) -> Option<Self> {
        let exact = Exact::from_f64_retain(amount)?;
        Some(Self(exact.round_dp(2).normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let parse = |text: &str| Decimal::parse(Value::String(text.to_owned()));
        for text in ["0", "65000.50", "-3", "79228162514264337593543950335"] {
            assert_eq!(parse(text).unwrap().to_value(), Value::from(text));
        }
        assert_eq!(
            Decimal::parse(Value::from(0.1)).unwrap().to_value(),
            Value::from("0.1")
        );
        for text in [
            "",
            "1_000",
            "1,5",
            "NaN",
            "1e400",
            "79228162514264337593543950336",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(Decimal::parse(Value::Boolean(true)).is_err());
        let cents = |amount| Decimal::cents(amount).map(|found| found.0.to_string());
        assert_eq!(cents(70_000.0).as_deref(), Some("70000"));
        assert_eq!(cents(70_000.75).as_deref(), Some("70000.75"));
        assert_eq!(cents(0.1 + 0.2).as_deref(), Some("0.3"));
        assert_eq!(cents(f64::NAN), None);
    }

    #[test]
    fn days_are_read_strictly() {
        let parse = |text: &str| Date::parse(Value::String(text.to_owned()));
        assert_eq!(
            parse("2024-02-29").unwrap().to_value(),
            Value::from("2024-02-29")
        );
        for text in [
            "2023-02-29",
            "2026-3-1",
            "+2026-03-1",
            "2026-03-31T00:00",
            "today",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_web_addresses_are_passed_on() {
        assert!(Url::stored("https://example.org/a").is_some());
        assert!(Url::stored("HTTP://example.org").is_some());
        for text in [
            "javascript:alert(1)//://",
            "ftp://x",
            "/path",
            "data:text/html,x",
            "",
        ] {
            assert_eq!(Url::stored(text), None, "{text}");
        }
    }
}
