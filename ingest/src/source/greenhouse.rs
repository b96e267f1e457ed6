//! Greenhouse's job board API: `{"jobs": [...], "meta": {...}}`; descriptions are HTML escaped once as a whole.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::Card;
use crate::raw::{BodyFormat, RawPay, RawPosting};

/// What we know of Greenhouse.
pub const CARD: Card = Card {
    slug: "greenhouse",
    name: "Greenhouse job boards",
    url: "https://www.greenhouse.com",
    attribution: None,
};

#[derive(Deserialize)]
struct Job {
    id: i64,
    title: String,
    company_name: Option<String>,
    location: Option<Location>,
    absolute_url: Option<String>,
    first_published: Option<String>,
    updated_at: Option<String>,
    content: Option<String>,
    #[serde(default)]
    pay_input_ranges: Vec<PayRange>,
}

#[derive(Deserialize)]
struct Location {
    name: Option<String>,
}

#[derive(Deserialize)]
struct PayRange {
    min_cents: Option<i64>,
    max_cents: Option<i64>,
    currency_type: Option<String>,
    title: Option<String>,
}

/// Reads one element of `jobs`.
///
/// # Errors
/// With the reason when it is no posting of the expected shape.
pub fn posting(json: &str, board: &str) -> Result<RawPosting, String> {
    let job: Job = serde_json::from_str(json).map_err(|error| error.to_string())?;
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: job.id.to_string(),
        title: Some(job.title),
        company: job
            .company_name
            .or_else(|| super::board_of(job.absolute_url.as_deref()))
            .or_else(|| Some(board.to_owned())),
        locations: job.location.and_then(|l| l.name).into_iter().collect(),
        country: None,
        remote: None,
        // `updated_at` moves with every edit, at times for a whole board at once: it is the last resort.
        posted: job.first_published.or(job.updated_at),
        observed: None,
        url: job.absolute_url,
        body: job.content.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: job.pay_input_ranges.into_iter().next().map(pay),
    })
}

fn pay(range: PayRange) -> RawPay {
    let amount = |cents: Option<i64>| cents.map(|cents| Decimal::new(cents, 2));
    RawPay::Amounts {
        min: amount(range.min_cents),
        max: amount(range.max_cents),
        currency: range.currency_type,
        period: range.title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_read() {
        let json = r#"{"id": 8636903002, "title": "Analyst", "company_name": "Acme ", "location": {"name": "London, UK"},
            "absolute_url": "https://job-boards.greenhouse.io/acme/jobs/8636903002", "first_published": "2026-07-16T11:55:32-04:00",
            "updated_at": "2026-08-01T00:00:00-04:00", "content": "&lt;p&gt;SQL&lt;/p&gt;",
            "pay_input_ranges": [{"min_cents": 5000000, "max_cents": 6000000, "currency_type": "GBP", "title": "Annual Salary"}]}"#;
        let posting = posting(json, "file").unwrap();
        assert_eq!(posting.external_id, "8636903002");
        assert_eq!(posting.posted.as_deref(), Some("2026-07-16T11:55:32-04:00"));
        let pay = posting.pay.unwrap();
        assert_eq!(pay.to_text(), "50000.00–60000.00 GBP Annual Salary");
    }

    #[test]
    fn what_is_no_posting_says_why() {
        assert!(posting(r#"{"id": "x", "title": "y"}"#, "f").is_err());
    }
}
