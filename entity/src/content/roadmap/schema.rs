//! The file format as JSON Schema, for editors: generated from the types that read the files, so that it cannot say anything else.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::Roadmap;

/// A key or a slug, in the schema alone.
pub(super) struct Key;

impl JsonSchema for Key {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" })
    }
}

/// The schema of a roadmap file.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Roadmap>();
    RecursiveTransform(tighten).transform(&mut schema);
    schema.insert("title".into(), json!("Waymark roadmap"));
    schema.to_value()
}

/// Says what the check says and types cannot: a text has letters, and what says nothing is left out.
fn tighten(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if matches!(
        object.get("default"),
        Some(Value::Null | Value::Object(_) | Value::Array(_))
    ) {
        object.remove("default");
    }
    without_null(object);
    let is_text = object.get("type").is_some_and(|kind| kind == "string");
    let is_any = !object.contains_key("pattern") && !object.contains_key("const");
    if is_text && is_any && !object.contains_key("enum") {
        object.insert("pattern".into(), json!("\\S"));
    }
}

fn without_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = object.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| *choice != json!({ "type": "null" }));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
}
