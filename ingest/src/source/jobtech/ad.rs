//! One advertisement. The names in Swedish are those of 2018.

use serde::Deserialize;

use super::{CARD, Id};
use crate::raw::{BodyFormat, RawPosting};
use crate::source::place;

/// An advertisement that is open.
#[derive(Deserialize)]
pub(super) struct Ad {
    id: Id,
    #[serde(alias = "rubrik")]
    headline: String,
    #[serde(alias = "beskrivning")]
    description: Option<Description>,
    #[serde(alias = "arbetsgivare")]
    employer: Option<Employer>,
    #[serde(alias = "arbetsplatsadress")]
    workplace_address: Option<Address>,
    #[serde(alias = "krav")]
    must_have: Option<Asked>,
    #[serde(alias = "meriterande")]
    nice_to_have: Option<Asked>,
    #[serde(alias = "publiceringsdatum")]
    publication_date: Option<String>,
    last_publication_date: Option<String>,
    #[serde(alias = "sista_ansokningsdatum")]
    application_deadline: Option<String>,
    status: Option<Status>,
    webpage_url: Option<String>,
}

/// Plain text in several parts, of which mostly only the first says something.
#[derive(Default, Deserialize)]
struct Description {
    #[serde(alias = "annonstext")]
    text: Option<String>,
    #[serde(alias = "behov")]
    needs: Option<String>,
    #[serde(alias = "krav")]
    requirements: Option<String>,
    #[serde(alias = "villkor")]
    conditions: Option<String>,
    #[serde(alias = "information")]
    company_information: Option<String>,
}

#[derive(Deserialize)]
struct Employer {
    #[serde(alias = "namn")]
    name: Option<String>,
    #[serde(alias = "arbetsplats")]
    workplace: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(alias = "kommun")]
    municipality: Option<String>,
    #[serde(alias = "postort")]
    city: Option<String>,
    #[serde(alias = "lan")]
    region: Option<String>,
    #[serde(alias = "land")]
    country: Option<String>,
}

/// What the employer has ticked off in a list, besides what the text says.
#[derive(Deserialize)]
struct Asked {
    #[serde(alias = "kompetenser", default)]
    skills: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    #[serde(alias = "term")]
    label: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    sista_publiceringsdatum: Option<String>,
}

/// The country of an address that names none.
const HOME: &str = "Sverige";

/// Where advertisements that name no page of their own are shown.
const PAGES: &str = "https://arbetsformedlingen.se/platsbanken/annonser/";

impl Ad {
    pub(super) fn posting(self) -> RawPosting {
        let id = self.id.into_text();
        let employer = self.employer;
        let company = employer.and_then(|one| said(one.name).or(said(one.workplace)));
        let address = self.workplace_address;
        let status = self.status;
        let last_day = status.and_then(|status| status.sista_publiceringsdatum);
        let description = self.description.unwrap_or_default();
        RawPosting {
            source: CARD.slug.into(),
            title: Some(self.headline),
            company,
            locations: address.iter().filter_map(Address::line).collect(),
            country: address
                .and_then(|address| said(address.country))
                .or_else(|| Some(HOME.to_owned())),
            remote: None,
            posted: self.publication_date,
            observed: None,
            closes: self
                .last_publication_date
                .or(last_day)
                .or(self.application_deadline),
            url: said(self.webpage_url).or_else(|| Some(format!("{PAGES}{id}"))),
            external_id: id,
            body: description.text(self.must_have, self.nice_to_have),
            format: BodyFormat::Text,
            pay: None,
        }
    }
}

impl Description {
    /// The text, with what stands in fields of their own behind it, under headings that say how it is meant.
    fn text(self, must_have: Option<Asked>, nice_to_have: Option<Asked>) -> String {
        let mut text = self.text.unwrap_or_default();
        let required = [lines(self.requirements), items(must_have)].concat();
        section(&mut text, "Vi söker", &lines(self.needs));
        section(&mut text, "Krav", &required);
        section(&mut text, "Meriterande", &items(nice_to_have));
        section(&mut text, "Anställningsvillkor", &lines(self.conditions));
        section(&mut text, "Om företaget", &lines(self.company_information));
        text
    }
}

impl Address {
    fn line(&self) -> Option<String> {
        let town = said(self.municipality.clone()).or_else(|| self.city.clone());
        place::line([&town, &self.region, &self.country].map(Option::as_deref))
    }
}

/// A text that says something.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn lines(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(str::to_owned).collect()
}

fn items(asked: Option<Asked>) -> Vec<String> {
    let skills = asked.into_iter().flat_map(|asked| asked.skills);
    let labels = skills.filter_map(|skill| said(skill.label));
    labels.map(|label| format!("- {label}")).collect()
}

fn section(text: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        text.extend(["\n\n", heading, "\n", &lines.join("\n")]);
    }
}
