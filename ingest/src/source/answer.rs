//! What a source's answer holds, once it is parsed.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::request::Request;
use super::xml::Element;
use crate::format::Record;
use crate::raw::RawPosting;

/// What one answer holds.
#[derive(Debug, Default)]
pub struct Answer {
    /// The postings, each with its place in the answer; or why a record is none.
    pub records: Vec<Record>,
    /// External ids of postings that the source says are gone.
    pub removed: Vec<String>,
    /// What to ask next: further pages, details.
    pub next: Vec<Request>,
    /// How much of what is open this answer, with all that is still to be asked, shows.
    pub listing: Listing,
    /// How the answer differs from the form we know.
    pub drift: Drift,
}

/// How much of a board a run has seen. Only who has seen all of it may say that something is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// All that is open: nothing was cut, no cap was reached.
    Complete,
    /// A part: newest first, capped, or one stretch of a stream.
    #[default]
    Partial,
}

/// How a wire format differs from the one we know: a sign that it is changing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Fields that we have not seen before.
    pub unknown: BTreeSet<String>,
    /// Fields that records should have and had not.
    pub missing: BTreeSet<String>,
}

/// An answer that is not of the form we know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct WireError {
    /// What is wrong, with the name of the field where there is one.
    pub message: String,
}

impl WireError {
    /// An answer that is wrong as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl From<serde_json::Error> for WireError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Answer {
    /// Reads one record as `T`, noting fields that are not among the `known` ones, and makes a posting of it.
    pub(super) fn take<T: DeserializeOwned>(
        &mut self,
        json: &RawValue,
        known: &[&str],
        posting: impl FnOnce(T) -> Result<RawPosting, String>,
    ) {
        let record = self.drift.record(json, known).and_then(posting);
        self.push(record);
    }

    /// Makes a posting of one element, noting fields that are not among the `known` ones.
    pub(super) fn take_element(
        &mut self,
        element: &Element,
        known: &[&str],
        posting: impl FnOnce(&Element) -> Result<RawPosting, String>,
    ) {
        self.drift.names(element.names(), known);
        let record = posting(element).map_err(|reason| self.drift.refused(reason));
        self.push(record);
    }

    /// Makes one record of those that repeat a posting, as feeds do that list one once per place.
    pub(super) fn join_repeated(&mut self) {
        let mut kept: Vec<Record> = Vec::new();
        let mut first = HashMap::new();
        for record in std::mem::take(&mut self.records) {
            if let Ok(posting) = &record.result {
                match first.entry(posting.external_id.clone()) {
                    Entry::Occupied(at) => {
                        let at: usize = *at.get();
                        if let (Some(Ok(known)), Ok(more)) =
                            (kept.get_mut(at).map(|kept| &mut kept.result), record.result)
                        {
                            join(known, more);
                        }
                        continue;
                    }
                    Entry::Vacant(at) => _ = at.insert(kept.len()),
                }
            }
            kept.push(record);
        }
        for posting in kept.iter_mut().flat_map(|record| &mut record.result) {
            let mut seen = HashSet::new();
            posting.locations.retain(|place| seen.insert(place.clone()));
        }
        self.records = kept;
    }

    /// Adds a posting, or the reason why a record is none.
    pub(super) fn push(&mut self, result: Result<RawPosting, String>) {
        let position = format!("record {}", self.records.len() + 1);
        self.records.push(Record { position, result });
    }
}

/// Adds to a posting what another record of it says besides.
fn join(known: &mut RawPosting, more: RawPosting) {
    if known.country != more.country {
        known.country = None;
    }
    known.locations.extend(more.locations);
    if known.body.is_empty() {
        known.body = more.body;
    }
}

impl Drift {
    /// Reads one record, noting fields that are not among the `known` ones and the one that is missing.
    ///
    /// # Errors
    /// With the reason, when the record is not of the expected form.
    pub(super) fn record<T: DeserializeOwned>(
        &mut self,
        json: &RawValue,
        known: &[&str],
    ) -> Result<T, String> {
        if let Ok(fields) = serde_json::from_str::<Fields>(json.get()) {
            self.names(fields.0.iter().map(String::as_str), known);
        }
        serde_json::from_str(json.get()).map_err(|error| self.refused(error.to_string()))
    }

    /// Notes fields that are not among the `known` ones.
    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>, known: &[&str]) {
        let unknown = names.filter(|name| !known.contains(name));
        self.unknown.extend(unknown.map(str::to_owned));
    }

    /// Notes the field that is missing, if that is why a record was refused.
    fn refused(&mut self, reason: String) -> String {
        if let Some(field) = reason.strip_prefix("missing field `") {
            let name = field.split('`').next().unwrap_or(field);
            self.missing.insert(name.to_owned());
        }
        reason
    }
}

/// The names of an object's fields.
struct Fields(Vec<String>);

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> serde::de::Visitor<'de> for Names {
            type Value = Fields;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Fields, A::Error> {
                let mut names = Vec::new();
                while let Some((name, serde::de::IgnoredAny)) = map.next_entry::<String, _>()? {
                    names.push(name);
                }
                Ok(Fields(names))
            }
        }

        deserializer.deserialize_map(Names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Job {
        id: u32,
        title: String,
    }

    #[test]
    fn a_posting_that_is_repeated_once_per_place_is_one() {
        let posting = |id: &str, place: &str, country: &str, body: &str| {
            Ok(RawPosting {
                external_id: id.into(),
                locations: vec![place.into()],
                country: Some(country.into()),
                body: body.into(),
                ..RawPosting::default()
            })
        };
        let mut answer = Answer::default();
        answer.push(posting("a", "Madrid", "ES", ""));
        answer.push(Err("bad".into()));
        answer.push(posting("b", "Oslo", "NO", "x"));
        answer.push(posting("a", "Lisbon", "PT", "text"));
        answer.push(posting("a", "Madrid", "ES", "other"));
        answer.push(posting("b", "Oslo", "NO", "x"));
        answer.join_repeated();
        let positions: Vec<_> = answer.records.iter().map(|r| r.position.as_str()).collect();
        assert_eq!(positions, ["record 1", "record 2", "record 3"]);
        let first = answer.records[0].result.as_ref().unwrap();
        assert_eq!(first.locations, ["Madrid", "Lisbon"]);
        assert_eq!(
            (first.country.as_deref(), first.body.as_str()),
            (None, "text")
        );
        let other = answer.records[2].result.as_ref().unwrap();
        assert_eq!(other.locations, ["Oslo"]);
        assert_eq!(other.country.as_deref(), Some("NO"));
    }

    #[test]
    fn a_changed_format_is_noticed_by_its_fields() {
        let raw = |json: &str| RawValue::from_string(json.to_owned()).unwrap();
        let mut drift = Drift::default();
        let job: Job = drift
            .record(
                &raw(r#"{"id": 1, "title": "x", "colour": [1]}"#),
                &["id", "title"],
            )
            .unwrap();
        assert_eq!((job.id, job.title.as_str()), (1, "x"));
        let refused: Result<Job, _> =
            drift.record(&raw(r#"{"id": 1, "name": "x"}"#), &["id", "title"]);
        assert!(refused.is_err_and(|reason| reason.contains("title")));
        assert_eq!(drift.unknown, ["colour", "name"].map(str::to_owned).into());
        assert_eq!(drift.missing, ["title".to_owned()].into());
    }
}
