//! USAJOBS' search: `{"SearchResult": {"SearchResultCountAll": 8123, "SearchResultItems": [...]}}`, five hundred announcements a page and, without
//! a word about it, no more than ten thousand a query.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::pages::{Page, Pages};
use super::{
    Access, Answer, Card, Key, KeyPlace, Kind, Pace, Request, Shipped, Source, Target, Terms,
    WireError, query,
};

mod announcement;
mod remuneration;

/// Announcements of the United States' federal government. A board is a query, e.g. `JobCategoryCode=2210`; without one all are read, as far as it
/// shows them.
pub struct UsaJobs;

const CARD: Card = Card {
    slug: "usajobs",
    name: "USAJOBS",
    url: "https://www.usajobs.gov",
    attribution: None,
    kind: Kind::Service,
    access: Access::Keys(&[
        // The address that the key was given to.
        Key {
            variable: "USAJOBS_EMAIL",
            place: KeyPlace::Header("User-Agent"),
        },
        Key {
            variable: "USAJOBS_KEY",
            place: KeyPlace::Header("Authorization-Key"),
        },
    ]),
    terms: Terms {
        url: Some("https://developer.usajobs.gov/api-reference/"),
        read_on: "2026-11-22",
        summary: "Public data, made for showing announcements elsewhere; with a key that is free of charge.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::OptIn,
    complete: true,
};

const API: &str = "https://data.usajobs.gov/api/Search";

/// What can be asked.
const NAMES: [&str; 12] = [
    "HiringPath",
    "JobCategoryCode",
    "Keyword",
    "LocationName",
    "Organization",
    "PayGradeHigh",
    "PayGradeLow",
    "PositionOfferingTypeCode",
    "PositionScheduleTypeCode",
    "PositionTitle",
    "RemoteIndicator",
    "WhoMayApply",
];

const PAGES: Pages = Pages {
    size: 500,
    cap: 10_000,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    search_result: SearchResult,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SearchResult {
    search_result_count_all: usize,
    search_result_items: Vec<Box<RawValue>>,
}

impl Source for UsaJobs {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        page(target, 1).map(|request| vec![request])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let found: Found = serde_json::from_slice(body)?;
        let result = found.search_result;
        let here = Page {
            number: request.begins_at()?,
            held: result.search_result_items.len(),
            total: result.search_result_count_all,
        };
        let mut answer = Answer {
            listing: PAGES.listing(here),
            ..Answer::default()
        };
        for item in &result.search_result_items {
            announcement::read(&mut answer, item);
        }
        if let Some(number) = PAGES.next(here) {
            let next = page(target, number).map_err(WireError::new)?;
            answer.next.push(next);
        }
        Ok(answer)
    }
}

fn page(target: &Target, number: usize) -> Result<Request, String> {
    let query = query::encoded(&target.board, &NAMES)?;
    let size = PAGES.size;
    Ok(Request::json(format!(
        "{API}?{query}Fields=full&ResultsPerPage={size}&Page={number}"
    )))
}

#[cfg(test)]
mod tests;
