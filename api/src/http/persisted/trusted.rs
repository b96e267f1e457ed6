//! The documents that an operator trusts: a list that is made when a front end is built.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde::Deserialize;

use crate::{Settings, graphql::Rules, http::document::parse};

/// What Apollo's list says that it is.
const APOLLO: &str = "apollo-persisted-query-manifest";

/// Documents that are known beforehand, each under its id, and whether anything else is answered.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    by_id: HashMap<String, Arc<str>>,
    // Whatever they are listed under.
    by_hash: HashMap<String, Arc<str>>,
    texts: HashSet<Arc<str>>,
    only: bool,
}

/// Why a document of the list cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its id, which mostly is its hash.
    pub id: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A list as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    /// Apollo's: each operation with what there is to say of it.
    Apollo {
        format: String,
        version: u32,
        operations: Vec<Operation>,
    },
    /// graphql-codegen's: each document under its hash.
    Codegen(HashMap<String, String>),
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl Trusted {
    /// The documents of a list in either of the two usual forms: `{id: document}`, as graphql-codegen writes it, or Apollo's.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(manifest: &str) -> Result<Self, String> {
        let manifest = serde_json::from_str(manifest).map_err(|_| {
            format!("it is neither {{\"id\": \"document\", …}}, as graphql-codegen writes it, nor an {APOLLO}")
        })?;
        let listed: Vec<(String, String)> = match manifest {
            Manifest::Codegen(listed) => listed.into_iter().collect(),
            Manifest::Apollo {
                format,
                version: 1,
                operations,
            } if format == APOLLO => operations
                .into_iter()
                .map(|operation| (operation.id, operation.body))
                .collect(),
            Manifest::Apollo {
                format, version, ..
            } => {
                return Err(format!(
                    "it is version {version} of `{format}`, and read is version 1 of `{APOLLO}`"
                ));
            }
        };
        let mut trusted = Self::default();
        for (id, text) in listed {
            let text: Arc<str> = text.into();
            trusted.texts.insert(Arc::clone(&text));
            let hash = entity::hash::version(text.as_bytes());
            trusted.by_hash.insert(hash, Arc::clone(&text));
            trusted.by_id.insert(super::bare(&id).to_owned(), text);
        }
        Ok(trusted)
    }

    /// The same, and nothing else is answered.
    #[must_use]
    pub fn and_no_others(self) -> Self {
        Self { only: true, ..self }
    }

    /// The documents that this schema cannot answer, or not within these limits, by id: of another version, perhaps.
    pub async fn faults(&self, settings: &Settings) -> Vec<Fault> {
        let rules = Rules::new();
        let mut faults = Vec::new();
        for (id, text) in &self.by_id {
            let reason = match parse(text, settings) {
                Ok(document) => rules.broken(document).await,
                Err(refusal) => Some(refusal.message),
            };
            faults.extend(reason.map(|reason| Fault {
                id: id.clone(),
                reason,
            }));
        }
        faults.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        faults
    }

    /// How many documents there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// Whether nothing else is answered.
    pub(super) fn only(&self) -> bool {
        self.only
    }

    /// The document of an id.
    pub(super) fn named(&self, id: &str) -> Option<Arc<str>> {
        self.by_id.get(id).or_else(|| self.by_hash.get(id)).cloned()
    }

    /// Whether a document is among them.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.texts.contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "query q($first: Int!) {skills(first: $first) {nodes {slug}}}";

    #[test]
    fn both_forms_are_read() {
        let apollo = serde_json::json!({"format": APOLLO, "version": 1, "operations":
            [{"id": "x", "name": "q", "type": "query", "body": GOOD}]});
        let codegen = serde_json::json!({"x": GOOD});
        for manifest in [apollo, codegen] {
            let trusted = Trusted::read(&manifest.to_string()).unwrap();
            assert_eq!(trusted.count(), 1);
            assert_eq!(trusted.named("x").as_deref(), Some(GOOD));
            let hash = entity::hash::version(GOOD.as_bytes());
            assert_eq!(trusted.named(&hash).as_deref(), Some(GOOD));
            assert!(trusted.holds(GOOD) && !trusted.holds("{a}"));
        }
        assert_eq!(Trusted::read("{}").unwrap().count(), 0);
        for other in [
            "",
            "[]",
            "{\"x\": 7}",
            "{\"format\": \"other\", \"version\": 1, \"operations\": []}",
            "{\"format\": \"apollo-persisted-query-manifest\", \"version\": 2, \"operations\": []}",
        ] {
            assert!(Trusted::read(other).is_err(), "{other}");
        }
    }

    #[tokio::test]
    async fn documents_of_another_schema_are_found() {
        let listed = serde_json::json!({
            "good": GOOD,
            "twice": "query a {skills {totalCount}} query b {regions {totalCount}}",
            "told": "subscription {demandRefreshed {asOf}}",
            "changed": "mutation m($input: SignInInput!) {signIn(input: $input) {token}}",
            "broken": "{skills",
            "unknown": "{skills {nodes {colour}}}",
            "undeclared": "{skills(first: $first) {totalCount}}",
        });
        let trusted = Trusted::read(&listed.to_string()).unwrap();
        let faults = trusted
            .faults(&Settings::new(|| chrono::DateTime::UNIX_EPOCH))
            .await;
        let ids: Vec<_> = faults.iter().map(|fault| fault.id.as_str()).collect();
        assert_eq!(ids, ["broken", "undeclared", "unknown"], "{faults:#?}");
        assert!(faults.iter().any(|fault| fault.reason.contains("colour")));
    }
}
