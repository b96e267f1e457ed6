//! Remote OK: `[{"last_updated": ..., "legal": "..."}, {...}, ...]`, the newest hundred or so, of which the first is no job but the terms.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay, place,
};
use crate::raw::{BodyFormat, RawPosting};

/// The newest jobs on Remote OK.
pub struct RemoteOk;

const CARD: Card = Card {
    slug: "remoteok",
    name: "Remote OK",
    url: "https://remoteok.com",
    attribution: Some("Jobs from Remote OK (https://remoteok.com)"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://remoteok.com/api"),
        read_on: "2026-11-22",
        summary: "Link back to the job's page there, followed by search engines, and name Remote OK as the source; no use of its logo; at most hourly; no resubmission to other boards.",
        redistribution: false,
    },
    pace: Pace {
        between_runs: 60,
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

const API: &str = "https://remoteok.com/api";

/// The fields of a job that we know, read or left. Tags are guessed there, and not by what a job asks for.
const FIELDS: [&str; 16] = [
    "slug",
    "id",
    "epoch",
    "date",
    "company",
    "company_logo",
    "position",
    "tags",
    "description",
    "location",
    "apply_url",
    "salary_min",
    "salary_max",
    "logo",
    "original",
    "url",
];

#[derive(Deserialize)]
struct Entry {
    legal: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    date: Option<String>,
    epoch: Option<i64>,
    company: Option<String>,
    position: Option<String>,
    description: Option<String>,
    location: Option<String>,
    url: Option<String>,
    #[serde(default)]
    salary_min: Value,
    #[serde(default)]
    salary_max: Value,
}

impl Source for RemoteOk {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        Ok(vec![Request::json(API)])
    }

    fn parse(&self, _: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let entries: Vec<Box<RawValue>> = serde_json::from_slice(body)?;
        let mut answer = Answer {
            listing: Listing::Partial,
            ..Answer::default()
        };
        for json in &entries {
            let entry: Result<Entry, _> = serde_json::from_str(json.get());
            if entry.is_ok_and(|entry| entry.legal.is_some()) {
                continue;
            }
            answer.take_some(json, &FIELDS, posting);
        }
        Ok(answer)
    }
}

/// A posting, unless it is plainly no job: articles come in with a headline and an excerpt, menus without a company.
fn posting(job: Job) -> Option<RawPosting> {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (company, title) = (said(job.company)?, said(job.position)?);
    let body = without_bait(&said(job.description)?);
    if is_excerpt(&body) {
        return None;
    }
    let pay = pay::from_json(&json!({
        "source": CARD.slug, "salary_min": job.salary_min, "salary_max": job.salary_max, "period": "year",
    }));
    Some(RawPosting {
        source: CARD.slug.into(),
        external_id: job.id,
        title: Some(title),
        company: Some(company),
        // An address without its end ends in a comma: `Lisbon, `.
        locations: job
            .location
            .and_then(|place| place::line(place.split(',').map(Some)))
            .into_iter()
            .collect(),
        country: None,
        remote: Some("remote".into()),
        posted: job.date.or(job.epoch.map(|epoch| epoch.to_string())),
        observed: None,
        closes: None,
        url: job.url,
        body,
        format: BodyFormat::Html,
        pay,
    })
}

/// What the line begins with that the site adds to each job to catch robots.
const BAIT: &str = "Please mention the word ";

/// The description without the lines for robots, each of which is a paragraph of its own.
fn without_bait(description: &str) -> String {
    let mut parts = description.split(BAIT);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.find(['<', '\n']) {
            // The word is set off by two stars; elsewhere somebody else asks for a word.
            _ if !part.starts_with("**") => text.extend([BAIT, part]),
            Some(end) => text.push_str(&part[end..]),
            None => {}
        }
    }
    text
}

/// Whether a text is the beginning of an article: jobs stand there whole.
fn is_excerpt(body: &str) -> bool {
    let mut text = body;
    loop {
        text = text.trim_end();
        match (text.strip_suffix('>'), text.rfind('<')) {
            (Some(_), Some(at)) => text = &text[..at],
            _ => break,
        }
    }
    // The ellipsis comes twice encoded.
    text.is_empty()
        || ["READ MORE", "…", "\u{e2}\u{80}\u{a6}"]
            .iter()
            .any(|mark| text.ends_with(mark))
}

#[cfg(test)]
mod tests;
