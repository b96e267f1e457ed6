//! The committed schema is what the types give, every shipped file keeps to it, and it refuses what the loader refuses.

use serde_json::{Map, Value, json};

use super::*;

/// The schema that editors are pointed at.
const COMMITTED: &str = "roadmaps/schema.json";

#[test]
fn the_committed_schema_is_what_the_types_give() {
    let committed = crate::content::file(COMMITTED).expect("it is shipped");
    let committed: Value = serde_json::from_str(&committed.text).expect("it is JSON");
    assert!(
        committed == schema(),
        "write it anew: waymark roadmaps schema > content/{COMMITTED}"
    );
}

/// A small validator: it knows the words that our schema uses, and fails on any other, so that none is passed over.
struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    /// What is wrong with a value; empty where nothing is.
    fn faults(&self, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let schema = schema.as_object().expect("a schema is an object");
        let mut faults = Vec::new();
        for (word, rule) in schema {
            let is_kept = match word.as_str() {
                "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
                "$ref" => {
                    let path_of = rule.as_str().and_then(|rule| rule.strip_prefix('#'));
                    let target = path_of.and_then(|of| self.root.pointer(of));
                    faults.extend(self.faults(target.expect("it is defined"), value, path));
                    true
                }
                "type" => is_of_type(rule, value),
                "const" => rule == value,
                "enum" => list(rule).contains(value),
                "minimum" => value.as_f64() >= rule.as_f64(),
                "maximum" => value.as_f64() <= rule.as_f64(),
                "pattern" => matches(rule, value),
                "oneOf" => {
                    let fitting = list(rule)
                        .iter()
                        .filter(|rule| self.faults(rule, value, path).is_empty());
                    fitting.count() == 1
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        faults.extend(self.faults(rule, item, &format!("{path}/{index}")));
                    }
                    true
                }
                "required" => list(rule)
                    .iter()
                    .all(|name| value.get(name.as_str().expect("a name")).is_some()),
                "properties" => {
                    for (name, rule) in rule.as_object().into_iter().flatten() {
                        if let Some(value) = value.get(name) {
                            faults.extend(self.faults(rule, value, &format!("{path}/{name}")));
                        }
                    }
                    true
                }
                "additionalProperties" | "patternProperties" => {
                    faults.extend(self.others(schema, value, path));
                    true
                }
                other => panic!("the validator does not know `{other}`"),
            };
            if !is_kept {
                faults.push(format!("{path}: {word} {rule}, not {value}"));
            }
        }
        faults
    }

    /// Faults of the fields that the schema does not name.
    fn others(&self, schema: &Map<String, Value>, value: &Value, path: &str) -> Vec<String> {
        let named = |name: &String| schema.get("properties").and_then(|named| named.get(name));
        let fields = value.as_object().into_iter().flatten();
        let unnamed = fields.filter(|(name, _)| named(name).is_none());
        let mut faults = Vec::new();
        for (name, value) in unnamed {
            let path = format!("{path}/{name}");
            let patterns = schema.get("patternProperties").and_then(Value::as_object);
            let fitting = patterns
                .into_iter()
                .flatten()
                .find(|(pattern, _)| matches(&json!(pattern), &json!(name)));
            match (fitting, schema.get("additionalProperties")) {
                (Some((_, rule)), _) | (None, Some(rule @ Value::Object(_))) => {
                    faults.extend(self.faults(rule, value, &path));
                }
                (None, Some(Value::Bool(false))) => faults.push(format!("{path}: no such field")),
                (None, _) => {}
            }
        }
        faults
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().expect("a list")
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    match rule.as_str().expect("one type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the validator does not know the type {other}"),
    }
}

/// The two patterns that the schema uses.
fn matches(rule: &Value, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match rule.as_str().expect("a pattern") {
        "\\S" => text.chars().any(|letter| !letter.is_whitespace()),
        "^[a-z0-9]+(-[a-z0-9]+)*$" => text
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(is_key)),
        other => panic!("the validator does not know the pattern {other}"),
    }
}

fn faults(text: &str) -> Vec<String> {
    let schema = schema();
    let value: Value = serde_saphyr::from_str(text).expect("it is YAML");
    Validator { root: &schema }.faults(&schema, &value, "")
}

#[test]
fn every_shipped_file_keeps_to_the_schema() {
    for file in files().expect("the files are UTF-8") {
        assert_eq!(faults(&file.text), Vec::<String>::new(), "{}", file.name);
    }
    assert_eq!(faults(super::check_tests::SOUND), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let sound = super::check_tests::SOUND;
    for (from, to) in [
        ("title: Path\n", ""),
        ("title: Path\n", "title: ' '\n"),
        ("title: Path\n", "title: Path\ncolour: red\n"),
        ("slug: path", "slug: The Path"),
        ("key: go-on", "key: go_on"),
        ("key: go-on", "key: go-on\n    colour: red"),
        ("requires: [begin]", "requires: begin"),
        ("requires: [begin]", "requires: ['']"),
        ("to: 3}", "to: three}"),
        ("to: 3}", "until: 3}"),
        ("pick: 1, of: [rust", "pick: 0, of: [rust"),
        (
            "key: second\n        kind: topic",
            "key: second\n        kind: tropic",
        ),
        ("start: begin", "start: 1"),
        ("title: Item\n", "title: Item\n      importance: some\n"),
        ("[{skill: git}]", "[git]"),
        ("summary: Carry on.", "summary:"),
    ] {
        assert!(sound.contains(from), "{from}");
        let text = sound.replace(from, to);
        assert!(
            super::check_tests::check_text(&text).is_err(),
            "{to} is loaded"
        );
        assert_ne!(faults(&text), Vec::<String>::new(), "{to}");
    }
}

#[test]
fn every_field_is_explained() {
    let schema = schema();
    let definitions = schema["$defs"].as_object().expect("definitions").values();
    let mut fields = 0;
    for definition in definitions.chain([&schema]) {
        for (name, field) in definition["properties"].as_object().into_iter().flatten() {
            let description = field["description"].as_str();
            assert!(description.is_some_and(|text| text.len() > 3), "{name}");
            fields += 1;
        }
    }
    assert!(fields > 80, "{fields} fields");
}
