//! Pay as schema.org writes it: a `MonetaryAmount`, or the loose shapes that pages make of it.

use rust_decimal::Decimal;
use serde_json::Value;

use super::number::amount;
use crate::raw::RawPay;

/// The pay of a `baseSalary`.
#[must_use]
pub fn from_schema(salary: &Value) -> Option<RawPay> {
    let salary = match salary {
        Value::Array(list) => list.first()?,
        Value::String(text) => return Some(RawPay::Text(text.clone())),
        other => other,
    };
    // What is said to be spread over many employers is nobody's word.
    let kind = salary.get("@type").and_then(Value::as_str);
    if kind.is_some_and(|kind| kind.ends_with("Distribution")) {
        return None;
    }
    let inner = salary.get("value").unwrap_or(salary);
    let field = |name: &str| inner.get(name).or_else(|| salary.get(name));
    let text = |name: &str| field(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let single = || number(inner).or_else(|| inner.get("value").and_then(number));
    let min = field("minValue").and_then(number);
    let max = field("maxValue").and_then(number);
    let (min, max) = match (min, max) {
        (None, None) => (single(), single()),
        ends => ends,
    };
    Some(RawPay::Amounts {
        min,
        max,
        currency: text("currency").or_else(|| text("salaryCurrency")),
        period: text("unitText").or_else(|| text("unitCode")),
    })
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => amount(text),
        _ => None,
    }
}
