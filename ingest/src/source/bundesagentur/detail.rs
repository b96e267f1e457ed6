//! One offer with its description.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use super::offer::{self, Offer};
use super::{API, CARD};
use crate::source::{Answer, Listing, Request, WireError};

/// The question for an offer's details.
pub(super) fn request(offer: Offer) -> Result<Request, String> {
    let number = offer.number()?.to_owned();
    let outline = serde_json::to_string(&offer.outline()).map_err(|error| error.to_string())?;
    let code = STANDARD.encode(&number);
    let code = code.replace('+', "%2B").replace('/', "%2F");
    Ok(Request::json(format!("{API}/v4/jobdetails/{code}")).details_of(number, outline))
}

/// Reads the details of an offer that a list gave the outline of.
pub(super) fn parse(outline: &str, body: &[u8]) -> Result<Answer, WireError> {
    let outline: Offer = serde_json::from_str(outline)?;
    let json: Box<RawValue> = serde_json::from_slice(body)?;
    let mut answer = Answer {
        listing: Listing::Complete,
        ..Answer::default()
    };
    let number = outline.number().map_err(WireError::new)?.to_owned();
    let details = answer.drift.record(&json, &offer::known());
    let posting = details.and_then(|details: Offer| {
        if details.number().is_ok_and(|other| other != number) {
            return Err(format!("`{number}` was answered with another"));
        }
        outline.with(details).posting(CARD.slug)
    });
    let posting = posting.map_err(|reason| answer.drift.refused(reason));
    answer.push(posting);
    Ok(answer)
}
