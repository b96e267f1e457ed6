//! Lever's postings API: a bare array; what is asked for stands in `lists`, not in `description`.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay,
};
use crate::raw::{BodyFormat, RawPosting};

/// Job boards that Lever hosts. A board in its European data centre is named `eu:name`.
pub struct Lever;

const CARD: Card = Card {
    slug: "lever",
    name: "Lever job boards",
    url: "https://www.lever.co",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://github.com/lever/postings-api"),
        read_on: "2026-11-22",
        summary: "A public endpoint, made for showing a company's postings elsewhere.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

/// Postings in one answer.
const PAGE: usize = 100;

/// The fields of a posting that we know, read or left.
const FIELDS: [&str; 21] = [
    "id",
    "text",
    "createdAt",
    "updatedAt",
    "categories",
    "country",
    "workplaceType",
    "hostedUrl",
    "applyUrl",
    "description",
    "descriptionPlain",
    "descriptionBody",
    "descriptionBodyPlain",
    "opening",
    "openingPlain",
    "lists",
    "additional",
    "additionalPlain",
    "salaryRange",
    "salaryDescription",
    "salaryDescriptionPlain",
];

impl Source for Lever {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        page(target, 0).map(|request| vec![request])
    }

    /// A full page has another one behind it. A server that answers the whole board at once gives more than a page and no next.
    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let jobs: Vec<Box<RawValue>> = serde_json::from_slice(body)?;
        let mut answer = Answer {
            listing: Listing::Complete,
            ..Answer::default()
        };
        for job in &jobs {
            answer.take(job, &FIELDS, |job| Ok(read(job, &target.board)));
        }
        if jobs.len() == PAGE {
            let next = request.begins_at()?.saturating_add(PAGE);
            answer
                .next
                .push(page(target, next).map_err(WireError::new)?);
        }
        Ok(answer)
    }
}

fn page(target: &Target, skip: usize) -> Result<Request, String> {
    let (host, name) = match target.board.split_once(':') {
        Some(("eu", name)) => ("api.eu.lever.co", name),
        _ => ("api.lever.co", target.board.as_str()),
    };
    let board = Target {
        board: name.to_owned(),
        since: None,
    };
    let name = super::board_name(&board)?;
    let url = format!("https://{host}/v0/postings/{name}?mode=json&limit={PAGE}&skip={skip}");
    Ok(Request::json(url))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: String,
    text: String,
    created_at: Option<i64>,
    #[serde(default)]
    categories: Categories,
    country: Option<String>,
    workplace_type: Option<String>,
    hosted_url: Option<String>,
    description: Option<String>,
    #[serde(default)]
    lists: Vec<List>,
    additional: Option<String>,
    salary_range: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Categories {
    location: Option<String>,
    all_locations: Vec<String>,
}

#[derive(Deserialize)]
struct List {
    text: String,
    content: String,
}

/// Reads one element of the array.
///
/// # Errors
/// With the reason when it is no posting of the expected shape.
pub fn posting(json: &str, board: &str) -> Result<RawPosting, String> {
    let job = serde_json::from_str(json).map_err(|error| error.to_string())?;
    Ok(read(job, board))
}

fn read(job: Job, board: &str) -> RawPosting {
    let body = body(&job);
    let locations = if job.categories.all_locations.is_empty() {
        job.categories.location.into_iter().collect()
    } else {
        job.categories.all_locations
    };
    RawPosting {
        source: CARD.slug.into(),
        external_id: job.id,
        title: Some(job.text),
        company: super::board_of(job.hosted_url.as_deref()).or_else(|| Some(board.to_owned())),
        locations,
        country: job.country,
        remote: job.workplace_type.filter(|kind| kind != "unspecified"),
        posted: job.created_at.map(|moment| moment.to_string()),
        observed: None,
        closes: None,
        url: job.hosted_url,
        body,
        format: BodyFormat::Html,
        pay: job.salary_range.as_ref().and_then(pay::from_json),
    }
}

/// The whole description: opening, the lists with their headings, closing.
fn body(job: &Job) -> String {
    let mut body = job.description.clone().unwrap_or_default();
    for list in &job.lists {
        // Writing to a String cannot fail.
        let _ = write!(body, "<h3>{}</h3><ul>{}</ul>", list.text, list.content);
    }
    body.push_str(job.additional.as_deref().unwrap_or_default());
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{follow, parse, postings, recorded, target};
    use crate::source::Drift;

    #[test]
    fn a_job_is_read_with_its_lists() {
        let json = r#"{"id": "u-1", "text": "Engineer", "createdAt": 1764205361939, "categories": {"location": "Chicago, IL",
            "allLocations": ["Chicago, IL", "Austin, TX"]}, "country": "US", "workplaceType": "unspecified",
            "hostedUrl": "https://jobs.lever.co/acme/u-1", "description": "<p>Hi</p>",
            "lists": [{"text": "Requirements", "content": "<li>SQL</li>"}], "additional": "<p>Bye</p>",
            "salaryRange": {"min": 1, "max": 2, "currency": "USD", "interval": "per-year-salary"}}"#;
        let posting = posting(json, "file").unwrap();
        assert_eq!(
            posting.body,
            "<p>Hi</p><h3>Requirements</h3><ul><li>SQL</li></ul><p>Bye</p>"
        );
        assert_eq!(posting.locations, ["Chicago, IL", "Austin, TX"]);
        assert_eq!(posting.company.as_deref(), Some("acme"));
        assert_eq!(posting.remote, None);
        assert!(posting.pay.is_some());
    }

    #[test]
    fn a_full_page_has_another_behind_it() {
        let first = Lever.start(&target("eu:acme")).unwrap();
        assert!(
            first[0]
                .url
                .starts_with("https://api.eu.lever.co/v0/postings/acme?")
        );
        let job = r#"{"id": "u", "text": "Engineer"}"#;
        let page = |count: usize| format!("[{}]", vec![job; count].join(","));
        let full = parse(&Lever, "eu:acme", page(PAGE).as_bytes());
        assert!(full.next[0].url.contains("skip=100"));
        assert!(full.next[0].url.contains("api.eu.lever.co"));
        let last = follow(&Lever, "eu:acme", &full.next[0], page(1).as_bytes());
        assert!(last.next.is_empty() && last.listing == Listing::Complete);
        assert!(parse(&Lever, "acme", page(3).as_bytes()).next.is_empty());
        let unknown = Lever.parse(&target("acme"), &first[0], br#"{"ok": false}"#);
        assert!(unknown.is_err(), "an unknown site answers with an object");
    }

    #[test]
    fn recorded_boards_are_read() {
        for (name, body) in recorded("wire_samples", "wire/lever/") {
            if body.starts_with(b"[") {
                let answer = parse(&Lever, "acme", &body);
                assert_eq!(answer.drift, Drift::default(), "{name}");
                assert!(!postings(answer).is_empty(), "{name}");
            }
        }
    }
}
