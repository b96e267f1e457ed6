//! The JSON feed (version 1.1): `{"title": "...", "items": [...]}`, each item with a schema.org object under `_jobposting`.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{CARD, company};
use crate::raw::{BodyFormat, RawPosting};
use crate::source::place;
use crate::source::{Answer, Request, WireError, pay};

/// The fields of an item that we know, read or left: those of the format, and the one that the site adds. `authors` are people.
const FIELDS: [&str; 17] = [
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "author",
    "authors",
    "tags",
    "language",
    "attachments",
    "_jobposting",
];

#[derive(Deserialize)]
struct Feed {
    title: Option<String>,
    next_url: Option<String>,
    items: Vec<Box<RawValue>>,
}

/// The feed does not say how much it shows, so that it never is a complete listing.
pub(super) fn parse(host: &str, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
    let feed: Feed = serde_json::from_slice(body)?;
    let employer = feed.title.as_deref().unwrap_or(company(host));
    let mut answer = Answer::default();
    for item in &feed.items {
        answer.take(item, &FIELDS, |item| Ok(posting(item, employer)));
    }
    // A feed that sends elsewhere, or to itself, is not followed.
    let site = format!("https://{host}/");
    let further = |url: &String| url.starts_with(&site) && *url != request.url;
    let next = feed.next_url.filter(further).map(Request::json);
    answer.next.extend(next);
    Ok(answer)
}

#[derive(Deserialize)]
struct Item {
    id: String,
    title: String,
    url: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    date_published: Option<String>,
    #[serde(rename = "_jobposting", default)]
    job: JobPosting,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct JobPosting {
    date_posted: Option<String>,
    description: Option<String>,
    hiring_organization: Value,
    job_location: Value,
    job_location_type: Option<String>,
    base_salary: Value,
}

fn posting(item: Item, employer: &str) -> RawPosting {
    let job = item.job;
    let (locations, country) = places(&job.job_location);
    let (body, format) = match (item.content_html.or(job.description), item.content_text) {
        (None, Some(text)) => (text, BodyFormat::Text),
        (html, _) => (html.unwrap_or_default(), BodyFormat::Html),
    };
    let named = job.hiring_organization["name"].as_str();
    RawPosting {
        source: CARD.slug.into(),
        external_id: item.id,
        title: Some(item.title),
        company: Some(named.unwrap_or(employer).to_owned()),
        locations,
        country,
        remote: job.job_location_type,
        posted: item.date_published.or(job.date_posted),
        observed: None,
        closes: None,
        url: item.url,
        body,
        format,
        pay: pay::from_json(&job.base_salary),
    }
}

/// One place or a list of them. The region is left out where there is a city: it may be `Europe` for Madrid.
fn places(location: &Value) -> (Vec<String>, Option<String>) {
    let places = match location {
        Value::Array(places) => places.as_slice(),
        one => std::slice::from_ref(one),
    };
    let part = |place: &'_ Value, name| place["address"][name].as_str().map(str::to_owned);
    let country = |place| part(place, "addressCountry");
    let lines = places.iter().filter_map(|place| {
        let city = part(place, "addressLocality").filter(|city| !city.trim().is_empty());
        let city = city.or_else(|| part(place, "addressRegion"));
        place::line([city.as_deref(), country(place).as_deref()])
    });
    let countries: Vec<_> = places.iter().map(country).collect();
    (
        lines.collect(),
        place::shared(countries.iter().map(Option::as_deref)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{follow, parse, postings, recorded, target};
    use crate::source::teamtailor::Teamtailor;
    use crate::source::{Drift, Listing, Source};

    const JSON: &[u8] = include_bytes!("../fixtures/teamtailor/jobs.json");
    const BOARD: &str = "json:fjordkraft";

    #[test]
    fn an_item_is_read_with_its_job_posting() {
        let answer = parse(&Teamtailor, BOARD, JSON);
        assert_eq!(answer.drift, Drift::default());
        let postings = postings(answer);
        let first = &postings[0];
        assert_eq!(first.external_id, "0b9c1f7e-0000-4c2b-9f00-000000000201");
        assert_eq!(first.company.as_deref(), Some("Fjordkraft AS"));
        assert_eq!(first.locations, ["Madrid, ES"]);
        assert_eq!(first.country.as_deref(), Some("ES"));
        assert_eq!(first.remote.as_deref(), Some("TELECOMMUTE"));
        assert_eq!(first.posted.as_deref(), Some("2026-02-04T09:26:20+01:00"));
        assert_eq!(first.body, "<p>You forecast load.</p>");
        let pay = first.pay.as_ref().unwrap();
        assert_eq!(pay.to_text(), "45000–52000 EUR YEAR");
        let second = &postings[1];
        assert_eq!(second.company.as_deref(), Some("Fjordkraft"));
        assert_eq!(second.locations, ["Stockholm, SE", "København, DK"]);
        assert_eq!(
            (second.country.as_deref(), second.pay.as_ref()),
            (None, None)
        );
        assert!(!format!("{postings:?}").contains("Planted Person"));
    }

    #[test]
    fn an_item_without_markup_or_job_posting_is_read() {
        let postings = postings(parse(&Teamtailor, BOARD, JSON));
        let third = &postings[2];
        assert_eq!(
            (third.body.as_str(), third.format),
            ("You climb pylons.", BodyFormat::Text)
        );
        assert!(third.locations.is_empty() && third.country.is_none());
        assert_eq!(postings[3].locations, ["Vestland, NO"]);
        assert_eq!(postings[3].body, "<p>From the job posting.</p>");
    }

    #[test]
    fn further_pages_are_followed_on_the_same_host_only() {
        let answer = parse(&Teamtailor, BOARD, JSON);
        assert_eq!(answer.listing, Listing::Partial);
        assert_eq!(
            answer.next[0].url,
            "https://fjordkraft.teamtailor.com/jobs.json?page=2"
        );
        let again = follow(&Teamtailor, BOARD, &answer.next[0], JSON);
        assert!(
            again.next.is_empty(),
            "a page that names itself is the last"
        );
        let elsewhere = br#"{"next_url": "https://example.com/jobs.json?page=2", "items": []}"#;
        assert!(parse(&Teamtailor, BOARD, elsewhere).next.is_empty());
    }

    #[test]
    fn what_is_no_feed_is_an_error_and_a_bad_item_a_bad_record() {
        let request = Teamtailor.start(&target(BOARD)).unwrap().remove(0);
        let error = Teamtailor.parse(&target(BOARD), &request, br#"{"error": "not found"}"#);
        assert!(error.unwrap_err().to_string().contains("items"));
        let body = br#"{"items": [{"id": "1"}, {"id": "2", "title": "Cook", "colour": 1}, []]}"#;
        let answer = parse(&Teamtailor, BOARD, body);
        let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
        assert_eq!(good, [false, true, false]);
        assert!(answer.drift.missing.contains("title") && answer.drift.unknown.contains("colour"));
    }

    #[test]
    fn recorded_feeds_are_read() {
        for (name, body) in recorded("wire_samples", "wire/teamtailor/") {
            let answer = parse(&Teamtailor, "json:career", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            for posting in postings(answer) {
                assert!(!posting.locations.is_empty(), "{name}");
                assert!(!posting.locations.concat().contains("Europe"), "{name}");
            }
        }
    }
}
