//! JSON-LD: the jobs in the scripts of a page, wherever they stand in them.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::posting;

type Object = Map<String, Value>;

/// What the scripts of a page hold.
pub(super) struct Graph<'v> {
    /// The jobs, in their order.
    pub(super) jobs: Vec<&'v Object>,
    nodes: FxHashMap<&'v str, &'v Value>,
}

impl<'v> Graph<'v> {
    pub(super) fn new(values: &'v [Value]) -> Self {
        let mut graph = Self {
            jobs: Vec::new(),
            nodes: FxHashMap::default(),
        };
        // Values nest no deeper than their parser lets them.
        for value in values {
            graph.walk(value);
        }
        graph
    }

    /// What a value stands for: itself, unless it only names an object that stands elsewhere in the page.
    pub(super) fn meant(&self, value: &'v Value) -> &'v Value {
        let only_names = |object: &Object| object.keys().all(|key| key.starts_with('@'));
        let name = value.get("@id").and_then(Value::as_str);
        let node = name.and_then(|name| self.nodes.get(name).copied());
        node.filter(|_| value.as_object().is_some_and(only_names))
            .unwrap_or(value)
    }

    fn walk(&mut self, value: &'v Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.walk(value)),
            Value::Object(object) => {
                if let Some(Value::String(name)) = object.get("@id")
                    && object.keys().any(|key| !key.starts_with('@'))
                {
                    self.nodes.insert(name, value);
                }
                if posting::is_job_object(object) {
                    self.jobs.push(object);
                } else {
                    object.values().for_each(|value| self.walk(value));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn jobs_are_found_wherever_they_stand() {
        let values = [
            json!([{"@type": "BreadcrumbList"}, {"@type": ["Thing", "JobPosting"], "title": "a"}]),
            json!({"@graph": [
                {"@type": "WebPage", "mainEntity": {"@type": "https://schema.org/JobPosting", "title": "b"}},
                {"@type": "ItemList", "itemListElement": [{"item": {"@type": "schema:JobPosting", "title": "c"}}]},
            ]}),
            json!({"@type": "Job", "title": "none"}),
        ];
        let graph = Graph::new(&values);
        let titles: Vec<_> = graph.jobs.iter().map(|job| &job["title"]).collect();
        assert_eq!(titles, ["a", "b", "c"]);
    }

    #[test]
    fn a_name_stands_for_what_it_names() {
        let values = [
            json!({"@graph": [{"@id": "#us", "@type": "Organization", "name": "Nordlys"}]}),
            json!({"@id": "#us", "@type": "Organization"}),
        ];
        let graph = Graph::new(&values);
        assert_eq!(graph.meant(&values[1])["name"], "Nordlys");
        for itself in [
            &values[0]["@graph"][0],
            &json!({"@id": "#them"}),
            &json!("#us"),
        ] {
            assert_eq!(graph.meant(itself), itself);
        }
    }
}
