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
        closes: None,
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
mod tests;
