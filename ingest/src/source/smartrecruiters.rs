//! SmartRecruiters' posting API: `{"offset": 0, "limit": 100, "totalFound": 672, "content": [...]}` without descriptions; each
//! posting is asked for by itself.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Quota, Request, Shipped, Source, Step, Target,
    Terms, WireError,
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
        summary: "A public endpoint, made for showing a company's postings elsewhere; at most ten requests a second.",
        redistribution: true,
    },
    pace: Pace {
        quotas: &[Quota {
            requests: 10,
            seconds: 1,
        }],
        ..Pace::POLITE
    },
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
    offset: usize,
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
            Step::List => list(target, body),
            Step::Detail { outline } => detail::parse(target, outline, body),
        }
    }
}

fn page(target: &Target, offset: usize) -> Result<Request, String> {
    let board = super::board_name(target)?;
    let url = format!("{API}/{board}/postings?limit={PAGE}&offset={offset}");
    Ok(Request::json(url))
}

fn list(target: &Target, body: &[u8]) -> Result<Answer, WireError> {
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
        match outline.and_then(|outline| details(target, &outline)) {
            Ok(request) => answer.next.push(request),
            Err(reason) => answer.push(Err(reason)),
        }
    }
    let seen = list.offset.saturating_add(list.content.len());
    if !list.content.is_empty() && seen < list.total_found {
        let next = page(target, seen).map_err(WireError::new)?;
        answer.next.push(next);
    }
    Ok(answer)
}

/// The question for a posting's details.
fn details(target: &Target, outline: &Outline) -> Result<Request, String> {
    let Outline { id, visibility, .. } = outline;
    let is_public = |visibility: &String| visibility.eq_ignore_ascii_case("public");
    if !visibility.as_ref().is_none_or(is_public) {
        return Err("it is not public".into());
    }
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!("`{id}` is no id"));
    }
    let board = super::board_name(target)?;
    let kept = serde_json::to_string(outline).map_err(|error| error.to_string())?;
    Ok(Request::json(format!("{API}/{board}/postings/{id}")).detail(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{follow, parse, recorded, target};
    use crate::source::Drift;

    const LIST: &[u8] = include_bytes!("fixtures/smartrecruiters/list.json");

    #[test]
    fn a_list_asks_for_details_and_for_the_next_page() {
        let first = SmartRecruiters.start(&target("Northwind")).unwrap();
        assert!(
            first[0]
                .url
                .ends_with("/companies/Northwind/postings?limit=100&offset=0")
        );
        let answer = parse(&SmartRecruiters, "Northwind", LIST);
        assert_eq!(answer.drift, Drift::default());
        assert_eq!(answer.listing, Listing::Complete);
        let urls: Vec<_> = answer.next.iter().map(|next| next.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "https://api.smartrecruiters.com/v1/companies/Northwind/postings/744000100000001",
                "https://api.smartrecruiters.com/v1/companies/Northwind/postings/744000100000002",
                "https://api.smartrecruiters.com/v1/companies/Northwind/postings?limit=100&offset=3",
            ]
        );
        let reasons: Vec<_> = answer.records.iter().map(|r| r.result.is_err()).collect();
        assert_eq!(reasons, [true], "an internal posting is not for us");
        let last = br#"{"offset": 3, "limit": 100, "totalFound": 4, "content": [{"id": "9", "name": "Cook"}]}"#;
        let last = follow(&SmartRecruiters, "Northwind", &answer.next[2], last);
        assert_eq!((last.next.len(), last.listing), (1, Listing::Complete));
    }

    #[test]
    fn nothing_is_never_everything() {
        // What an identifier that no company has is answered with.
        let unknown = br#"{"offset": 0, "limit": 100, "totalFound": 0, "content": []}"#;
        let answer = parse(&SmartRecruiters, "Nobody", unknown);
        assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
        let cut = br#"{"offset": 100, "limit": 100, "totalFound": 250, "content": []}"#;
        let answer = parse(&SmartRecruiters, "Northwind", cut);
        assert_eq!((answer.listing, answer.next.len()), (Listing::Partial, 0));
        let first = SmartRecruiters.start(&target("x")).unwrap();
        let error = br#"{"message": "not found"}"#;
        assert!(
            SmartRecruiters
                .parse(&target("x"), &first[0], error)
                .is_err()
        );
        assert!(SmartRecruiters.start(&target("a/../b")).is_err());
    }

    #[test]
    fn a_bad_record_leaves_the_others_alone() {
        let body = br#"{"offset": 0, "limit": 100, "totalFound": 3, "content": [{"id": "1"}, {"id": "../2", "name": "x"},
            {"id": "3", "name": "Cook", "colour": "red"}]}"#;
        let answer = parse(&SmartRecruiters, "Northwind", body);
        assert_eq!((answer.records.len(), answer.next.len()), (2, 1));
        assert!(answer.next[0].url.ends_with("/3"));
        assert!(answer.drift.missing.contains("name") && answer.drift.unknown.contains("colour"));
    }

    #[test]
    fn who_made_a_posting_is_not_kept() {
        let answer = parse(&SmartRecruiters, "Northwind", LIST);
        let kept = serde_json::to_string(&answer.next).unwrap();
        assert!(kept.contains("744000100000001") && !kept.contains("Planted Person"));
    }

    #[test]
    fn recorded_lists_are_read() {
        for (name, body) in recorded("wire_samples", "wire/smartrecruiters/") {
            let answer = parse(&SmartRecruiters, "Knight", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            assert!(
                answer.records.is_empty() && !answer.next.is_empty(),
                "{name}"
            );
        }
    }
}
