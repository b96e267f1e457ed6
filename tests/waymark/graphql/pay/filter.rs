//! Postings that pay at least so much.

use entity::posting::Model;

use super::super::oracle::{active, count, readable};
use super::{
    market::{paid, pays, served},
    year,
};
use crate::graphql::fixture::{day, posting};

#[tokio::test]
async fn the_least_pay_is_a_filter_like_the_others() {
    let (server, postings) = served(paid(1_500)).await;
    let (from, to) = (day(2026, 7, 1), day(2026, 9, 30));
    for (amount, currency) in [
        ("0", "EUR"),
        ("60000", "EUR"),
        ("72345.01", "GBP"),
        ("1000000000000", "USD"),
        ("50000", "CHF"),
    ] {
        let least: f64 = amount.parse().expect("a number");
        let holds = |p: &Model| {
            year(p).is_some_and(|(pay, stated)| stated == currency && pay >= least)
                && readable(p)
                && active(p, from, to)
        };
        let found = server
            .data(&format!(
                "{{demand(filter: {{payAtLeast: {{amount: {amount}, currency: \"{currency}\"}}}}) {{postings rawPostings}}
                  postings(filter: {{payAtLeast: {{amount: \"{amount}\", currency: \"{currency}\"}}}}) {{totalCount}}}}"
            ))
            .await;
        let expected = count(&postings, |p| holds(p) && p.canonical_id == p.id);
        assert_eq!(found["demand"]["postings"], expected, "{amount} {currency}");
        assert_eq!(found["demand"]["rawPostings"], count(&postings, holds));
        assert_eq!(found["postings"]["totalCount"], expected);
        assert_eq!(expected == 0, matches!(currency, "USD" | "CHF"));
    }
}

#[tokio::test]
async fn the_middle_of_the_range_decides_to_the_unit() {
    let mut postings: Vec<_> = (1..=3).map(posting).collect();
    pays(&mut postings[0], 65_000, "EUR");
    pays(&mut postings[1], 64_999, "EUR");
    pays(&mut postings[2], 60_000, "EUR");
    postings[2].pay_max = Some(69_999.into());
    let (server, _) = served(postings).await;
    for (amount, expected) in [("65000", 2), ("64999.5", 2), ("64999", 3), ("65000.01", 0)] {
        let filter = format!("{{payAtLeast: {{amount: {amount}, currency: \"EUR\"}}}}");
        let query = format!("{{demand(filter: {filter}) {{postings}}}}");
        let found = server.data(&query).await;
        assert_eq!(found["demand"]["postings"], expected, "{amount}");
    }
}

#[tokio::test]
async fn amounts_and_currencies_that_are_none_are_refused() {
    let (server, _) = served(Vec::new()).await;
    for (money, complaint) in [
        (
            "{amount: 1, currency: \"euro\"}",
            "there is no currency \"euro\"",
        ),
        ("{amount: 1, currency: \"\\u0000\"}", "there is no currency"),
        ("{amount: -1, currency: \"EUR\"}", "must be from 0"),
        (
            "{amount: \"99999999999999999999\", currency: \"EUR\"}",
            "must be from 0",
        ),
        (
            "{amount: \"much\", currency: \"EUR\"}",
            "not a decimal number",
        ),
    ] {
        let query = format!("{{demand(filter: {{payAtLeast: {money}}}) {{postings}}}}");
        let (code, message) = server.error(&query).await;
        assert!(message.contains(complaint), "{money}: {message}");
        assert!(code.starts_with("INVALID"), "{money}: {code}");
    }
}
