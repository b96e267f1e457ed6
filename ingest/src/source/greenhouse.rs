//! Greenhouse's job board API: `{"jobs": [...], "meta": {...}}`; descriptions are HTML escaped once as a whole.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
};
use crate::raw::{BodyFormat, RawPay, RawPosting};

/// Job boards that Greenhouse hosts.
pub struct Greenhouse;

const CARD: Card = Card {
    slug: "greenhouse",
    name: "Greenhouse job boards",
    url: "https://www.greenhouse.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://developers.greenhouse.io/job-board.html"),
        read_on: "2026-11-22",
        summary: "Public data without authentication, as its documentation says.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 20] = [
    "id",
    "internal_job_id",
    "title",
    "company_name",
    "location",
    "absolute_url",
    "updated_at",
    "first_published",
    "requisition_id",
    "language",
    "application_deadline",
    "metadata",
    "departments",
    "offices",
    "data_compliance",
    "ai_disclaimer",
    "include_ai_disclaimer",
    "ai_opt_out_request_url",
    "content",
    "pay_input_ranges",
];

#[derive(Deserialize)]
struct Board {
    jobs: Vec<Box<RawValue>>,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    total: Option<usize>,
}

impl Source for Greenhouse {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let board = super::board_name(target)?;
        let api = "https://boards-api.greenhouse.io/v1/boards";
        let url = format!("{api}/{board}/jobs?content=true&pay_transparency=true");
        Ok(vec![Request::json(url)])
    }

    fn parse(&self, target: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let board: Board = serde_json::from_slice(body)?;
        let total = board.meta.and_then(|meta| meta.total);
        let mut answer = Answer {
            // There is no paging: fewer jobs than it says are a board that was cut.
            listing: match total {
                Some(total) if total > board.jobs.len() => Listing::Partial,
                _ => Listing::Complete,
            },
            ..Answer::default()
        };
        for job in &board.jobs {
            answer.take(job, &FIELDS, |job| Ok(read(job, &target.board)));
        }
        Ok(answer)
    }
}

#[derive(Deserialize)]
struct Job {
    id: i64,
    title: String,
    company_name: Option<String>,
    location: Option<Location>,
    absolute_url: Option<String>,
    first_published: Option<String>,
    updated_at: Option<String>,
    application_deadline: Option<String>,
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
    let job = serde_json::from_str(json).map_err(|error| error.to_string())?;
    Ok(read(job, board))
}

fn read(job: Job, board: &str) -> RawPosting {
    RawPosting {
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
        closes: job.application_deadline,
        url: job.absolute_url,
        body: job.content.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: job.pay_input_ranges.into_iter().next().map(pay),
    }
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
    use crate::recordings::{parse, postings, recorded};
    use crate::source::Drift;

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

    #[test]
    fn a_board_that_was_cut_is_no_complete_listing() {
        let whole = br#"{"jobs": [{"id": 1, "title": "Engineer"}], "meta": {"total": 1}}"#;
        assert_eq!(parse(&Greenhouse, "acme", whole).listing, Listing::Complete);
        let cut = br#"{"jobs": [{"id": 1, "title": "Engineer"}], "meta": {"total": 2}}"#;
        assert_eq!(parse(&Greenhouse, "acme", cut).listing, Listing::Partial);
        let empty = parse(
            &Greenhouse,
            "acme",
            br#"{"jobs": [], "meta": {"total": 0}}"#,
        );
        assert!(empty.records.is_empty() && empty.listing == Listing::Complete);
    }

    #[test]
    fn recorded_boards_are_read() {
        for (name, body) in recorded("wire_samples", "wire/greenhouse/") {
            let answer = parse(&Greenhouse, "acme", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            assert!(!postings(answer).is_empty(), "{name}");
        }
    }
}
