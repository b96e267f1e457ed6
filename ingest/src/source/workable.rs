//! Workable's careers widget: `{"name": "...", "description": "...", "jobs": [...]}`, the whole account in one answer, a job that is
//! open in several places once per place.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::place::{self, Flags};
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    sections,
};
use crate::raw::{BodyFormat, RawPosting};

/// Job boards that Workable hosts. A board is named by the account's subdomain.
pub struct Workable;

const CARD: Card = Card {
    slug: "workable",
    name: "Workable job boards",
    url: "https://www.workable.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: None,
        read_on: "2026-11-22",
        summary: "A public endpoint behind the widget that shows an account's jobs elsewhere; its hosts limit hard.",
        redistribution: true,
    },
    // Its hosts refuse sooner than others.
    pace: Pace {
        between_requests: 2_000,
        ..Pace::POLITE
    },
    shipped: Shipped::Boards,
    complete: true,
};

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 23] = [
    "title",
    "shortcode",
    "code",
    "employment_type",
    "telecommuting",
    "workplace_type",
    "department",
    "url",
    "shortlink",
    "application_url",
    "published_on",
    "created_at",
    "country",
    "city",
    "state",
    "locations",
    "description",
    "requirements",
    "benefits",
    "education",
    "experience",
    "function",
    "industry",
];

#[derive(Deserialize)]
struct Account {
    name: Option<String>,
    jobs: Vec<Box<RawValue>>,
}

impl Source for Workable {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let board = super::board_name(target)?;
        let api = "https://apply.workable.com/api/v1/widget/accounts";
        Ok(vec![Request::json(format!("{api}/{board}?details=true"))])
    }

    fn parse(&self, target: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let account: Account = serde_json::from_slice(body)?;
        let name = account.name.filter(|name| !name.trim().is_empty());
        let mut answer = Answer {
            // An account has a name, even when nothing is open.
            listing: if name.is_none() && account.jobs.is_empty() {
                Listing::Partial
            } else {
                Listing::Complete
            },
            ..Answer::default()
        };
        let company = name.as_deref().unwrap_or(&target.board);
        for job in &account.jobs {
            answer.take(job, &FIELDS, |job| Ok(posting(job, company, &target.board)));
        }
        answer.join_repeated();
        Ok(answer)
    }
}

#[derive(Deserialize)]
struct Job {
    shortcode: String,
    title: String,
    telecommuting: Option<bool>,
    workplace_type: Option<String>,
    url: Option<String>,
    shortlink: Option<String>,
    application_url: Option<String>,
    published_on: Option<String>,
    created_at: Option<String>,
    country: Option<String>,
    city: Option<String>,
    state: Option<String>,
    #[serde(default)]
    locations: Vec<Location>,
    description: Option<String>,
    requirements: Option<String>,
    benefits: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    country: Option<String>,
    country_code: Option<String>,
    city: Option<String>,
    region: Option<String>,
    /// Whether the employer does not want it shown.
    hidden: Option<bool>,
}

fn posting(job: Job, company: &str, board: &str) -> RawPosting {
    let (locations, country) = places(&job);
    let flags = Flags {
        remote: job.telecommuting,
        ..Flags::default()
    };
    let page = |code: &str| format!("https://apply.workable.com/{board}/j/{code}/");
    let links = [&job.shortlink, &job.url, &job.application_url];
    let url = links.into_iter().flatten().find(|link| !link.is_empty());
    let body = sections::html([
        (None, job.description.as_deref()),
        (Some("Requirements"), job.requirements.as_deref()),
        (Some("Benefits"), job.benefits.as_deref()),
    ]);
    RawPosting {
        source: CARD.slug.into(),
        url: Some(url.cloned().unwrap_or_else(|| page(&job.shortcode))),
        external_id: job.shortcode,
        title: Some(job.title),
        company: Some(company.to_owned()),
        locations,
        country,
        // Where both are there, the workplace type is right: it knows hybrid work.
        remote: job
            .workplace_type
            .filter(|kind| !kind.is_empty())
            .or_else(|| flags.mode()),
        posted: job.published_on.or(job.created_at),
        observed: None,
        body,
        format: BodyFormat::Html,
        pay: None,
    }
}

