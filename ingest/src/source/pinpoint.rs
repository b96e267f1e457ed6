//! Pinpoint's job postings endpoint: `{"data": [...]}`, all that an employer shows in one answer, without the days of posting and
//! without the employer's name.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay, place, sections,
};
use crate::raw::{BodyFormat, RawPay, RawPosting};

/// Careers sites that Pinpoint hosts. A board is named by the site's subdomain, or by the whole host of a site of its own.
pub struct Pinpoint;

const CARD: Card = Card {
    slug: "pinpoint",
    name: "Pinpoint careers sites",
    url: "https://www.pinpointhq.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://developers.pinpointhq.com/docs/jobs-json-endpoint"),
        read_on: "2026-11-22",
        summary: "A public endpoint, documented for showing an employer's postings on any website; no licence says whether they may be handed on. Many employers there close their site to robots in its robots.txt: follow none of those without asking.",
        redistribution: false,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

const DOMAIN: &str = "pinpointhq.com";

/// The fields of a posting that we know, read or left.
const FIELDS: [&str; 26] = [
    "id",
    "title",
    "url",
    "path",
    "application_form_url",
    "job",
    "department",
    "location",
    "description",
    "key_responsibilities",
    "key_responsibilities_header",
    "skills_knowledge_expertise",
    "skills_knowledge_expertise_header",
    "benefits",
    "benefits_header",
    "workplace_type",
    "workplace_type_text",
    "employment_type",
    "employment_type_text",
    "compensation",
    "compensation_minimum",
    "compensation_maximum",
    "compensation_currency",
    "compensation_frequency",
    "compensation_visible",
    "deadline_at",
];

#[derive(Deserialize)]
struct Site {
    data: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    title: String,
    url: Option<String>,
    path: Option<String>,
    location: Option<Location>,
    #[serde(flatten)]
    text: Text,
    workplace_type: Option<String>,
    #[serde(flatten)]
    compensation: Compensation,
    deadline_at: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    city: Option<String>,
    province: Option<String>,
    name: Option<String>,
}

/// The description, in parts whose headings the employer may choose.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Text {
    description: Option<String>,
    key_responsibilities: Option<String>,
    key_responsibilities_header: Option<String>,
    skills_knowledge_expertise: Option<String>,
    skills_knowledge_expertise_header: Option<String>,
    benefits: Option<String>,
    benefits_header: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Compensation {
    compensation: Value,
    compensation_minimum: Value,
    compensation_maximum: Value,
    compensation_currency: Value,
    compensation_frequency: Value,
    compensation_visible: Option<bool>,
}

impl Source for Pinpoint {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let host = super::board_host(target, DOMAIN)?;
        Ok(vec![Request::json(format!("https://{host}/postings.json"))])
    }

    fn parse(&self, target: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let site: Site = serde_json::from_slice(body)?;
        let host = super::board_host(target, DOMAIN).map_err(WireError::new)?;
        let mut answer = Answer {
            // A name that nobody has is answered with 404: an empty list is an employer with nothing open.
            listing: Listing::Complete,
            ..Answer::default()
        };
        for job in &site.data {
            answer.take(job, &FIELDS, |job| Ok(posting(job, &host)));
        }
        Ok(answer)
    }
}

fn posting(job: Job, host: &str) -> RawPosting {
    let name = host.strip_suffix(DOMAIN);
    let name = name.and_then(|name| name.strip_suffix('.'));
    let path = job.path.filter(|path| path.starts_with('/'));
    let page = |path: String| format!("https://{host}{path}");
    RawPosting {
        source: CARD.slug.into(),
        // One job may have several postings, each in another place or with another title.
        external_id: job.id,
        title: Some(job.title),
        company: Some(name.unwrap_or(host).to_owned()),
        locations: job.location.iter().filter_map(line).collect(),
        country: None,
        remote: job.workplace_type,
        posted: None,
        observed: None,
        closes: job.deadline_at,
        url: job.url.or_else(|| path.map(page)),
        body: job.text.html(),
        format: BodyFormat::Html,
        pay: job.compensation.read(),
    }
}

/// A location's name is the employer's own: the city again, an office, or the country, which has no field.
fn line(location: &Location) -> Option<String> {
    let [city, province, name] =
        [&location.city, &location.province, &location.name].map(Option::as_deref);
    let name = name.filter(|name| Some(name.trim()) != city.map(str::trim));
    place::line([city, province, name])
}

impl Text {
    fn html(&self) -> String {
        let responsibilities = self.key_responsibilities_header.as_deref();
        let skills = self.skills_knowledge_expertise_header.as_deref();
        let benefits = self.benefits_header.as_deref();
        sections::html([
            (None, self.description.as_deref()),
            (
                responsibilities.or(Some("Key responsibilities")),
                self.key_responsibilities.as_deref(),
            ),
            (
                skills.or(Some("Skills, knowledge and expertise")),
                self.skills_knowledge_expertise.as_deref(),
            ),
            (benefits.or(Some("Benefits")), self.benefits.as_deref()),
        ])
    }
}

impl Compensation {
    /// The amounts are in the answer even where the employer does not want them shown.
    fn read(self) -> Option<RawPay> {
        let shown = json!({
            "min": self.compensation_minimum,
            "max": self.compensation_maximum,
            "currency": self.compensation_currency,
            "period": self.compensation_frequency,
            "salary_text": self.compensation,
        });
        let shown = Some(shown).filter(|_| self.compensation_visible == Some(true));
        shown.as_ref().and_then(pay::from_json)
    }
}

#[cfg(test)]
mod tests;
