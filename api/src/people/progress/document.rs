//! The document that holds all of a person's data: what export writes and import reads.

use chrono::{DateTime, Utc};
use entity::progress_event::State;
use serde::{Deserialize, Serialize};

/// The form of the document; another form takes another number.
pub(super) const VERSION: u32 = 1;

/// All of a person's data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    /// The form of the document.
    pub(super) waymark: u32,
    /// The account; import leaves the present one as it is.
    #[serde(default, skip_deserializing)]
    pub(super) account: Option<AccountPart>,
    /// What the account can be used with; import ignores it.
    #[serde(default, skip_deserializing)]
    pub(super) sessions: Vec<SessionPart>,
    /// Slugs of the skills that they say they have.
    #[serde(default)]
    pub(super) skills: Vec<String>,
    /// How they stand.
    #[serde(default)]
    pub(super) progress: Vec<NodePart>,
    /// All that they ever said; import ignores it, since history is not made afterwards.
    #[serde(default, skip_deserializing)]
    pub(super) history: Vec<ChangePart>,
}

/// An account.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountPart {
    pub(super) name: String,
    pub(super) created_at: DateTime<Utc>,
}

/// A session, without anything by which it could be used.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionPart {
    pub(super) label: Option<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// What is said of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NodePart {
    pub(super) roadmap: String,
    pub(super) node: String,
    #[serde(default)]
    pub(super) state: Option<State>,
    #[serde(default)]
    pub(super) note: Option<String>,
    pub(super) at: DateTime<Utc>,
}

/// A change.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChangePart {
    pub(super) kind: &'static str,
    pub(super) at: DateTime<Utc>,
    pub(super) nodes: Vec<NodePart>,
}

impl Document {
    /// The roadmaps that it is about.
    pub(crate) fn roadmaps(&self) -> Vec<String> {
        let mut roadmaps: Vec<String> = self
            .progress
            .iter()
            .map(|part| part.roadmap.clone())
            .collect();
        roadmaps.sort_unstable();
        roadmaps.dedup();
        roadmaps
    }

    /// The skills that it names.
    pub(crate) fn skills(&self) -> &[String] {
        &self.skills
    }
}

/// Reads a document, or says why it is none. What it holds is not repeated.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    let document: Document = serde_json::from_str(text).map_err(|cause| {
        let (line, column) = (cause.line(), cause.column());
        format!("the document is no export of Waymark: see line {line}, column {column}")
    })?;
    if document.waymark != VERSION {
        let found = document.waymark;
        return Err(format!(
            "the document has the form {found}, and this server reads form {VERSION}"
        ));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_refused_without_being_repeated() {
        for text in [
            "",
            "7",
            "{}",
            "[]",
            r#"{"waymark":1,"skills":"secret"}"#,
            r#"{"waymark":"secret"}"#,
        ] {
            let refused = read(text).unwrap_err();
            assert!(!refused.contains("secret"), "{refused}");
        }
        assert!(read(r#"{"waymark":2}"#).unwrap_err().contains("form 2"));
        let least = read(r#"{"waymark":1,"account":{"name":7},"history":[1]}"#).unwrap();
        assert!(least.progress.is_empty() && least.account.is_none());
    }
}
