//! `SmartRecruiters`' posting API: `{"offset": 0, "limit": 100, "totalFound": 672, "content": [...]}` without descriptions; each
//! posting is asked for by itself.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Step, Target, Terms,
    WireError,
};

mod detail;

/// Job boards that `SmartRecruiters` hosts. A board is named by the company's identifier.
pub struct SmartRecruiters;

const CARD: Card = Card {
    slug: "smartrecruiters",
    name: "SmartRecruiters job boards",
    url: "https://www.smartrecruiters.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://dev.smartrecruiters.com/customer-api/posting-api/"),
        read_on: "2026-11-22",
        summary: "A public endpoint, made for showing a company's postings elsewhere.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

const API: &str = "https://api.smartrecruiters.com/v1/companies";

/// Most postings that it lists in one answer.
const PAGE: usize = 100;

/// The fields of a posting that we know, read or left; `creator` is a person.
const FIELDS: [&str; 24] = [
    "id",
    "name",
    "uuid",
    "jobId",
    "jobAdId",
    "defaultJobAd",
    "refNumber",
    "company",
    "releasedDate",
    "location",
    "industry",
    "department",
    "function",
    "typeOfEmployment",
    "experienceLevel",
    "customField",
    "visibility",
    "ref",
    "creator",
    "language",
    "active",
    "applyUrl",
    "postingUrl",
    "jobAd",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    total_found: usize,
    content: Vec<Box<RawValue>>,
}

/// What the list says of a posting, and all of it that is kept until its details are there.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    id: String,
    name: String,
    company: Option<Company>,
    released_date: Option<String>,
    location: Option<Location>,
    visibility: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Company {
    identifier: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    city: Option<String>,
    region: Option<String>,
    country: Option<String>,
    full_location: Option<String>,
    remote: Option<bool>,
    hybrid: Option<bool>,
}

impl Source for SmartRecruiters {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        page(target, 0).map(|request| vec![request])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        match &request.step {
            Step::List => list(target, request, body),
            Step::Detail { outline, .. } => detail::parse(target, outline, body),
        }
    }
}

fn page(target: &Target, offset: usize) -> Result<Request, String> {
    let board = super::board_name(target)?;
    let url = format!("{API}/{board}/postings?limit={PAGE}&offset={offset}");
    Ok(Request::json(url))
}

fn list(target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
    let list: List = serde_json::from_slice(body)?;
    let mut answer = Answer {
        // A company that does not exist is answered like one with nothing open, and an empty page is no end of a list.
        listing: if list.content.is_empty() {
            Listing::Partial
        } else {
            Listing::Complete
        },
        ..Answer::default()
    };
    for json in &list.content {
        let outline = answer.drift.record(json, &FIELDS);
        if outline.as_ref().is_ok_and(|outline| !is_public(outline)) {
            continue;
        }
        match outline.and_then(|outline| details(target, &outline)) {
            Ok(request) => answer.next.push(request),
            Err(reason) => answer.push(Err(reason)),
        }
    }
    // Counted from what was asked: a server that always answers with the first page is asked an end of times.
    let seen = request.begins_at()?.saturating_add(list.content.len());
    if !list.content.is_empty() && seen < list.total_found {
        let next = page(target, seen).map_err(WireError::new)?;
        answer.next.push(next);
    }
    Ok(answer)
}

fn is_public(outline: &Outline) -> bool {
    let visibility = outline.visibility.as_deref();
    visibility.is_none_or(|visibility| visibility.eq_ignore_ascii_case("public"))
}

/// The question for a posting's details.
fn details(target: &Target, outline: &Outline) -> Result<Request, String> {
    let id = &outline.id;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!("`{id}` is no id"));
    }
    let board = super::board_name(target)?;
    let kept = serde_json::to_string(outline).map_err(|error| error.to_string())?;
    Ok(Request::json(format!("{API}/{board}/postings/{id}")).details_of(id, kept))
}

#[cfg(test)]
mod tests;
