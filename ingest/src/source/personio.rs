//! Personio's feed of open positions: `<workzag-jobs><position>…`, the whole account in one answer, in one language.

use std::collections::HashSet;

use serde_json::json;

use super::xml::{self, Element};
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Step, Target, Terms,
    WireError, pay, sections,
};
use crate::raw::{BodyFormat, RawPay, RawPosting};

/// Career sites that Personio hosts. A board is named by the account, or by its whole host where that is not under `.de`.
pub struct Personio;

const CARD: Card = Card {
    slug: "personio",
    name: "Personio career sites",
    url: "https://www.personio.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://developer.personio.de/docs/retrieving-open-job-positions"),
        read_on: "2026-11-22",
        summary: "A public feed without credentials, made for showing a company's positions elsewhere.",
        redistribution: true,
    },
    // It refuses whoever asks several accounts in quick succession.
    pace: Pace {
        between_requests: 2_000,
        ..Pace::POLITE
    },
    shipped: Shipped::Boards,
    complete: true,
};

const DOMAIN: &str = "jobs.personio.de";

/// The elements of a position that we know, read or left.
const FIELDS: [&str; 19] = [
    "id",
    "subcompany",
    "office",
    "additionalOffices",
    "department",
    "recruitingCategory",
    "name",
    "jobDescriptions",
    "employmentType",
    "seniority",
    "schedule",
    "yearsOfExperience",
    "keywords",
    "occupation",
    "occupationCategory",
    "salaryInformation",
    "workplaceType",
    "jobUrl",
    "createdAt",
];

/// Beginnings of headings over the name and number of a person.
const CONTACTS: [&str; 5] = [
    "contact_person",
    "contact person",
    "your contact",
    "ansprechp",
    "dein ansprechp",
];

impl Source for Personio {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let host = super::board_host(target, DOMAIN)?;
        // Without a language it answers in German.
        Ok(vec![Request::xml(format!(
            "https://{host}/xml?language=en"
        ))])
    }

    /// A position that has no text in English is asked for once more, in the language of the account.
    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let feed = xml::root(body, "workzag-jobs")?;
        let host = super::board_host(target, DOMAIN).map_err(WireError::new)?;
        let wanted: Option<HashSet<&str>> = match &request.step {
            Step::List => None,
            Step::Detail { outline, .. } => Some(outline.split(' ').collect()),
        };
        let mut untold: Vec<&str> = Vec::new();
        let mut answer = Answer {
            listing: Listing::Complete,
            ..Answer::default()
        };
        for position in feed.all("position") {
            match (&wanted, position.text("id")) {
                (Some(wanted), Some(id)) if !wanted.contains(id) => {}
                (None, Some(id)) if body_of(position).is_empty() => untold.push(id),
                _ => answer.take_element(position, &FIELDS, |p| posting(p, &host)),
            }
        }
        if !untold.is_empty() {
            let request = Request::xml(format!("https://{host}/xml"));
            answer.next.push(request.detail(untold.join(" ")));
        }
        answer.join_repeated();
        Ok(answer)
    }
}

fn posting(position: &Element, host: &str) -> Result<RawPosting, String> {
    let id = position.required("id")?;
    let name = position.required("name")?;
    let more = position.first("additionalOffices");
    let more = more.into_iter().flat_map(|offices| offices.all("office"));
    let offices = position.all("office").chain(more);
    let account = host.split(".jobs.personio.").next();
    let company = position.text("subcompany").or(account);
    Ok(RawPosting {
        source: CARD.slug.into(),
        external_id: id.into(),
        title: Some(name.into()),
        company: company.map(str::to_owned),
        locations: offices
            .filter_map(Element::own_text)
            .map(str::to_owned)
            .collect(),
        country: None,
        remote: position.text("workplaceType").map(str::to_owned),
        posted: position.text("createdAt").map(str::to_owned),
        observed: None,
        closes: None,
        url: Some(format!("https://{host}/job/{id}")),
        body: body_of(position),
        format: BodyFormat::Html,
        pay: position.first("salaryInformation").and_then(pay_of),
    })
}

/// The description without the section that names whom to call.
fn body_of(position: &Element) -> String {
    let list = position.first("jobDescriptions");
    let parts = list.into_iter().flat_map(|list| list.all("jobDescription"));
    sections::html(
        parts
            .map(|part| (part.text("name"), part.text("value")))
            .filter(|(name, _)| !name.is_some_and(is_contact)),
    )
}

fn is_contact(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let bare = matches!(heading.trim_end_matches(':'), "contact" | "kontakt");
    bare || CONTACTS.iter().any(|start| heading.starts_with(start))
}

fn pay_of(salary: &Element) -> Option<RawPay> {
    let currency = salary.text("currencyCode");
    pay::from_json(&json!({
        "min": salary.text("min"),
        "max": salary.text("max"),
        "currency": currency.or_else(|| salary.text("currencySymbol")),
        "period": salary.text("type"),
    }))
}

#[cfg(test)]
mod tests;
