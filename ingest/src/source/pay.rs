//! Pay as feeds write it into JSON: a text, a pair of numbers, a schema.org object, or one with names of their own.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::normalise::pay::{amount, currency_of, from_schema};
use crate::raw::RawPay;

/// The names feeds give to the lower end, the upper end, the currency and the period, without case and marks.
const MIN: &str = " min minvalue minimum salarymin minsalary minimumsalary salaryminimum annualsalarymin salaryfrom from minimumrange minamount rangestart compensationminimum ";
const MAX: &str = " max maxvalue maximum salarymax maxsalary maximumsalary salarymaximum annualsalarymax salaryto to maximumrange maxamount rangeend compensationmaximum ";
const CURRENCY: &str =
    " currency currencycode currencytype salarycurrency salarycurrencycode compensationcurrency ";
const PERIOD: &str = " period interval unittext salaryperiod salaryinterval payperiod rateintervalcode salaryfrequency frequency compensationfrequency timeunit ";
/// Fields that hold the pay as an object, a list or a text of their own.
const INNER: &str = " salaryrange salary payinputranges positionremuneration compensation basesalary payrange payrangedetails ";
/// Fields that hold the pay in words.
const WORDS: &str = " salarytext salarydescription salaryraw compensationtiersummary ";
/// Fields that say that a model guessed.
const GUESSED: &str = " salaryispredicted ispredicted predicted salaryisestimated isestimated estimated salarysource ";
/// Feeds that give amounts in dollars without saying so.
const IN_DOLLARS: [&str; 2] = ["remoteok", "usajobs"];
/// Objects within objects that are looked into.
const DEEPEST: usize = 4;

/// Reads whatever a feed says about pay; nothing certain is nothing, and so is what the feed itself calls a guess.
#[must_use]
pub fn from_json(value: &Value) -> Option<RawPay> {
    read(value, DEEPEST)
}

fn read(value: &Value, depth: usize) -> Option<RawPay> {
    match value {
        _ if depth == 0 => None,
        Value::String(text) => {
            let text = text.trim();
            (!matches!(text, "" | "None" | "null")).then(|| RawPay::Text(text.to_owned()))
        }
        Value::Array(values) if values.iter().any(Value::is_object) => {
            values.iter().find_map(|value| read(value, depth - 1))
        }
        Value::Array(values) => {
            let amount = |index: usize| values.get(index).and_then(decimal);
            amounts(amount(0), amount(1), None, None)
        }
        Value::Number(_) => amounts(decimal(value), decimal(value), None, None),
        Value::Object(object) => read_object(value, object, depth),
        _ => None,
    }
}

fn read_object(value: &Value, object: &Map<String, Value>, depth: usize) -> Option<RawPay> {
    let fields = Fields::new(object);
    if fields.guessed() {
        return None;
    }
    if let Some(Value::Array(components)) = object.get("summaryComponents") {
        let mut salaries = components.iter();
        let salary = salaries.find(|part| part["compensationType"] == "Salary");
        return salary.and_then(|salary| read(salary, depth - 1));
    }
    if object.contains_key("@type") || object.contains_key("value") {
        // Pages name a currency and a period where the employer left the amount out.
        let names_no_amount = |pay: &RawPay| match pay {
            RawPay::Amounts { min, max, .. } => min.is_none() && max.is_none(),
            RawPay::Text(_) => false,
        };
        return from_schema(value).filter(|pay| !names_no_amount(pay));
    }
    let inner = || read(fields.first(INNER)?, depth - 1);
    let words = || read(fields.first(WORDS)?, depth - 1);
    fields.pay().or_else(inner).or_else(words)
}

/// The fields of an object by their names without case and marks.
struct Fields<'f>(Vec<(String, &'f Value)>);

