//! The contract itself: every part of it is described, and its text is stable.

use serde_json::Value;

use super::*;

const INTROSPECTION: &str = "{__schema {types {
    name kind description
    fields {name description args {name description}}
    inputFields {name description}
    enumValues {name description}
}}}";

/// Types that the language brings along.
const STANDARD: [&str; 7] = ["Boolean", "Int", "Float", "String", "ID", "DateTime", "__"];

async fn types() -> Vec<Value> {
    let answer = builder()
        .finish()
        .execute(INTROSPECTION)
        .await
        .into_result()
        .unwrap();
    let data = answer.data.into_json().unwrap();
    data["__schema"]["types"].as_array().unwrap().clone()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn undescribed(found: &Value, path: &str, missing: &mut Vec<String>) {
    let path = format!("{path}.{}", found["name"].as_str().unwrap());
    if found["description"]
        .as_str()
        .is_none_or(|text| text.trim().is_empty())
    {
        missing.push(path.clone());
    }
    for part in ["fields", "inputFields", "enumValues", "args"] {
        for inner in list(found, part) {
            undescribed(inner, &path, missing);
        }
    }
}

#[tokio::test]
async fn everything_is_described() {
    let mut missing = Vec::new();
    let types = types().await;
    assert!(types.len() > 70, "{}", types.len());
    for found in types {
        let name = found["name"].as_str().unwrap();
        if !STANDARD.iter().any(|standard| name.starts_with(standard)) {
            undescribed(&found, "", &mut missing);
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_text_is_stable() {
    assert_eq!(schema_text(), schema_text());
    for line in [
        "type Query {",
        "type Demand {",
        "type Mutation {",
        "type Subscription {",
        "interface Node {",
        "scalar URL",
    ] {
        assert!(schema_text().lines().any(|found| found == line), "{line}");
    }
}
