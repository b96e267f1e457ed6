//! Values, as they stand in a query and as they stand in JSON.

use serde_json::{Map, Value};

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    /// A name of an enumeration.
    Name(String),
    /// Anything without fields that JSON can say.
    Plain(Value),
    /// A list.
    List(Vec<Literal>),
    /// An object.
    Object(Vec<(String, Literal)>),
}

impl Literal {
    /// As it stands in a query.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Plain(value) => value.to_string(),
            Self::List(values) => {
                let values: Vec<_> = values.iter().map(Self::written).collect();
                format!("[{}]", values.join(", "))
            }
            Self::Object(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| format!("{name}: {}", value.written()));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// As it stands in JSON.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Name(name) => Value::from(name.as_str()),
            Self::Plain(value) => value.clone(),
            Self::List(values) => values.iter().map(Self::json).collect(),
            Self::Object(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| (name.clone(), value.json()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}
