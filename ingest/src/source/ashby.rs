//! Ashby's job board API: `{"apiVersion": "1", "jobs": [...]}`, the whole board in one answer.

use serde::Deserialize;
use serde_json::Value;

use super::{Card, pay};
use crate::raw::{BodyFormat, RawPosting};

/// What we know of Ashby.
pub const CARD: Card = Card {
    slug: "ashby",
    name: "Ashby job boards",
    url: "https://www.ashbyhq.com",
    attribution: None,
};

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
    let job: Job = serde_json::from_str(json).map_err(|error| error.to_string())?;
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
}
