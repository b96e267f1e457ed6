//! Lever's postings API: a bare array; what is asked for stands in `lists`, not in `description`.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::Value;

use super::{Card, pay};
use crate::raw::{BodyFormat, RawPosting};

/// What we know of Lever.
pub const CARD: Card = Card {
    slug: "lever",
    name: "Lever job boards",
    url: "https://www.lever.co",
    attribution: None,
};

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
    let job: Job = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let body = body(&job);
    let locations = if job.categories.all_locations.is_empty() {
        job.categories.location.into_iter().collect()
    } else {
        job.categories.all_locations
    };
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: job.id,
        title: Some(job.text),
        company: super::board_of(job.hosted_url.as_deref()).or_else(|| Some(board.to_owned())),
        locations,
        country: job.country,
        remote: job.workplace_type.filter(|kind| kind != "unspecified"),
        posted: job.created_at.map(|moment| moment.to_string()),
        observed: None,
        url: job.hosted_url,
        body,
        format: BodyFormat::Html,
        pay: job.salary_range.as_ref().and_then(pay::from_json),
    })
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
}
