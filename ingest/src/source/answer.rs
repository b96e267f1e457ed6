//! What a source's answer holds, once it is parsed.

use std::collections::BTreeSet;

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
    /// External ids of postings that the source shows as open although no record here tells of them.
    pub listed: Vec<String>,
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

    /// Reads one record of a source that shows other things among its postings; nothing is made of those.
    pub(super) fn take_some<T: DeserializeOwned>(
        &mut self,
        json: &RawValue,
        known: &[&str],
        posting: impl FnOnce(T) -> Option<RawPosting>,
    ) {
        if let Some(record) = self.drift.record(json, known).map(posting).transpose() {
            self.push(record);
        }
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

    /// Adds a posting, or the reason why a record is none.
    pub(super) fn push(&mut self, result: Result<RawPosting, String>) {
        let position = format!("record {}", self.records.len() + 1);
        self.records.push(Record { position, result });
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
    pub(super) fn refused(&mut self, reason: String) -> String {
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
