//! Adzuna's search: `{"count": 41234, "results": [...]}`, fifty jobs a page, each with the beginning of its description.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{
    Access, Answer, Card, Key, KeyPlace, Kind, Listing, Pace, Quota, Request, Shipped, Source,
    Target, Terms, WireError, pay, query,
};
use crate::raw::{BodyFormat, RawPosting};

/// The newest jobs in a country on Adzuna. A board is the country's code, alone or with a query: `de`, `gb?category=it-jobs`.
pub struct Adzuna;

const CARD: Card = Card {
    slug: "adzuna",
    name: "Adzuna",
    url: "https://www.adzuna.com",
    attribution: Some("Jobs by Adzuna (https://www.adzuna.com)"),
    kind: Kind::Aggregator,
    access: Access::Keys(&[
        Key {
            variable: "ADZUNA_APP_ID",
            place: KeyPlace::Query("app_id"),
        },
        Key {
            variable: "ADZUNA_APP_KEY",
            place: KeyPlace::Query("app_key"),
        },
    ]),
    terms: Terms {
        url: Some("https://developer.adzuna.com/docs/terms_of_service"),
        read_on: "2026-11-22",
        summary: "Snippets only, with a link back and `Jobs by Adzuna`; counts of vacancies, average salaries and other aggregates for ongoing work need written consent; 25 requests a minute, 250 a day, 1,000 a week, 2,500 a month.",
        redistribution: false,
    },
    pace: Pace {
        between_runs: 1_440,
        quotas: &[
            Quota {
                requests: 25,
                seconds: 60,
            },
            Quota {
                requests: 250,
                seconds: 86_400,
            },
            Quota {
                requests: 1_000,
                seconds: 604_800,
            },
            // A month is taken to be its longest.
            Quota {
                requests: 2_500,
                seconds: 2_678_400,
            },
        ],
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: false,
};

const API: &str = "https://api.adzuna.com/v1/api/jobs";

/// Its countries.
const COUNTRIES: [&str; 19] = [
    "at", "au", "be", "br", "ca", "ch", "de", "es", "fr", "gb", "in", "it", "mx", "nl", "nz", "pl",
    "sg", "us", "za",
];

/// What can be asked within a country.
const NAMES: [&str; 11] = [
    "category",
    "company",
    "distance",
    "max_days_old",
    "title_only",
    "what",
    "what_and",
    "what_exclude",
    "what_or",
    "what_phrase",
    "where",
];

/// Most jobs in one answer.
const PAGE: usize = 50;

/// The last page that a run asks for: one board, read once a day, just keeps within a month's quota.
const LAST: usize = 80;

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 17] = [
    "__CLASS__",
    "id",
    "adref",
    "title",
    "description",
    "created",
    "redirect_url",
    "category",
    "company",
    "location",
    "latitude",
    "longitude",
    "contract_type",
    "contract_time",
    "salary_min",
    "salary_max",
    "salary_is_predicted",
];

#[derive(Deserialize)]
struct Page {
    results: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Job {
    id: Value,
    title: String,
    description: Option<String>,
    created: Option<String>,
    redirect_url: Option<String>,
    company: Option<Named>,
    location: Option<Named>,
    #[serde(default)]
    salary_min: Value,
    #[serde(default)]
    salary_max: Value,
    #[serde(default)]
    salary_is_predicted: Value,
}

#[derive(Deserialize)]
struct Named {
    display_name: Option<String>,
}

impl Source for Adzuna {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        page(target, 1).map(|request| vec![request])
    }

    /// Only the newest are asked for, and more are added between two pages: never everything.
    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let number = number(request)?;
        let read: Page = serde_json::from_slice(body)?;
        let (country, _) = country_and_query(target).map_err(WireError::new)?;
        let mut answer = Answer {
            listing: Listing::Partial,
            ..Answer::default()
        };
        for job in &read.results {
            answer.take(job, &FIELDS, |job| posting(job, country));
        }
        if read.results.len() == PAGE && number < LAST {
            let next = page(target, number + 1).map_err(WireError::new)?;
            answer.next.push(next);
        }
        Ok(answer)
    }
}

fn country_and_query(target: &Target) -> Result<(&str, &str), String> {
    let board = target.board.as_str();
    let (country, query) = board.split_once('?').unwrap_or((board, ""));
    if COUNTRIES.contains(&country) {
        return Ok((country, query));
    }
    Err(format!(
        "`{country}` is no country of it: begin with one of {}",
        COUNTRIES.join(", ")
    ))
}

fn page(target: &Target, number: usize) -> Result<Request, String> {
    let (country, query) = country_and_query(target)?;
    let query = query::encoded(query, &NAMES)?;
    Ok(Request::json(format!(
        "{API}/{country}/search/{number}?{query}results_per_page={PAGE}&sort_by=date"
    )))
}

/// The number of the page, which stands in the middle of the address.
fn number(request: &Request) -> Result<usize, WireError> {
    let behind = request.url.split("/search/").nth(1);
    let number = behind.and_then(|behind| behind.split('?').next()?.parse().ok());
    number.ok_or_else(|| WireError::new("the address names no page"))
}

fn posting(job: Job, country: &str) -> Result<RawPosting, String> {
    let number = || job.id.as_u64().map(|id| id.to_string());
    let id = job.id.as_str().map(str::to_owned).or_else(number);
    // Amounts are for a year, whatever the employer wrote; a guess of Adzuna's is no pay.
    let pay = pay::from_json(&json!({
        "salary_min": job.salary_min, "salary_max": job.salary_max, "salary_is_predicted": job.salary_is_predicted,
        "country": country, "period": "year",
    }));
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: id.ok_or("`id` is neither a number nor a text")?,
        // Words that were searched for are set off.
        title: Some(job.title.replace("<strong>", "").replace("</strong>", "")),
        company: job.company.and_then(|company| company.display_name),
        locations: job
            .location
            .and_then(|place| place.display_name)
            .into_iter()
            .collect(),
        country: Some(country.to_owned()),
        remote: None,
        posted: job.created,
        observed: None,
        closes: None,
        url: job.redirect_url,
        body: job.description.unwrap_or_default(),
        format: BodyFormat::Html,
        pay,
    })
}

#[cfg(test)]
mod tests;
