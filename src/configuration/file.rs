//! `waymark.toml` as it is written, and where in it a mistake stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use entity::suggestion;
use ingest::source::{self, Access, SOURCES};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) contact: Option<Spanned<String>>,
    pub(super) collect: CollectSection,
    pub(super) serve: ServeSection,
    pub(super) sources: BTreeMap<Spanned<String>, Spanned<SourceSection>>,
}

/// How to collect.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CollectSection {
    pub(super) workers: Option<Spanned<i64>>,
    pub(super) text_days: Option<Spanned<i64>>,
}

/// How to serve.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ServeSection {
    pub(super) cost_per_minute: Option<Spanned<i64>>,
    pub(super) max_aliases: Option<Spanned<i64>>,
    pub(super) max_body_bytes: Option<Spanned<i64>>,
    pub(super) max_complexity: Option<Spanned<i64>>,
    pub(super) max_depth: Option<Spanned<i64>>,
    pub(super) max_page_size: Option<Spanned<i64>>,
    pub(super) max_requests: Option<Spanned<i64>>,
    pub(super) max_tokens: Option<Spanned<i64>>,
    pub(super) request_seconds: Option<Spanned<i64>>,
    pub(super) max_connections: Option<Spanned<i64>>,
    pub(super) max_connections_per_address: Option<Spanned<i64>>,
    pub(super) metrics: Option<Spanned<String>>,
    pub(super) origins: Vec<Spanned<String>>,
    pub(super) documents: Option<Spanned<String>>,
    pub(super) documents_only: Option<Spanned<bool>>,
}

/// What to collect of one source.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceSection {
    pub(super) enabled: Option<Spanned<bool>>,
    pub(super) boards: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) schedule: Option<Spanned<String>>,
}

/// Something that is wrong at a place of the file.
#[derive(Debug)]
pub(super) struct Mistake {
    at: Range<usize>,
    message: String,
}

impl Mistake {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { at, message }
    }

    /// The mistake with its file, line and column, both from 1.
    pub(super) fn located(self, path: &Path, text: &str) -> anyhow::Error {
        let before = text.get(..self.at.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        anyhow::anyhow!("{}:{line}:{column}: {}", path.display(), self.message)
    }
}

impl File {
    /// Reads a file's text.
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            let message = error.message().trim_end();
            let message = if message.starts_with("unknown field") {
                unknown_key(message, text, at.start)
            } else {
                message.replace("expected i64", "expected a whole number")
            };
            Mistake { at, message }
        })
    }
}

/// What to say of a key that we do not know; `message` names it and those that there are, each in backticks.
fn unknown_key(message: &str, text: &str, at: usize) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    if is_secret(unknown) {
        return format!(
            "`{unknown}`: {}",
            keys_go_elsewhere(section_at(text, at).as_deref())
        );
    }
    format!(
        "there is no key `{unknown}` here: {}there is `{}`",
        suggestion::question(unknown, known.iter().copied()),
        known.join("`, `")
    )
}

/// Whether a name is one under which somebody would write a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["key", "token", "secret", "password", "app_id", "credential"];
    words.iter().any(|word| name.contains(word))
        || variables().any(|variable| variable.eq_ignore_ascii_case(&name))
}

/// Every environment variable in which a source wants a key.
fn variables() -> impl Iterator<Item = &'static str> {
    SOURCES
        .iter()
        .flat_map(|source| match source.card().access {
            Access::Keys(keys) => keys,
            Access::Open | Access::PublicKey { .. } => &[],
        })
        .map(|key| key.variable)
}

fn keys_go_elsewhere(section: Option<&str>) -> String {
    let rule = "keys are read from the environment only, so that this file can be shown to others";
    let Some(source) = section.and_then(source::find) else {
        return format!(
            "{rule}; `waymark sources terms SOURCE` says which variable a source wants"
        );
    };
    match source.card().access {
        Access::Keys(keys) => {
            let names: Vec<_> = keys.iter().map(|key| key.variable).collect();
            format!("{rule}: set {}", names.join(" and "))
        }
        Access::Open | Access::PublicKey { .. } => {
            format!("{rule}; and {} wants none of yours", source.card().name)
        }
    }
}

/// The source whose section holds the key that begins at a place of the text.
fn section_at(text: &str, at: usize) -> Option<String> {
    let file = DeTable::parse(text).ok()?;
    let DeValue::Table(sources) = file.get_ref().get("sources")?.get_ref() else {
        return None;
    };
    let holds = |section: &DeValue<'_>| match section {
        DeValue::Table(keys) => keys.keys().any(|key| key.span().start == at),
        _ => false,
    };
    let mut sections = sources.iter();
    let (slug, _) = sections.find(|(_, section)| holds(section.get_ref()))?;
    Some(slug.get_ref().to_string())
}
