//! Scalars of our own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

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

#[cfg(test)]
mod tests {
    use super::*;

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
