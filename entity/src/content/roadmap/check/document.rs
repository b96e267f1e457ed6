//! A file as the tree of values that it is, each with its place, whatever its shape.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::NonFiniteFloatPolicy;

use crate::content::{ContentError, ContentFile, Spanned};

/// A value of a YAML file.
#[derive(Debug)]
pub(super) enum Document {
    /// Nothing at all, as after `title:`.
    Nothing,
    /// A text.
    Text(String),
    /// A number, or yes or no.
    Plain,
    /// Values one after the other.
    List(Vec<Spanned<Document>>),
    /// Values by name.
    Map(Vec<(String, Spanned<Document>)>),
}

impl Document {
    /// Takes a file apart; one that is of the shape of a roadmap can be.
    pub(super) fn of(file: &ContentFile) -> Result<Spanned<Self>, ContentError> {
        // What is no number at all is judged where a number is wanted.
        let options = serde_saphyr::options! {
            non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        };
        file.parse_with(options)
    }

    /// The value at a path; a step is a name or, in a list, a number from 0.
    pub(super) fn at(&self, path: &str) -> Option<&Spanned<Document>> {
        let (step, rest) = path
            .split_once('/')
            .map_or((path, None), |(step, rest)| (step, Some(rest)));
        let value = match self {
            Self::List(values) => values.get(step.parse::<usize>().ok()?)?,
            Self::Map(values) => values
                .iter()
                .find_map(|(name, value)| (name == step).then_some(value))?,
            _ => return None,
        };
        rest.map_or(Some(value), |rest| value.value.at(rest))
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Nothing)
    }

    fn visit_none<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        Document::deserialize(deserializer)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Document, E> {
        Ok(Document::Text(text.to_owned()))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Document, E> {
        Ok(Document::Plain)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Document, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(Document::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut values = Vec::new();
        while let Some(entry) = map.next_entry()? {
            values.push(entry);
        }
        Ok(Document::Map(values))
    }
}
