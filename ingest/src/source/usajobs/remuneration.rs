//! Pay by the codes of the government: how much, and for how long a time.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::raw::RawPay;
use crate::source::pay;

/// What an announcement pays.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Remuneration {
    #[serde(default)]
    minimum_range: Value,
    #[serde(default)]
    maximum_range: Value,
    rate_interval_code: Option<String>,
}

impl Remuneration {
    /// The pay, where it is for a time: work without compensation, by the piece and for a fee has none that could be compared.
    pub(super) fn pay(&self) -> Option<RawPay> {
        let code = self.rate_interval_code.as_deref()?.trim();
        let (period, share) = match code.to_ascii_uppercase().as_str() {
            "PA" | "PER YEAR" => ("year", 1),
            "PM" | "PER MONTH" => ("month", 1),
            "BW" | "BI-WEEKLY" | "BIWEEKLY" => ("week", 2),
            "PER WEEK" => ("week", 1),
            "PD" | "PER DAY" => ("day", 1),
            "PH" | "PER HOUR" => ("hour", 1),
            _ => return None,
        };
        let stated = pay::from_json(&json!({
            "min": self.minimum_range, "max": self.maximum_range, "currency": "USD", "period": period,
        }));
        stated.map(|pay| divided(pay, share))
    }
}

/// The pay for a part of its time.
fn divided(pay: RawPay, parts: u32) -> RawPay {
    let part = |amount: Option<Decimal>| amount?.checked_div(Decimal::from(parts));
    match pay {
        RawPay::Amounts {
            min,
            max,
            currency,
            period,
        } => RawPay::Amounts {
            min: part(min),
            max: part(max),
            currency,
            period,
        },
        text @ RawPay::Text(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pay(json: Value) -> Option<String> {
        let remuneration: Remuneration = serde_json::from_value(json).unwrap();
        remuneration.pay().map(|pay| pay.to_text().into_owned())
    }

    #[test]
    fn an_interval_is_a_code_or_words() {
        for (code, expected) in [
            ("PA", "61000–72000.50 USD year"),
            ("Per Year", "61000–72000.50 USD year"),
            ("PM", "61000–72000.50 USD month"),
            ("BW", "30500–36000.25 USD week"),
            ("PD", "61000–72000.50 USD day"),
            ("ph", "61000–72000.50 USD hour"),
        ] {
            let json = json!({"MinimumRange": "61000", "MaximumRange": "72000.50", "RateIntervalCode": code});
            assert_eq!(pay(json).as_deref(), Some(expected), "{code}");
        }
    }

    #[test]
    fn without_compensation_nothing_is_paid() {
        for code in ["WC", "Without Compensation", "PW", "FB", ""] {
            let json = json!({"MinimumRange": "1", "MaximumRange": "2", "RateIntervalCode": code});
            assert_eq!(pay(json), None, "{code}");
        }
        assert_eq!(pay(json!({"MinimumRange": "61000"})), None);
        assert_eq!(
            pay(json!({"MinimumRange": "0", "MaximumRange": 0.0, "RateIntervalCode": "PA"})),
            None
        );
        assert_eq!(
            pay(json!({"MinimumRange": null, "MaximumRange": 18.5, "RateIntervalCode": "PH"}))
                .as_deref(),
            Some("18.5 USD hour")
        );
    }
}
