//! Recruitee's careers site API: `{"offers": [...]}`, the whole site in one answer; what is asked for stands in `requirements`, not in
//! `description`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::place::{self, Flags};
use super::{
    Access, Answer, Card, Kind, Listing, Pace, Request, Shipped, Source, Target, Terms, WireError,
    pay, sections,
};
use crate::raw::{BodyFormat, RawPosting};

mod fields;

use fields::FIELDS;

/// Careers sites that Recruitee hosts. A board is named by the site's subdomain, or by the whole host of a site of its own.
pub struct Recruitee;

const CARD: Card = Card {
    slug: "recruitee",
    name: "Recruitee careers sites",
    url: "https://recruitee.com",
    attribution: None,
    kind: Kind::Board,
    access: Access::Open,
    terms: Terms {
        url: Some("https://career.recruitee.com/docs/index.html"),
        read_on: "2026-11-22",
        summary: "A public endpoint, made for showing a company's offers elsewhere; from 10 February 2027 each site wants a token of its own.",
        redistribution: true,
    },
    pace: Pace::POLITE,
    shipped: Shipped::Boards,
    complete: true,
};

const DOMAIN: &str = "recruitee.com";

#[derive(Deserialize)]
struct Site {
    offers: Vec<Box<RawValue>>,
}

impl Source for Recruitee {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        let host = super::board_host(target, DOMAIN)?;
        Ok(vec![Request::json(format!("https://{host}/api/offers/"))])
    }

    fn parse(&self, target: &Target, _: &Request, body: &[u8]) -> Result<Answer, WireError> {
        let site: Site = serde_json::from_slice(body)?;
        let host = super::board_host(target, DOMAIN).map_err(WireError::new)?;
        let mut answer = Answer {
            // Some names that no company has are answered with an empty site.
            listing: if site.offers.is_empty() {
                Listing::Partial
            } else {
                Listing::Complete
            },
            ..Answer::default()
        };
        for offer in &site.offers {
            let stage = serde_json::from_str(offer.get());
            if stage.is_ok_and(|Stage { status }| status.is_some_and(|s| s != "published")) {
                continue;
            }
            answer.take(offer, &FIELDS, |offer| {
                Ok(posting(offer, &target.board, &host))
            });
        }
        Ok(answer)
    }
}

/// How far an offer is: only what is published is there for everybody.
#[derive(Deserialize)]
struct Stage {
    status: Option<String>,
}

#[derive(Deserialize)]
struct Offer {
    id: u64,
    slug: Option<String>,
    #[serde(flatten)]
    text: Text,
    #[serde(default)]
    translations: BTreeMap<String, Text>,
    company_name: Option<String>,
    careers_url: Option<String>,
    published_at: Option<String>,
    created_at: Option<String>,
    close_at: Option<String>,
    salary: Option<Value>,
    remote: Option<bool>,
    hybrid: Option<bool>,
    on_site: Option<bool>,
    #[serde(default)]
    locations: Vec<Location>,
    location: Option<String>,
    country_code: Option<String>,
}

/// An offer in one language.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Text {
    title: Option<String>,
    description: Option<String>,
    requirements: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    name: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
    country_code: Option<String>,
}

fn posting(offer: Offer, board: &str, host: &str) -> RawPosting {
    let (locations, country) = places(&offer);
    let flags = Flags {
        remote: offer.remote,
        hybrid: offer.hybrid,
        on_site: offer.on_site,
    };
    let page = |slug: String| format!("https://{host}/o/{slug}");
    let text = text(offer.text, offer.translations);
    RawPosting {
        source: CARD.slug.into(),
        external_id: offer.id.to_string(),
        title: text.title,
        company: offer.company_name.or_else(|| Some(board.to_owned())),
        locations,
        country,
        remote: flags.mode(),
        posted: offer.published_at.or(offer.created_at),
        observed: None,
        closes: offer.close_at,
        url: offer.careers_url.or_else(|| offer.slug.map(page)),
        body: sections::html([
            (None, text.description.as_deref()),
            (Some("Requirements"), text.requirements.as_deref()),
        ]),
        format: BodyFormat::Html,
        pay: offer.salary.as_ref().and_then(pay::from_json),
    }
}

/// The offer as the site shows it by itself; where that says nothing, in English, and else in the first language that says it.
fn text(shown: Text, mut translations: BTreeMap<String, Text>) -> Text {
    if shown
        .title
        .as_ref()
        .is_some_and(|title| !title.trim().is_empty())
    {
        return shown;
    }
    let english = translations.remove("en");
    let told = english.or_else(|| translations.into_values().next());
    told.unwrap_or(shown)
}

fn places(offer: &Offer) -> (Vec<String>, Option<String>) {
    let lines: Vec<_> = offer.locations.iter().filter_map(line).collect();
    if lines.is_empty() {
        let location = offer.location.iter().cloned().collect();
        return (location, offer.country_code.clone());
    }
    let countries = offer.locations.iter().map(|l| l.country_code.as_deref());
    (lines, place::shared(countries))
}

/// A location's name is a name of an office, or `Remote`: it counts where there is no city.
fn line(location: &Location) -> Option<String> {
    let said = |part: &Option<String>| part.as_ref().is_some_and(|part| !part.trim().is_empty());
    let first = if said(&location.city) {
        &location.city
    } else {
        &location.name
    };
    place::line([first, &location.state, &location.country].map(Option::as_deref))
}

#[cfg(test)]
mod tests;
