//! The job search of Germany's employment agency: `{"maxErgebnisse": 214, "ergebnisliste": [...]}` a hundred offers a page without their
//! descriptions; each is asked for by itself. What the search answered until the summer of 2026, under other names, is read as well.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::pages::{Page, Pages};
use super::{
    Access, Answer, Card, Kind, Pace, Request, Shipped, Source, Step, Target, Terms, WireError,
    query,
};

mod detail;
mod offer;

use offer::Offer;

/// Offers at the Bundesagentur für Arbeit. A board is a query, e.g. `was=Informatiker&wo=Berlin`: of a question that more than ten thousand
/// offers answer, only so many are shown, so that a whole country needs several narrow ones.
pub struct Bundesagentur;

const CARD: Card = Card {
    slug: "bundesagentur",
    name: "Bundesagentur für Arbeit",
    url: "https://www.arbeitsagentur.de/jobsuche",
    attribution: Some("Stellenangebote: Bundesagentur für Arbeit (https://www.arbeitsagentur.de)"),
    kind: Kind::Service,
    access: Access::PublicKey {
        header: "X-API-Key",
        key: "jobboerse-jobsuche",
    },
    terms: Terms {
        url: None,
        read_on: "2026-11-22",
        summary: "The endpoint behind the agency's own search, with the key that its pages carry: unofficial, without terms of its own, and changed without notice.",
        redistribution: false,
    },
    pace: Pace {
        between_runs: 1_440,
        ..Pace::POLITE
    },
    shipped: Shipped::OptIn,
    complete: true,
};

const API: &str = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc";

/// What can be asked.
const NAMES: [&str; 16] = [
    "angebotsart",
    "arbeitgeber",
    "arbeitszeit",
    "befristung",
    "behinderung",
    "beruf",
    "berufsfeld",
    "branche",
    "externestellenboersen",
    "homeoffice",
    "pav",
    "umkreis",
    "veroeffentlichtseit",
    "was",
    "wo",
    "zeitarbeit",
];

const PAGES: Pages = Pages {
    size: 100,
    cap: 10_000,
};

/// The facets beside the offers have names of employers for keys, so that nothing in them is watched.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    #[serde(default)]
    max_ergebnisse: Value,
    ergebnisliste: Option<Vec<Box<RawValue>>>,
    stellenangebote: Option<Vec<Box<RawValue>>>,
}

impl Source for Bundesagentur {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn start(&self, target: &Target) -> Result<Vec<Request>, String> {
        page(target, 1).map(|request| vec![request])
    }

    fn parse(&self, target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
        match &request.step {
            Step::List => list(target, request, body),
            Step::Detail { outline, .. } => detail::parse(outline, body),
        }
    }
}

fn page(target: &Target, number: usize) -> Result<Request, String> {
    // It refuses questions with an empty part.
    let query = query::encoded(&target.board, &NAMES)?;
    let size = PAGES.size;
    Ok(Request::json(format!(
        "{API}/v6/jobs?{query}size={size}&page={number}"
    )))
}

fn list(target: &Target, request: &Request, body: &[u8]) -> Result<Answer, WireError> {
    let found: Found = serde_json::from_slice(body)?;
    let total = count(&found.max_ergebnisse)?;
    let offers = match found.ergebnisliste.or(found.stellenangebote) {
        Some(offers) => offers,
        // Where nothing is found there is no list.
        None if total == 0 => Vec::new(),
        None => return Err(WireError::new("missing field `ergebnisliste`")),
    };
    let here = Page {
        number: request.begins_at()?,
        held: offers.len(),
        total,
    };
    let mut answer = Answer {
        listing: PAGES.listing(here),
        ..Answer::default()
    };
    let known = offer::known();
    for json in &offers {
        let offer: Result<Offer, _> = answer.drift.record(json, &known);
        let request = offer.and_then(detail::request);
        match request.map_err(|reason| answer.drift.refused(reason)) {
            Ok(request) => answer.next.push(request),
            Err(reason) => answer.push(Err(reason)),
        }
    }
    if let Some(number) = PAGES.next(here) {
        let next = page(target, number).map_err(WireError::new)?;
        answer.next.push(next);
    }
    Ok(answer)
}

/// A number, which some write as a text.
fn count(value: &Value) -> Result<usize, WireError> {
    let number = match value {
        Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| WireError::new("`maxErgebnisse` is no number"))
}

#[cfg(test)]
mod tests;
