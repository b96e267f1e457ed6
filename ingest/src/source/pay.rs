//! Pay as feeds write it into JSON: a text, a pair of numbers, a schema.org object, or one with names of their own.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::normalise::pay::from_schema;
use crate::raw::RawPay;

/// The names feeds give to the lower end, the upper end, the currency and the period.
const MIN: [&str; 4] = ["min", "minValue", "salaryMin", "min_value"];
const MAX: [&str; 4] = ["max", "maxValue", "salaryMax", "max_value"];
const CURRENCY: [&str; 3] = ["currency", "currencyCode", "salaryCurrency"];
const PERIOD: [&str; 4] = ["period", "interval", "salaryPeriod", "unitText"];

/// Reads whatever a feed says about pay; nothing certain is nothing.
#[must_use]
pub fn from_json(value: &Value) -> Option<RawPay> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!matches!(text, "" | "None" | "null")).then(|| RawPay::Text(text.to_owned()))
        }
        Value::Array(values) => {
            let amount = |index: usize| values.get(index).and_then(decimal);
            amounts(amount(0), amount(1), None, None)
        }
        Value::Object(object) => {
            if object.contains_key("@type") || object.contains_key("value") {
                return from_schema(value);
            }
            if let Some(Value::Array(components)) = object.get("summaryComponents") {
                let mut salaries = components.iter();
                let salary = salaries.find(|part| part["compensationType"] == "Salary");
                return salary.and_then(from_json);
            }
            let first = |names: &[&str]| names.iter().find_map(|name| object.get(*name));
            let text = |value: &Value| value.as_str().map(str::to_owned);
            amounts(
                first(&MIN).and_then(decimal),
                first(&MAX).and_then(decimal),
                first(&CURRENCY).and_then(text),
                first(&PERIOD).and_then(text),
            )
        }
        _ => None,
    }
}

/// Feeds write 0 where they know nothing.
fn amounts(
    min: Option<Decimal>,
    max: Option<Decimal>,
    currency: Option<String>,
    period: Option<String>,
) -> Option<RawPay> {
    let known = |amount: Option<Decimal>| amount.filter(|amount| *amount > Decimal::ZERO);
    let (min, max) = (known(min), known(max));
    (min.is_some() || max.is_some()).then_some(RawPay::Amounts {
        min,
        max,
        currency,
        period,
    })
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn yearly(min: i64, max: i64, currency: &str, period: &str) -> RawPay {
        RawPay::Amounts {
            min: Some(min.into()),
            max: Some(max.into()),
            currency: Some(currency.into()),
            period: Some(period.into()),
        }
    }

    #[test]
    fn feeds_are_read_by_their_own_names() {
        let ashby = json!({"compensationTiers": [], "summaryComponents": [
            {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": 1, "maxValue": 2},
            {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "USD", "minValue": 100_000, "maxValue": 150_000},
        ]});
        assert_eq!(
            from_json(&ashby),
            Some(yearly(100_000, 150_000, "USD", "1 YEAR"))
        );
        let recruitee =
            json!({"max": "75000", "min": "60000", "period": "year", "currency": "EUR"});
        assert_eq!(
            from_json(&recruitee),
            Some(yearly(60_000, 75_000, "EUR", "year"))
        );
        assert_eq!(
            from_json(&json!("$14/hr")),
            Some(RawPay::Text("$14/hr".into()))
        );
    }

    #[test]
    fn nothing_is_nothing() {
        for value in [
            json!([0, 0]),
            json!(""),
            json!(null),
            json!({}),
            json!({"summaryComponents": []}),
            json!(true),
        ] {
            assert_eq!(from_json(&value), None, "{value}");
        }
    }
}