/// The places that are shown, and the country that they share.
fn places(job: &Job) -> (Vec<String>, Option<String>) {
    let shown: Vec<_> = job
        .locations
        .iter()
        .filter(|location| location.hidden != Some(true))
        .collect();
    if shown.is_empty() {
        let parts = [&job.city, &job.state, &job.country].map(Option::as_deref);
        return (
            place::line(parts).into_iter().collect(),
            job.country.clone(),
        );
    }
    let lines = shown
        .iter()
        .filter_map(|l| place::line([&l.city, &l.region, &l.country].map(Option::as_deref)));
    let countries = shown
        .iter()
        .map(|l| l.country_code.as_deref().or(l.country.as_deref()));
    (lines.collect(), place::shared(countries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::{parse, postings, recorded, target};
    use crate::source::Drift;

    const BOARD: &[u8] = include_bytes!("fixtures/workable/account.json");

    #[test]
    fn an_account_is_read_whole() {
        let first = Workable.start(&target("kestrel-air")).unwrap();
        assert!(first[0].url.ends_with("/kestrel-air?details=true"));
        let answer = parse(&Workable, "kestrel-air", BOARD);
        assert_eq!(answer.drift, Drift::default());
        assert_eq!((answer.listing, answer.next.len()), (Listing::Complete, 0));
        let postings = postings(answer);
        let ids: Vec<_> = postings.iter().map(|p| p.external_id.as_str()).collect();
        assert_eq!(ids, ["A1B2C3D4E5", "F6A7B8C9D0", "1122334455"]);
        let first = &postings[0];
        assert_eq!(first.company.as_deref(), Some("Kestrel Air"));
        assert_eq!(first.posted.as_deref(), Some("2026-10-03"));
        assert_eq!(first.locations, ["Leeds, England, United Kingdom"]);
        assert_eq!(first.country.as_deref(), Some("GB"));
        assert_eq!(first.remote.as_deref(), Some("hybrid"));
        let url = "https://apply.workable.com/j/A1B2C3D4E5";
        assert_eq!(first.url.as_deref(), Some(url));
        assert!(first.body.contains("<h3>Requirements</h3><ul><li>SQL"));
    }

    #[test]
    fn a_job_that_is_listed_once_per_place_is_one_posting() {
        let postings = postings(parse(&Workable, "kestrel-air", BOARD));
        assert_eq!(postings[1].locations, ["Spain", "Porto, Portugal"]);
        assert_eq!(postings[1].country, None);
        assert_eq!(postings[1].remote.as_deref(), Some("remote"));
        assert_eq!(postings[1].posted.as_deref(), Some("2026-09-30"));
    }

    #[test]
    fn what_is_hidden_stays_hidden_and_what_is_missing_is_built() {
        let postings = postings(parse(&Workable, "kestrel-air", BOARD));
        assert_eq!(postings[2].locations, ["Ireland"]);
        let url = "https://apply.workable.com/kestrel-air/j/1122334455/";
        assert_eq!(postings[2].url.as_deref(), Some(url));
        assert_eq!(postings[2].remote.as_deref(), Some("false"));
    }

    #[test]
    fn an_account_that_is_not_there_is_no_empty_one() {
        let listing = |body: &[u8]| parse(&Workable, "x", body).listing;
        assert_eq!(
            listing(br#"{"name": "Acme", "jobs": []}"#),
            Listing::Complete
        );
        assert_eq!(listing(br#"{"name": null, "jobs": []}"#), Listing::Partial);
        let request = Workable.start(&target("x")).unwrap().remove(0);
        let error = br#"{"error": "not found"}"#;
        assert!(Workable.parse(&target("x"), &request, error).is_err());
    }

    #[test]
    fn a_bad_record_leaves_the_others_alone() {
        let body = br#"{"name": "Acme", "jobs": [{"title": "x"}, {"shortcode": "A", "title": "Cook", "colour": 1}, 7]}"#;
        let answer = parse(&Workable, "acme", body);
        let good: Vec<_> = answer.records.iter().map(|r| r.result.is_ok()).collect();
        assert_eq!(good, [false, true, false]);
        assert!(answer.drift.missing.contains("shortcode"));
        assert!(answer.drift.unknown.contains("colour"));
    }

    #[test]
    fn recorded_accounts_are_read() {
        for (name, body) in recorded("wire_samples", "wire/workable/") {
            let answer = parse(&Workable, "zaelab", &body);
            assert_eq!(answer.drift, Drift::default(), "{name}");
            let postings = postings(answer);
            assert_eq!(
                postings.len(),
                1,
                "{name}: it repeats one job for two countries"
            );
            assert_eq!(postings[0].locations.len(), 2, "{name}");
        }
    }
}
