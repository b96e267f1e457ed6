//! What client and server say to each other over a connection for subscriptions.

use async_graphql::{Response as Answer, ServerError};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{body::Parameters, refusal::Refusal};

/// How long the name of an operation may be.
const MAX_NAME: usize = 128;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    /// It wants to begin.
    ConnectionInit {
        /// What a browser, which cannot set headers here, says instead of them.
        #[serde(default)]
        payload: Value,
    },
    /// It asks whether anybody is there.
    Ping {},
    /// It is there.
    Pong {},
    /// It wants an operation executed under a name of its choice.
    Subscribe {
        /// The name.
        id: String,
        /// The operation.
        payload: Parameters,
    },
    /// It wants no more of an operation.
    Complete {
        /// Its name.
        id: String,
    },
}

/// What a client says in a message; nothing if that is none of the protocol's.
pub(super) fn read(text: &str) -> Option<Said> {
    let said = serde_json::from_str(text).ok()?;
    match &said {
        Said::Subscribe { id, .. } | Said::Complete { id } => {
            (1..=MAX_NAME).contains(&id.len()).then_some(said)
        }
        _ => Some(said),
    }
}

/// What stands under `Authorization`, in any case, in the payload of a `connection_init`.
pub(super) fn authorization(payload: &Value) -> Option<&str> {
    let mut entries = payload.as_object()?.iter();
    let (_, value) = entries.find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    value.as_str()
}

/// That the connection may be used.
pub(super) fn acknowledged() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// That somebody is there.
pub(super) fn pong() -> String {
    json!({ "type": "pong" }).to_string()
}

/// One answer of an operation.
pub(in crate::http) fn next(id: &str, answer: &Answer) -> String {
    json!({ "type": "next", "id": id, "payload": answer }).to_string()
}

/// That an operation has come to its end.
pub(in crate::http) fn complete(id: &str) -> String {
    json!({ "type": "complete", "id": id }).to_string()
}

/// That an operation was refused or had to be given up, and why.
pub(in crate::http) fn failed(id: &str, errors: &[ServerError]) -> String {
    json!({ "type": "error", "id": id, "payload": errors }).to_string()
}

/// That an operation was refused, and why.
pub(in crate::http) fn refused(id: &str, refusal: &Refusal) -> String {
    json!({ "type": "error", "id": id, "payload": [refusal.error()] }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_protocol_are_read() {
        for (text, expected) in [
            (r#"{"type":"connection_init"}"#, "ConnectionInit"),
            (
                r#"{"type":"connection_init","payload":{"token":1}}"#,
                "ConnectionInit",
            ),
            (r#"{"type":"ping","payload":null}"#, "Ping"),
            (
                r#"{"payload":{"query":"{a}"},"id":"1","type":"subscribe"}"#,
                "Subscribe",
            ),
            (r#"{"id":"1","type":"complete"}"#, "Complete"),
        ] {
            let said = format!("{:?}", read(text).expect(text));
            assert!(said.starts_with(expected), "{said}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        let long = format!(
            r#"{{"type":"complete","id":"{}"}}"#,
            "x".repeat(MAX_NAME + 1)
        );
        for text in [
            "",
            "7",
            "[]",
            "{}",
            r#"{"type":"start"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":7}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"complete","id":""}"#,
            long.as_str(),
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
