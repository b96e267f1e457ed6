//! Pay as feeds write it into JSON: a text, a pair of numbers, a schema.org object, or one with names of their own.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::normalise::pay::{amount, from_schema};
use crate::raw::RawPay;

/// The names feeds give to the lower end, the upper end, the currency and the period.
const MIN: [&str; 10] = [
    "min",
    "minValue",
    "salaryMin",
    "min_value",
    "salary_min",
    "minSalary",
    "salary_from",
    "compensation_minimum",
    "rangeStart",
    "MinimumRange",
];
const MAX: [&str; 10] = [
    "max",
    "maxValue",
    "salaryMax",
    "max_value",
    "salary_max",
    "maxSalary",
    "salary_to",
    "compensation_maximum",
    "rangeEnd",
    "MaximumRange",
];
const CURRENCY: [&str; 8] = [
    "currency",
    "currencyCode",
    "salaryCurrency",
    "salary_currency",
    "currency_type",
    "compensation_currency",
    "CurrencyCode",
    "currency_code",
];
const PERIOD: [&str; 9] = [
    "period",
    "interval",
    "salaryPeriod",
    "salary_period",
    "unitText",
    "frequency",
    "compensation_frequency",
    "time-unit",
    "RateIntervalCode",
];
/// Amounts in hundredths.
const MIN_CENTS: &str = "min_cents";
const MAX_CENTS: &str = "max_cents";
/// What holds the pay where a feed puts it a step deeper: an object, or a list of which the first counts.
const HOLDERS: [&str; 8] = [
    "salaryRange",
    "pay_input_ranges",
    "payRangeDetails",
    "PositionRemuneration",
    "salary",
    "compensation",
    "baseSalary",
    "base_salary",
];
/// Pay in words.
const TEXTS: [&str; 4] = [
    "salary_text",
    "salary_description",
    "compensationTierSummary",
    "salary_raw",
];
/// Marks of pay that a model predicted and no employer stated: it is no fact about a posting.
const PREDICTED: [&str; 2] = ["salary_is_predicted", "is_predicted"];
/// Feeds that give amounts without a currency, since all of theirs are dollars.
const IN_DOLLARS: [&str; 2] = ["remoteok", "usajobs"];

/// Reads whatever a feed says about pay; nothing certain is nothing. The object may name its feed as `source`.
#[must_use]
pub fn from_json(value: &Value) -> Option<RawPay> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!matches!(text, "" | "None" | "null")).then(|| RawPay::Text(text.to_owned()))
        }
        Value::Number(_) => amounts(decimal(value), decimal(value), None, None),
        Value::Array(values) => match values.first()? {
            Value::Object(_) => from_json(&values[0]),
            first => amounts(decimal(first), values.get(1).and_then(decimal), None, None),
        },
        Value::Object(object) => from_object(object, value),
        _ => None,
    }
}

/// The country that a feed's pay fields name.
#[must_use]
pub fn country(value: &Value) -> Option<&str> {
    value.get("country").and_then(Value::as_str)
}

fn from_object(object: &Map<String, Value>, value: &Value) -> Option<RawPay> {
    if PREDICTED
        .iter()
        .any(|name| object.get(*name).is_some_and(is_true))
    {
        return None;
    }
    if object.contains_key("@type") || object.contains_key("value") {
        // Pages name a currency and a period where the employer left the amount out.
        let names_no_amount = |pay: &RawPay| match pay {
            RawPay::Amounts { min, max, .. } => min.is_none() && max.is_none(),
            RawPay::Text(_) => false,
        };
        return from_schema(value).filter(|pay| !names_no_amount(pay));
    }
    if let Some(Value::Array(components)) = object.get("summaryComponents") {
        let mut salaries = components.iter();
        let salary = salaries.find(|part| part["compensationType"] == "Salary");
        return salary.and_then(from_json);
    }
    let first = |names: &[&str]| names.iter().find_map(|name| object.get(*name));
    let word = |names: &[&str]| first(names).and_then(Value::as_str).map(str::to_owned);
    let cents = |name: &str| {
        object
            .get(name)
            .and_then(decimal)?
            .checked_div(Decimal::ONE_HUNDRED)
    };
    let flat = amounts(
        first(&MIN).and_then(decimal).or_else(|| cents(MIN_CENTS)),
        first(&MAX).and_then(decimal).or_else(|| cents(MAX_CENTS)),
        word(&CURRENCY).or_else(|| dollars(object)),
        word(&PERIOD),
    );
    let held = || {
        HOLDERS
            .iter()
            .filter_map(|name| object.get(*name))
            .find_map(from_json)
    };
    let told = || {
        TEXTS
            .iter()
            .filter_map(|name| object.get(*name))
            .find_map(from_json)
    };
    flat.or_else(held).or_else(told)
}

fn dollars(object: &Map<String, Value>) -> Option<String> {
    let source = object.get("source")?.as_str()?;
    IN_DOLLARS.contains(&source).then(|| "USD".to_owned())
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
        Value::String(text) => amount(text.trim()),
        _ => None,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.trim(), "1" | "true"),
        _ => false,
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
    fn pay_is_found_where_feeds_put_it() {
        for (fields, expected) in [
            (
                json!({"source": "lever", "salaryRange": {"min": 60_000, "max": 70_000, "currency": "EUR", "interval": "per-year-salary"}}),
                yearly(60_000, 70_000, "EUR", "per-year-salary"),
            ),
            (
                json!({"pay_input_ranges": [{"min_cents": 8_000_000, "max_cents": 9_000_000, "currency_type": "USD", "interval": "year"}]}),
                yearly(80_000, 90_000, "USD", "year"),
            ),
            (
                json!({"source": "usajobs", "PositionRemuneration": [{"MinimumRange": "55000.0", "MaximumRange": "72000.0", "CurrencyCode": "USD", "RateIntervalCode": "PA"}]}),
                yearly(55_000, 72_000, "USD", "PA"),
            ),
            (
                json!({"source": "remoteok", "salary_min": 50_000, "salary_max": 60_000, "salary_period": "year"}),
                yearly(50_000, 60_000, "USD", "year"),
            ),
            (
                json!({"minSalary": 50_000, "maxSalary": 60_000, "currency": "GBP", "salaryPeriod": "annual"}),
                yearly(50_000, 60_000, "GBP", "annual"),
            ),
        ] {
            assert_eq!(from_json(&fields), Some(expected), "{fields}");
        }
    }

    #[test]
    fn predicted_pay_is_no_fact() {
        for flag in [json!("1"), json!(1), json!(true)] {
            let fields =
                json!({"salary_min": 50_000, "salary_max": 50_000, "salary_is_predicted": flag});
            assert_eq!(from_json(&fields), None, "{fields}");
        }
        let stated = json!({"salary_min": 50_000, "salary_is_predicted": "0", "country": "GB"});
        assert!(from_json(&stated).is_some());
        assert_eq!(country(&stated), Some("GB"));
    }

    #[test]
    fn nothing_is_nothing() {
        for value in [
            json!([0, 0]),
            json!(""),
            json!(null),
            json!({}),
            json!({"summaryComponents": []}),
            json!({"@type": "MonetaryAmount", "currency": "EUR", "value": {"@type": "QuantitativeValue", "unitText": "MONTH"}}),
            json!(true),
        ] {
            assert_eq!(from_json(&value), None, "{value}");
        }
    }
}
