use entity::posting::PayPeriod::{Day, Hour, Month, Year};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::normalise::cases;
use crate::source::pay::from_json;

fn text(text: &str) -> Option<Pay> {
    read(&RawPay::Text(text.into()), None)
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a reading does")]
fn pay(min: u32, max: u32, currency: &'static str, period: PayPeriod) -> Option<Pay> {
    let end = |amount: u32| (amount > 0).then(|| Decimal::from(amount));
    Some(Pay {
        min: end(min),
        max: end(max),
        currency: (!currency.is_empty()).then_some(currency),
        period,
    })
}

#[test]
fn statements_of_own_writing() {
    for (words, expected) in [
        ("$90k – $110k a year", pay(90_000, 110_000, "USD", Year)),
        (
            "EUR 48.500,00 bis 52.000,00 brutto",
            pay(48_500, 52_000, "EUR", Year),
        ),
        ("CHF 98'500 - 104'500", pay(98_500, 104_500, "CHF", Year)),
        ("up to 7 LPA", pay(0, 700_000, "INR", Year)),
        (
            "between £40k and £50k plus bonus of £5k",
            pay(40_000, 50_000, "GBP", Year),
        ),
        ("from 620 € per day", pay(620, 0, "EUR", Day)),
        ("R 45 000 per month", pay(45_000, 45_000, "ZAR", Month)),
        ("US$31/h", pay(31, 31, "USD", Hour)),
        ("$80,000", pay(80_000, 80_000, "USD", Year)),
        ("outside IR35, £480-520 pd", pay(480, 520, "GBP", Day)),
        ("52-58 T€", pay(52_000, 58_000, "EUR", Year)),
        ("mind. EUR 3.100 brutto/Monat", pay(3_100, 0, "EUR", Month)),
        ("18-26K·15薪", pay(18_000, 26_000, "CNY", Month)),
        (
            "$8M raised. $105K - $125K",
            pay(105_000, 125_000, "USD", Year),
        ),
        ("14-19 lakhs", pay(1_400_000, 1_900_000, "INR", Year)),
        ("1.4 Cr", pay(14_000_000, 14_000_000, "INR", Year)),
        ("18 - 25 triệu", pay(18_000_000, 25_000_000, "VND", Month)),
        (
            "R38,000 - R41,000 per month",
            pay(38_000, 41_000, "ZAR", Month),
        ),
        ("CHF98000", pay(98_000, 98_000, "CHF", Year)),
        ("£42/48k", pay(42_000, 48_000, "GBP", Year)),
        ("£42K/£48K", pay(42_000, 48_000, "GBP", Year)),
        ("年収450万~620万", pay(4_500_000, 6_200_000, "JPY", Year)),
        ("연봉 4200만", pay(42_000_000, 42_000_000, "KRW", Year)),
        (
            "$52,000 a year, paid biweekly",
            pay(52_000, 52_000, "USD", Year),
        ),
        ("48–55 tsd. € p.a.", pay(48_000, 55_000, "EUR", Year)),
    ] {
        assert_eq!(text(words), expected, "{words}");
    }
}

#[test]
fn what_is_no_stated_pay_is_nothing() {
    for words in [
        "",
        "competitive salary",
        "$70K-$120K (Glassdoor est.)",
        "-1",
        "0",
        "0.5% – 1.5% equity",
        "$40M raised",
        "signing bonus $5,000",
        "401(k)",
        "401k",
        "a $70+ billion market",
        "$2,100 bi-weekly",
        "GS-12",
        "40 hours per week",
        "$999,999,999,999,999,999,999,999,999,999,999",
    ] {
        assert_eq!(text(words), None, "{words}");
    }
}

#[test]
fn fields_of_their_own() {
    let fields = |min: i64, max: i64, currency: &str, period: &str| RawPay::Amounts {
        min: Some(min.into()),
        max: Some(max.into()),
        currency: (!currency.is_empty()).then(|| currency.into()),
        period: (!period.is_empty()).then(|| period.into()),
    };
    let of = |raw: RawPay, country| read(&raw, country);
    assert_eq!(of(fields(0, 0, "USD", "1 YEAR"), None), None);
    assert_eq!(
        of(fields(50, 70, "USD", "1 HOUR"), None),
        pay(50, 70, "USD", Hour)
    );
    assert_eq!(
        of(fields(50_000, 0, "", ""), Some("gb")),
        pay(50_000, 0, "GBP", Year)
    );
    assert_eq!(
        of(fields(9, 7, "EUR", "hourly"), None),
        pay(7, 9, "EUR", Hour)
    );
    assert_eq!(of(fields(5000, 5000, "USD", "1 TIME"), None), None);
    assert_eq!(of(fields(90_000, 90_000, "???", "year"), None), None);
}

#[test]
fn numbers_in_every_notation() {
    for (written, value) in [
        ("120,000", "120000"),
        ("60.000", "60000"),
        ("110'000", "110000"),
        ("12,00,000", "1200000"),
        ("2500,00", "2500.00"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("0.125", "0.125"),
        ("45.5", "45.5"),
    ] {
        assert_eq!(amount(written), value.parse().ok(), "{written}");
    }
    assert_eq!(amount("1..2"), None);
}

#[derive(serde::Deserialize)]
struct Case {
    raw: Option<String>,
    json: Option<Value>,
    fields: Option<Value>,
    country: Option<String>,
    expect: Option<Expected>,
}

#[derive(Debug, serde::Deserialize)]
struct Expected {
    min: Option<f64>,
    max: Option<f64>,
    currency: Option<String>,
    period: PayPeriod,
    annual_min: Option<f64>,
    annual_max: Option<f64>,
}

fn is_right(read: Option<&Pay>, expected: Option<&Expected>) -> bool {
    let same = |read: Option<Decimal>, wanted: Option<f64>| {
        read == wanted.and_then(|n| n.to_string().parse().ok())
    };
    match (read, expected) {
        (None, None) => true,
        (Some(pay), Some(expected)) => {
            let (low, high) = pay.annual();
            same(pay.min, expected.min)
                && same(pay.max, expected.max)
                && same(low, expected.annual_min)
                && same(high, expected.annual_max)
                && pay.currency == expected.currency.as_deref()
                && pay.period == expected.period
        }
        _ => false,
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a measure is there to be read")]
fn labelled_pay() {
    let Some(cases) = cases::load::<Case>("salaries") else {
        return;
    };
    let (mut right, mut all) = (0, 0);
    for case in cases {
        let raw = (case.raw.clone().map(RawPay::Text))
            .or_else(|| from_json(case.json.as_ref()?))
            .or_else(|| from_json(case.fields.as_ref()?));
        let read = raw.and_then(|raw| read(&raw, case.country.as_deref()));
        all += 1;
        if is_right(read.as_ref(), case.expect.as_ref()) {
            right += 1;
        } else {
            eprintln!(
                "{:?}{:?}: {read:?}, not {:?}",
                case.raw, case.json, case.expect
            );
        }
    }
    eprintln!("pay {right}/{all}");
    assert!(right * 100 >= all * 99, "pay {right}/{all}");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(words in "\\PC{0,60}|[0-9kK$€.,' /–a-z%+]{0,60}") {
        if let Some(pay) = text(&words) {
            prop_assert!(pay.min.is_some() || pay.max.is_some());
            prop_assert!(pay.min.is_none_or(|min| pay.max.is_none_or(|max| min <= max)));
        }
    }

    #[test]
    fn a_plain_range_is_read_as_written(low in 30_000u32..200_000, more in 0u32..100_000) {
        let high = low + more;
        prop_assert_eq!(text(&format!("USD {low} - {high} per year")), pay(low, high, "USD", Year));
    }
}
