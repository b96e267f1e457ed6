//! Himalayas' jobs API: `{"totalCount": 120000, "nextCursor": "...", "jobs": [...]}`, twenty at a time. All of it takes thousands
//! of requests, so a run is long, and an operator may well do without.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::request::encoded;
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay, place,
};
use crate::raw::{BodyFormat, RawPosting};

/// The jobs of Himalayas, all of them remote.
pub struct Himalayas;

const CARD: Card = Card {
    slug: "himalayas",
    name: "Himalayas",
    url: "https://himalayas.app",
    attribution: Some("Jobs from Himalayas"),
    kind: Kind::Aggregator,
    access: Access::Open,
    terms: Terms {
        url: Some("https://himalayas.app/api"),
        read_on: "2026-11-22",
        summary: "Whoever shows a job links back to it at Himalayas, names Himalayas as the source where it is seen, does not hand it on to other job boards, and reads the list at most once a day.",
        redistribution: false,
    },
    pace: Pace {
        between_runs: 1_440,
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

const API: &str = "https://himalayas.app/jobs/api";
/// Most jobs in an answer; asking for more brings no more.
const PAGE: usize = 20;
/// What stands before the cursor in an address.
const CURSOR: &str = "&cursor=";

/// The fields of a job that we know, read or left.
const FIELDS: [&str; 20] = [
    "title",
    "excerpt",
    "companyName",
    "companySlug",
    "companyLogo",
    "employmentType",
    "minSalary",
    "maxSalary",
    "salaryPeriod",
    "seniority",
    "currency",
    "locationRestrictions",
    "timezoneRestrictions",
    "categories",
    "parentCategories",
    "description",
    "pubDate",
    "expiryDate",
    "applicationLink",
    "guid",
];

/// Names of countries that it turns round or that name two, as they are usually said.
const USUAL: [(&str, &str); 5] = [
    ("Congo, The Democratic Republic of the", "DR Congo"),
    ("Korea, Democratic People's Republic of", "North Korea"),
    ("Taiwan, Province of China", "Taiwan"),
    ("Virgin Islands, British", "British Virgin Islands"),
    ("Virgin Islands, U.S.", "U.S. Virgin Islands"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    limit: Option<usize>,
    total_count: Option<usize>,
    next_cursor: Option<String>,
    jobs: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    guid: String,
    title: String,
    company_name: Option<String>,
    #[serde(default)]
    min_salary: Value,
    #[serde(default)]
    max_salary: Value,
    #[serde(default)]
    salary_period: Value,
    #[serde(default)]
    currency: Value,
    location_restrictions: Option<Vec<String>>,
    description: Option<String>,
    pub_date: Option<u64>,
    expiry_date: Option<u64>,
    application_link: Option<String>,
}

impl Source for Himalayas {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        super::whole(target)?;
        Ok(vec![Request::json(format!("{API}?limit={PAGE}"))])
    }

    fn parse(&self, _: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let page: Page = serde_json::from_slice(body)?;
        let mut answer = Answer::default();
        match page.further() {
            Some(next) if page.is_full() && next.url != request.url => {
                answer.listing = Listing::Complete;
                answer.next.push(next);
            }
            None if page.ends_the_list(request) => answer.listing = Listing::Complete,
            // It is the last one, although it names another: short, or leading back to itself. That is no proof of an end.
            _ => {}
        }
        for job in &page.jobs {
            answer.take(job, &FIELDS, |job| Ok(posting(job)));
        }
        Ok(answer)
    }
}

impl Page {
    fn further(&self) -> Option<Request> {
        let cursor = self.next_cursor.as_deref();
        let cursor = encoded(cursor.filter(|cursor| !cursor.is_empty())?);
        Some(Request::json(format!("{API}?limit={PAGE}{CURSOR}{cursor}")))
    }

    fn is_full(&self) -> bool {
        self.jobs.len() >= self.limit.unwrap_or(PAGE).clamp(1, PAGE)
    }

    /// Whether a page that names no further one is the end of all there is: one that a cursor led to is, a first one only if it
    /// holds as many jobs as there are.
    fn ends_the_list(&self, request: &Request) -> bool {
        let here = self.jobs.len();
        let all = self.total_count.is_some_and(|total| total <= here);
        request.url.contains(CURSOR) || (all && here > 0)
    }
}

fn posting(job: Job) -> RawPosting {
    let pay = json!({
        "min": job.min_salary,
        "max": job.max_salary,
        "currency": job.currency,
        "period": job.salary_period,
    });
    let countries = job.location_restrictions.into_iter().flatten();
    let countries: Vec<_> = countries.map(usual_name).collect();
    RawPosting {
        source: CARD.slug.into(),
        title: Some(job.title),
        company: job.company_name,
        country: place::shared(countries.iter().map(|name| Some(name.as_str()))),
        // Without a restriction it may be done from anywhere.
        locations: if countries.is_empty() {
            vec!["Worldwide".into()]
        } else {
            countries
        },
        remote: Some("remote".into()),
        posted: job.pub_date.map(|seconds| seconds.to_string()),
        observed: None,
        closes: job.expiry_date.map(|seconds| seconds.to_string()),
        url: job.application_link.or_else(|| Some(job.guid.clone())),
        external_id: job.guid,
        body: job.description.unwrap_or_default(),
        format: BodyFormat::Html,
        pay: pay::from_json(&pay),
    }
}

fn usual_name(country: String) -> String {
    let usual = USUAL.iter().find(|(turned, _)| *turned == country);
    usual.map_or(country, |(_, usual)| (*usual).to_owned())
}

#[cfg(test)]
mod tests;
