//! The keys that a source's card asks for: put into a request as it leaves, and kept out of every text.

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::error::FetchError;
use crate::source::{Access, Card, KeyPlace};

/// What lets a request in. It has no `Debug`, so that it cannot be logged.
#[derive(Default)]
pub(super) struct Keys {
    /// Headers that name the key.
    pub(super) headers: HeaderMap,
    parameters: Vec<(&'static str, String)>,
    secrets: Vec<String>,
}

impl Keys {
    /// What a card asks for, found by the names of environment variables.
    pub(super) fn of(
        card: &Card,
        environment: fn(&str) -> Option<String>,
    ) -> Result<Self, FetchError> {
        let mut keys = Self::default();
        match card.access {
            Access::Open => {}
            Access::PublicKey { header, key } => keys.header(header, key)?,
            Access::Keys(wanted) => {
                for key in wanted {
                    let found = environment(key.variable).filter(|value| !value.is_empty());
                    let value = found.ok_or(FetchError::MissingKey {
                        variable: key.variable,
                        source_name: card.name,
                    })?;
                    match key.place {
                        KeyPlace::Header(name) => keys.header(name, &value)?,
                        KeyPlace::Query(name) => keys.parameters.push((name, value.clone())),
                    }
                    keys.secrets.push(value);
                }
            }
        }
        Ok(keys)
    }

    /// The address with the keys that belong into it.
    pub(super) fn address(&self, url: &Url) -> Url {
        let mut url = url.clone();
        for (name, value) in &self.parameters {
            // A redirect may have kept it.
            if !url.query_pairs().any(|(known, _)| known == *name) {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        url
    }

    /// A host's words without the keys that it may have repeated.
    pub(super) fn masked(&self, text: &str) -> String {
        let mask = |text: String, secret: &String| text.replace(secret.as_str(), "***");
        self.secrets.iter().fold(text.to_owned(), mask)
    }

    fn header(&mut self, name: &'static str, value: &str) -> Result<(), FetchError> {
        let value = HeaderValue::from_str(value.trim());
        let (Ok(name), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), value) else {
            let why = format!("its key for the header {name} holds signs that no header may have");
            return Err(FetchError::forbidden("the source", why));
        };
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }
}
