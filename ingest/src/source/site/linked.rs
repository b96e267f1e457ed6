//! JSON-LD: the jobs in the scripts of a page, wherever they stand in them.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::posting;

type Object = Map<String, Value>;

/// What the scripts of a page hold.
pub(super) struct Graph<'v> {
    /// The jobs, in their order.
    pub(super) jobs: Vec<&'v Object>,
    nodes: FxHashMap<&'v str, &'v Object>,
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

    /// What a value stands for, if it only names an object that stands elsewhere in the page.
    pub(super) fn meant(&self, value: &'v Value) -> Option<&'v Object> {
        let name = value.get("@id")?.as_str()?;
        let only_names = value.as_object()?.keys().all(|key| key.starts_with('@'));
        only_names.then(|| self.nodes.get(name).copied())?
    }

    fn walk(&mut self, value: &'v Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.walk(value)),
            Value::Object(object) => {
                if let Some(Value::String(name)) = object.get("@id")
                    && object.keys().any(|key| !key.starts_with('@'))
                {
                    self.nodes.insert(name, object);
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
        assert_eq!(graph.meant(&values[1]).unwrap()["name"], "Nordlys");
        assert_eq!(graph.meant(&values[0]["@graph"][0]), None, "it says itself");
    }
}
