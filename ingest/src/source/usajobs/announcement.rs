//! One announcement: the item that the search found, the descriptor in it, and the details in that.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::CARD;
use super::remuneration::Remuneration;
use crate::raw::{BodyFormat, RawPosting};
use crate::source::place::{self, Flags};
use crate::source::{Answer, sections};

const ITEM: [&str; 3] = [
    "MatchedObjectId",
    "MatchedObjectDescriptor",
    "RelevanceRank",
];

/// The fields of a descriptor that we know, read or left. Of the details around a hundred are known, those of people to turn to among them: what
/// they are called is not watched.
const FIELDS: [&str; 23] = [
    "PositionID",
    "PositionTitle",
    "PositionURI",
    "ApplyURI",
    "PositionLocationDisplay",
    "PositionLocation",
    "OrganizationName",
    "DepartmentName",
    "SubAgency",
    "JobCategory",
    "JobGrade",
    "PositionSchedule",
    "PositionOfferingType",
    "QualificationSummary",
    "PositionRemuneration",
    "MinimumRange",
    "MaximumRange",
    "PositionStartDate",
    "PositionEndDate",
    "PublicationStartDate",
    "ApplicationCloseDate",
    "PositionFormattedDescription",
    "UserArea",
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    matched_object_id: String,
    matched_object_descriptor: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Descriptor {
    position_title: String,
    #[serde(rename = "PositionURI")]
    position_uri: Option<String>,
    #[serde(default)]
    position_location: Vec<Location>,
    organization_name: Option<String>,
    department_name: Option<String>,
    qualification_summary: Option<String>,
    #[serde(default)]
    position_remuneration: Vec<Remuneration>,
    publication_start_date: Option<String>,
    position_end_date: Option<String>,
    application_close_date: Option<String>,
    #[serde(default)]
    user_area: UserArea,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Location {
    location_name: Option<String>,
    country_code: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct UserArea {
    details: Details,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Details {
    job_summary: Option<Words>,
    major_duties: Option<Words>,
    requirements: Option<Words>,
    key_requirements: Option<Words>,
    education: Option<Words>,
    benefits: Option<Words>,
    remote_indicator: Value,
    telework_eligible: Value,
}

/// A text, or several of them: notes disagree.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

/// Reads one item of the search.
pub(super) fn read(answer: &mut Answer, json: &RawValue) {
    let item: Result<Item, _> = answer.drift.record(json, &ITEM);
    match item {
        Ok(item) => answer.take(&item.matched_object_descriptor, &FIELDS, |descriptor| {
            Ok(posting(item.matched_object_id, descriptor))
        }),
        Err(reason) => answer.push(Err(reason)),
    }
}

fn posting(id: String, descriptor: Descriptor) -> RawPosting {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let details = descriptor.user_area.details;
    let remote = flag(&details.remote_indicator);
    let flags = Flags {
        remote,
        // Whoever works remotely is eligible for telework too.
        hybrid: flag(&details.telework_eligible).filter(|_| remote != Some(true)),
        on_site: None,
    };
    let places = &descriptor.position_location;
    let country = place::shared(places.iter().map(|place| place.country_code.as_deref()));
    let body = body(&details, descriptor.qualification_summary);
    RawPosting {
        source: CARD.slug.into(),
        external_id: id,
        title: Some(descriptor.position_title),
        company: said(descriptor.organization_name).or(said(descriptor.department_name)),
        locations: descriptor
            .position_location
            .into_iter()
            .filter_map(|place| place.location_name)
            .collect(),
        country,
        remote: flags.mode(),
        posted: descriptor.publication_start_date,
        observed: None,
        closes: descriptor
            .application_close_date
            .or(descriptor.position_end_date),
        url: descriptor.position_uri,
        body,
        format: BodyFormat::Html,
        pay: descriptor
            .position_remuneration
            .iter()
            .find_map(Remuneration::pay),
    }
}

/// A yes or no, which some write as a text.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// The parts of an announcement that say what the work is and what it asks for; how to apply and whom to call is left.
fn body(details: &Details, qualifications: Option<String>) -> String {
    let words = |words: &Option<Words>| words.as_ref().map(Words::html);
    let parts = [
        ("Summary", words(&details.job_summary)),
        ("Duties", words(&details.major_duties)),
        (
            "Requirements",
            words(&details.key_requirements).filter(|text| !text.is_empty()),
        ),
        ("Conditions of employment", words(&details.requirements)),
        ("Qualifications", qualifications.map(|text| html(&text))),
        ("Education", words(&details.education)),
        ("Benefits", words(&details.benefits)),
    ];
    let parts = parts.iter();
    sections::html(parts.map(|(heading, text)| (Some(*heading), text.as_deref())))
}

impl Words {
    fn html(&self) -> String {
        match self {
            Self::One(text) => html(text),
            Self::Several(texts) => {
                let items = texts.iter().map(|text| format!("<li>{}</li>", html(text)));
                items.collect()
            }
        }
    }
}

/// Some texts are HTML, others plain lines.
fn html(text: &str) -> String {
    if sections::has_markup(text) {
        text.to_owned()
    } else {
        text.replace('\n', "<br>")
    }
}
