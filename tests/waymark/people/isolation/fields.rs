//! All fields of the schema, and selections of all that lies below one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Told;
use crate::graphql::server::Server;

/// A field: its name, the kind and the name of what it answers, and its arguments.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) of: String,
    pub(super) arguments: Vec<Argument>,
}

/// An argument: its name, the name of its type, whether that is a list, and whether it has to be given.
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) of: String,
    pub(super) list: bool,
    pub(super) needed: bool,
}

/// All fields of all types, as the schema tells them.
pub(super) struct Fields(pub(super) BTreeMap<String, Vec<Field>>);

fn innermost(value: &Value) -> (&str, &str, bool) {
    let (mut inner, mut list) = (value, false);
    while !inner["ofType"].is_null() {
        list |= inner["kind"] == "LIST";
        inner = &inner["ofType"];
    }
    (
        inner["kind"].as_str().unwrap_or(""),
        inner["name"].as_str().unwrap_or(""),
        list,
    )
}

impl Fields {
    pub(super) async fn learn(server: &Server) -> Self {
        let of = "kind name ofType {kind name ofType {kind name ofType {kind name}}}";
        let query = format!(
            "{{__schema {{types {{name fields {{name type {{{of}}} args {{name defaultValue type {{{of}}}}}}}}}}}}}"
        );
        let answer = server.data(&query).await;
        let types = answer["__schema"]["types"].as_array().expect("types");
        let field = |field: &Value| {
            let (kind, of, _) = innermost(&field["type"]);
            let arguments = field["args"].as_array().expect("arguments").iter();
            let arguments = arguments.map(|argument| {
                let (_, of, list) = innermost(&argument["type"]);
                let name = argument["name"].as_str().expect("a name");
                Argument {
                    name: name.to_owned(),
                    of: of.to_owned(),
                    list,
                    needed: argument["type"]["kind"] == "NON_NULL"
                        && argument["defaultValue"].is_null(),
                }
            });
            Field {
                name: field["name"].as_str().expect("a name").to_owned(),
                kind: kind.to_owned(),
                of: of.to_owned(),
                arguments: arguments.collect(),
            }
        };
        let types = types.iter().filter_map(|found| {
            let name = found["name"].as_str()?.to_owned();
            let fields = found["fields"].as_array()?.iter().map(field).collect();
            (!name.starts_with("__")).then_some((name, fields))
        });
        Self(types.collect())
    }

    /// A selection of all below a type that can be had without going deeper than so far, and no deeper than the catalogue's types.
    pub(super) fn below(&self, of: &str, depth: usize, told: &Told) -> String {
        let catalogue = matches!(
            of,
            "Skill" | "Role" | "Region" | "Source" | "RoadmapArticle"
        );
        let depth = if catalogue { 0 } else { depth };
        let fields = self.0.get(of).into_iter().flatten().filter_map(|field| {
            let arguments = told.arguments(field)?;
            let selection = match field.kind.as_str() {
                "OBJECT" | "INTERFACE" if depth > 0 => {
                    let below = self.below(&field.of, depth - 1, told);
                    if below.is_empty() {
                        return None;
                    }
                    format!(" {{{below}}}")
                }
                "OBJECT" | "INTERFACE" => return None,
                "UNION" => " {__typename}".to_owned(),
                _ => String::new(),
            };
            Some(format!("{}{arguments}{selection}", field.name))
        });
        fields.collect::<Vec<_>>().join(" ")
    }
}