impl<'f> Fields<'f> {
    fn new(object: &'f Map<String, Value>) -> Self {
        let plain = |name: &String| {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let fields = object.iter().filter(|(_, value)| !value.is_null());
        Self(fields.map(|(name, value)| (plain(name), value)).collect())
    }

    fn first(&self, names: &str) -> Option<&'f Value> {
        let listed = |name: &str| names.split(' ').any(|one| one == name);
        let found = self.0.iter().find(|(name, _)| listed(name));
        found.map(|(_, value)| *value)
    }

    fn text(&self, names: &str) -> Option<String> {
        let text = self.first(names)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn pay(&self) -> Option<RawPay> {
        let cents = |name| decimal(self.first(name)?)?.checked_div(Decimal::ONE_HUNDRED);
        let end = |names, in_cents| {
            let whole = self.first(names).and_then(decimal);
            whole.or_else(|| cents(in_cents))
        };
        let dollars = || {
            let feed = self.text("source")?;
            IN_DOLLARS
                .contains(&feed.as_str())
                .then(|| "USD".to_owned())
        };
        let told = || currency_of(&self.text("country")?).map(str::to_owned);
        amounts(
            end(MIN, "mincents"),
            end(MAX, "maxcents"),
            self.text(CURRENCY).or_else(dollars).or_else(told),
            self.text(PERIOD),
        )
    }

    /// Whether the feed says that the amounts are a model's and not the employer's.
    fn guessed(&self) -> bool {
        match self.first(GUESSED) {
            Some(Value::Bool(guessed)) => *guessed,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => {
                const STATED: [&str; 6] = ["", "0", "false", "no", "employer", "employer_provided"];
                !STATED.contains(&text.trim().to_ascii_lowercase().as_str())
            }
            _ => false,
        }
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
        Value::String(text) => amount(text),
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
    fn names_of_their_own_cents_and_inner_objects_are_understood() {
        for (value, currency, period) in [
            (
                json!({"minSalary": 61_000, "maxSalary": 72_000, "currency": "CAD", "salaryPeriod": "annual"}),
                "CAD",
                "annual",
            ),
            (
                json!({"pay_input_ranges": [{"min_cents": 6_100_000, "max_cents": 7_200_000, "currency_type": "AUD", "unitText": "YEAR"}]}),
                "AUD",
                "YEAR",
            ),
            (
                json!({"source": "lever", "salaryRange": {"min": 61_000, "max": 72_000, "currency": "CHF", "interval": "per-year-salary"}}),
                "CHF",
                "per-year-salary",
            ),
            (
                json!({"PositionRemuneration": [{"MinimumRange": "61000.0", "MaximumRange": "72000.0", "RateIntervalCode": "PA", "currency": "USD"}]}),
                "USD",
                "PA",
            ),
            (
                json!({"salary_min": 61_000, "salary_max": 72_000, "country": "nz", "frequency": "year", "salary_is_predicted": "0"}),
                "NZD",
                "year",
            ),
            (
                json!({"source": "remoteok", "salary_min": 61_000, "salary_max": 72_000, "period": "year"}),
                "USD",
                "year",
            ),
        ] {
            assert_eq!(
                from_json(&value),
                Some(yearly(61_000, 72_000, currency, period)),
                "{value}"
            );
        }
    }

    #[test]
    fn what_a_model_guessed_is_no_stated_pay() {
        for flag in [json!("1"), json!(1), json!(true), json!("yes")] {
            let adzuna = json!({"salary_min": 61_000, "salary_max": 72_000, "currency": "GBP", "salary_is_predicted": flag});
            assert_eq!(from_json(&adzuna), None, "{adzuna}");
        }
        for value in [
            json!({"salary": {"min": 61_000, "max": 72_000, "is_estimated": true}}),
            json!({"min": 61_000, "salarySource": "ESTIMATED"}),
            json!({"@type": "MonetaryAmountDistribution", "currency": "USD", "minValue": 61_000, "maxValue": 72_000}),
        ] {
            assert_eq!(from_json(&value), None, "{value}");
        }
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
