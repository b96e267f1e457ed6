//! The schema, as it tells of itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::graphql::server::Server;

/// What a field answers or an argument takes.
#[derive(Clone, Debug)]
pub(super) enum Of {
    /// A type of a name.
    Named(String),
    /// A list.
    List(Box<Of>),
    /// Something that must be there.
    Needed(Box<Of>),
}

impl Of {
    fn read(value: &Value) -> Self {
        let inner = || Box::new(Self::read(&value["ofType"]));
        match value["kind"].as_str() {
            Some("NON_NULL") => Self::Needed(inner()),
            Some("LIST") => Self::List(inner()),
            _ => Self::Named(text(&value["name"])),
        }
    }

    /// The name of the type at its heart.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::Needed(inner) => inner.name(),
        }
    }

    /// As it is written.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::List(inner) => format!("[{}]", inner.written()),
            Self::Needed(inner) => format!("{}!", inner.written()),
        }
    }
}

/// An argument, or a field of an input.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) of: Of,
    /// Whether it has to be given.
    pub(super) needed: bool,
}

impl Input {
    fn read(value: &Value) -> Self {
        let of = Of::read(&value["type"]);
        Self {
            name: text(&value["name"]),
            needed: matches!(of, Of::Needed(_)) && value["defaultValue"].is_null(),
            of,
        }
    }
}

/// A field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) of: Of,
    pub(super) arguments: Vec<Input>,
}

/// A type; what it does not have is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Type {
    pub(super) fields: Vec<Field>,
    pub(super) inputs: Vec<Input>,
    pub(super) values: Vec<String>,
    /// What an interface or a union may turn out to be.
    pub(super) possible: Vec<String>,
}

/// All types by name.
pub(super) struct Schema(pub(super) BTreeMap<String, Type>);

impl Schema {
    /// What a server tells.
    pub(super) async fn learn(server: &Server) -> Self {
        let of = "type {kind name ofType {kind name ofType {kind name ofType {kind name}}}}";
        let input = format!("{{name defaultValue {of}}}");
        let query = format!(
            "{{__schema {{types {{name fields {{name args {input} {of}}} inputFields {input}
              enumValues {{name}} possibleTypes {{name}}}}}}}}"
        );
        let answer = server.data(&query).await;
        let types = answer["__schema"]["types"].as_array().expect("types");
        let types = types.iter().map(|found| {
            let read = Type {
                fields: all(&found["fields"], |field| Field {
                    name: text(&field["name"]),
                    of: Of::read(&field["type"]),
                    arguments: all(&field["args"], Input::read),
                }),
                inputs: all(&found["inputFields"], Input::read),
                values: all(&found["enumValues"], |value| text(&value["name"])),
                possible: all(&found["possibleTypes"], |value| text(&value["name"])),
            };
            (text(&found["name"]), read)
        });
        Self(types.collect())
    }

    /// A type of a name.
    pub(super) fn of(&self, name: &str) -> &Type {
        self.0.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// Whether fields have to be selected of a type.
    pub(super) fn is_composite(&self, name: &str) -> bool {
        let of = self.of(name);
        !of.fields.is_empty() || !of.possible.is_empty()
    }
}

fn all<T>(list: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    list.as_array().into_iter().flatten().map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
