//! Arbeitnow's job board API: `{"data": [...], "links": {"next": "...?page=2"}, "meta": {...}}`, page after page. Descriptions are HTML,
//! escaped as a whole in some records and plain in others, and under each stands a line of Arbeitnow's own.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::place::Flags;
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
};
use crate::raw::{BodyFormat, RawPosting};

/// The job board of Arbeitnow, read as a whole.
pub struct Arbeitnow;

const CARD: Card = Card {
    slug: "arbeitnow",
    name: "Arbeitnow",
    url: "https://www.arbeitnow.com",
    attribution: Some("Jobs from Arbeitnow"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://www.arbeitnow.com/blog/job-board-api"),
        read_on: "2026-11-22",
        summary: "Anybody may use it who links back to the job at Arbeitnow and names Arbeitnow as the source.",
        redistribution: false,
    },
    pace: Pace::POLITE,
    shipped: Shipped::OptIn,
    complete: true,
};

const FIRST: &str = "https://www.arbeitnow.com/api/job-board-api?page=1";

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 10] = [
    "slug",
    "company_name",
    "title",
    "description",
    "remote",
    "url",
    "tags",
    "job_types",
    "location",
    "created_at",
];

/// The countries of its sister sites, by what their addresses end with.
const COUNTRIES: [(&str, &str); 4] = [
    (".co.uk", "GB"),
    (".fr", "FR"),
    (".ch", "CH"),
    (".nl", "NL"),
];

#[derive(Deserialize)]
struct Page {
    data: Vec<Box<RawValue>>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

#[derive(Deserialize)]
struct Job {
    slug: String,
    title: String,
    company_name: Option<String>,
    description: Option<String>,
    remote: Option<bool>,
    url: Option<String>,
    location: Option<String>,
    created_at: Option<u64>,
}

impl Source for Arbeitnow {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        Ok(vec![Request::json(FIRST)])
    }

    fn parse(&self, _: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let page: Page = serde_json::from_slice(body)?;
        let mut answer = Answer::default();
        for job in &page.data {
            answer.take(job, &FIELDS, |job| Ok(posting(job)));
        }
        // A page without links does not say whether it is the last, an empty one proves nothing.
        if let Some(links) = page.links.filter(|_| !page.data.is_empty()) {
            let next = links.next.filter(|url| !url.is_empty());
            let further = next.as_deref().and_then(|url| further(request, url));
            if next.is_none() || further.is_some() {
                answer.listing = Listing::Complete;
            }
            answer.next.extend(further);
        }
        Ok(answer)
    }
}

/// The next page, if it stands on the same site and behind the one that names it: a list that leads in a circle has an end too.
fn further(request: &Request, url: &str) -> Option<Request> {
    let next = Request::json(url);
    let behind = next.begins_at().ok()? > request.begins_at().ok()?;
    (behind && site(&next.url)? == site(&request.url)?).then_some(next)
}

/// An address up to where its path begins.
fn site(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let path = url[host..].find('/')?;
    Some(&url[..host + path])
}

fn posting(job: Job) -> RawPosting {
    let remote = Flags {
        remote: job.remote,
        ..Flags::default()
    };
    RawPosting {
        source: CARD.slug.into(),
        external_id: job.slug,
        title: Some(job.title),
        company: job.company_name,
        locations: job.location.into_iter().collect(),
        country: job.url.as_deref().and_then(country).map(str::to_owned),
        remote: remote.mode(),
        posted: job.created_at.map(|seconds| seconds.to_string()),
        observed: None,
        closes: None,
        url: job.url,
        body: job.description.map(employers_words).unwrap_or_default(),
        format: BodyFormat::Html,
        pay: None,
    }
}

/// A description without Arbeitnow's own line. It is never escaped, so that a description that is would be taken for one that is not.
fn employers_words(mut description: String) -> String {
    let line = description.rfind("<p>Find ");
    if let Some(line) = line.filter(|at| description[*at..].contains(" on Arbeitnow</a>")) {
        description.truncate(line);
    }
    description
}

/// The country whose sister site a job stands on. The main site has jobs of many countries.
fn country(url: &str) -> Option<&'static str> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let mut countries = COUNTRIES.iter();
    let (_, country) = countries.find(|(ending, _)| host.ends_with(ending))?;
    Some(country)
}

#[cfg(test)]
mod tests;
