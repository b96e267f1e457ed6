//! Ashby's job board API: `{"apiVersion": "1", "jobs": [...]}`, the whole board in one answer.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay,
};
use crate::raw::{BodyFormat, RawPosting};

/// Job boards that Ashby hosts.
pub struct Ashby;

const CARD: Card = Card {
    slug: "ashby",
    name: "Ashby job boards",
    url: "https://www.ashbyhq.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://developers.ashbyhq.com/docs/public-job-posting-api"),
        read_on: "2026-11-22",
        summary: "A public endpoint, made for showing a company's postings elsewhere.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 20] = [
    "id",
    "title",
    "department",
    "team",
    "employmentType",
    "location",
    "shouldDisplayCompensationOnJobPostings",
    "secondaryLocations",
    "publishedAt",
    "isListed",
    "isRemote",
    "workplaceType",
    "address",
    "jobUrl",
    "applyUrl",
    "descriptionHtml",
    "descriptionPlain",
    "compensation",
    "updatedAt",
    "shouldDisplayCompensationOnJobBoard",
];

#[derive(Deserialize)]
struct Board {
    jobs: Vec<Box<RawValue>>,
}

impl Source for Ashby {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let board = super::board_name(target)?;
        let url = format!(
            "https://api.ashbyhq.com/posting-api/job-board/{board}?includeCompensation=true"
        );
        Ok(vec![Request::json(url)])
    }

    fn parse(&self, target: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let board: Board = serde_json::from_slice(body)?;
        let mut answer = Answer {
            listing: Listing::Complete,
            ..Answer::default()
        };
        for job in &board.jobs {
            let hidden = serde_json::from_str(job.get());
            if !hidden.is_ok_and(|Hidden { is_listed }| is_listed == Some(false)) {
                answer.take(job, &FIELDS, |job| read(job, &target.board));
            }
        }
        Ok(answer)
    }
}

/// Whether a job is there for whoever has its address, and for nobody else.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hidden {
    is_listed: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: String,
    title: String,
    location: Option<String>,
    #[serde(default)]
    secondary_locations: Vec<SecondaryLocation>,
    published_at: Option<String>,
    is_listed: Option<bool>,
    is_remote: Option<bool>,
    workplace_type: Option<String>,
    address: Option<Value>,
    job_url: Option<String>,
    description_html: Option<String>,
    description_plain: Option<String>,
    compensation: Option<Value>,
}

#[derive(Deserialize)]
struct SecondaryLocation {
    location: Option<String>,
}

/// Reads one element of `jobs`.
///
/// # Errors
/// With the reason when it is no posting of the expected shape, or not meant to be seen.
pub fn posting(json: &str, board: &str) -> Result<RawPosting, String> {
    read(
        serde_json::from_str(json).map_err(|error| error.to_string())?,
        board,
    )
}

fn read(job: Job, board: &str) -> Result<RawPosting, String> {
    if job.is_listed == Some(false) {
        return Err("the board does not list it".into());
    }
    let secondary = job
        .secondary_locations
        .into_iter()
        .filter_map(|l| l.location);
    let country = job.address.as_ref().and_then(country);
    let (body, format) = match job.description_html {
        Some(html) => (html, BodyFormat::Html),
        None => (job.description_plain.unwrap_or_default(), BodyFormat::Text),
    };
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: job.id,
        title: Some(job.title),
        company: super::board_of(job.job_url.as_deref()).or_else(|| Some(board.to_owned())),
        locations: job.location.into_iter().chain(secondary).collect(),
        country,
        // Where both are there, the workplace type is right: a hybrid role may carry isRemote = true.
        remote: job
            .workplace_type
            .or_else(|| job.is_remote.map(|flag| flag.to_string())),
        posted: job.published_at,
        observed: None,
        closes: None,
        url: job.job_url,
        body,
        format,
        pay: job.compensation.as_ref().and_then(pay::from_json),
    })
}

fn country(address: &Value) -> Option<String> {
    let country = address["postalAddress"]["addressCountry"].as_str()?.trim();
    (!country.is_empty()).then(|| country.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{parse, recorded, target};
    use crate::source::Drift;

    const JOB: &str = r#"{"id": "a1", "title": " Data Engineer ", "location": "Berlin", "secondaryLocations":
        [{"location": "Paris", "address": null}], "publishedAt": "2025-10-10T21:10:27.371+00:00", "isListed": true,
        "isRemote": true, "workplaceType": "Hybrid", "jobUrl": "https://jobs.ashbyhq.com/acme/a1",
        "address": {"postalAddress": {"addressCountry": "Germany"}}, "descriptionHtml": "<p>SQL</p>",
        "compensation": {"summaryComponents": []}}"#;

    #[test]
    fn a_job_is_read() {
        let posting = posting(JOB, "file").unwrap();
        assert_eq!(posting.external_id, "a1");
        assert_eq!(posting.company.as_deref(), Some("acme"));
        assert_eq!(posting.locations, ["Berlin", "Paris"]);
        assert_eq!(posting.country.as_deref(), Some("Germany"));
        assert_eq!(posting.remote.as_deref(), Some("Hybrid"));
        assert_eq!(posting.pay, None);
    }

    #[test]
    fn what_is_no_posting_says_why() {
        assert!(
            posting(r#"{"title": "x"}"#, "f")
                .unwrap_err()
                .contains("id")
        );
        let hidden = JOB.replace("\"isListed\": true", "\"isListed\": false");
        assert!(posting(&hidden, "f").unwrap_err().contains("does not list"));
    }

    #[test]
    fn a_board_is_read_whole() {
        let first = Ashby.start(&target("Acme.io")).unwrap();
        assert!(
            first[0]
                .url
                .ends_with("/job-board/Acme.io?includeCompensation=true")
        );
        assert!(Ashby.start(&target("../secret")).is_err());
        let board = format!(
            "{{\"apiVersion\": \"1\", \"jobs\": [{JOB}, {{\"id\": \"a2\", \"colour\": 1}}]}}"
        );
        let answer = parse(&Ashby, "acme", board.as_bytes());
        assert_eq!(answer.listing, Listing::Complete);
        assert!(answer.records[0].result.is_ok() && answer.records[1].result.is_err());
        assert!(answer.drift.unknown.contains("colour") && answer.drift.missing.contains("title"));
        assert!(
            Ashby
                .parse(&target("acme"), &first[0], b"{\"error\": \"no board\"}")
                .is_err()
        );
    }

    #[test]
    fn recorded_boards_are_read() {
        let boards = recorded("ashby_boards", "");
        let samples = recorded("wire_samples", "wire/ashby/");
        let is_board = |(_, body): &(String, Vec<u8>)| body.starts_with(b"{");
        for (name, body) in boards.into_iter().chain(samples).filter(is_board) {
            let answer = parse(&Ashby, "acme", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            for record in answer.records {
                assert_eq!(record.result.err(), None, "{name}");
            }
        }
    }
}
