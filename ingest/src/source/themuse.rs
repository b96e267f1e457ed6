//! The Muse: `{"page": 1, "page_count": 4200, "results": [...]}`, twenty jobs a page and no more than a hundred pages a query.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Quota, Request, Shipped, Source, Target, Terms,
    WireError, query,
};
use crate::raw::{BodyFormat, RawPosting};

/// Jobs on The Muse. A board is a query, e.g. `category=Software Engineering&location=Berlin, Germany`; without one the newest jobs are read,
/// as far as it shows them.
pub struct TheMuse;

const CARD: Card = Card {
    slug: "themuse",
    name: "The Muse",
    url: "https://www.themuse.com",
    attribution: Some("Jobs from The Muse (https://www.themuse.com)"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://www.themuse.com/developers/api/v2"),
        read_on: "2026-11-22",
        summary: "Link back to the job's page there and name The Muse as the source; 500 requests an hour without a key; no resubmission to other boards.",
        redistribution: false,
    },
    pace: Pace {
        quotas: &[Quota {
            requests: 500,
            seconds: 3_600,
        }],
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

const API: &str = "https://www.themuse.com/api/public/jobs";

/// What can be asked.
const NAMES: [&str; 4] = ["category", "company", "level", "location"];

/// The last page that it answers.
const LAST: usize = 99;

/// The fields of a job that we know, read or left. Categories are often wrong.
const FIELDS: [&str; 13] = [
    "contents",
    "name",
    "type",
    "publication_date",
    "short_name",
    "model_type",
    "id",
    "locations",
    "categories",
    "levels",
    "tags",
    "refs",
    "company",
];

#[derive(Deserialize)]
struct Page {
    page_count: usize,
    results: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Job {
    id: u64,
    name: String,
    contents: Option<String>,
    publication_date: Option<String>,
    #[serde(default)]
    locations: Vec<Location>,
    refs: Option<Links>,
    company: Option<Company>,
}

#[derive(Deserialize)]
struct Location {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Links {
    landing_page: Option<String>,
}

#[derive(Deserialize)]
struct Company {
    name: Option<String>,
}

impl Source for TheMuse {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        // Notes disagree on whether pages count from nought or from one: whoever begins at nought misses none.
        page(target, 0).map(|request| vec![request])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let number = request.begins_at()?;
        let read: Page = serde_json::from_slice(body)?;
        let mut answer = Answer {
            listing: listing(&read, number),
            ..Answer::default()
        };
        for job in &read.results {
            answer.take(job, &FIELDS, |job| Ok(posting(job)));
        }
        // The page with the number of the count is the last one, or lies behind the last one.
        if number < read.page_count.min(LAST) && !read.results.is_empty() {
            let next = page(target, number + 1).map_err(WireError::new)?;
            answer.next.push(next);
        }
        Ok(answer)
    }
}

fn page(target: &Target, number: usize) -> Result<Request, String> {
    let query = query::encoded(&target.board, &NAMES)?;
    Ok(Request::json(format!("{API}?{query}page={number}")))
}

/// Everything is shown only where the pages end before the last one that is answered; an empty page is no end of a list unless it lies
/// where the list ends.
fn listing(page: &Page, number: usize) -> Listing {
    let is_beyond = number > 0 && number >= page.page_count;
    if page.page_count < LAST && (!page.results.is_empty() || is_beyond) {
        Listing::Complete
    } else {
        Listing::Partial
    }
}

fn posting(job: Job) -> RawPosting {
    RawPosting {
        source: CARD.slug.into(),
        external_id: job.id.to_string(),
        title: Some(job.name),
        company: job.company.and_then(|company| company.name),
        locations: job
            .locations
            .into_iter()
            .filter_map(|place| place.name)
            .collect(),
        country: None,
        // `Flexible / Remote` stands among the places.
        remote: None,
        posted: job.publication_date,
        observed: None,
        closes: None,
        url: job.refs.and_then(|links| links.landing_page),
        body: job.contents.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: None,
    }
}

#[cfg(test)]
mod tests;
