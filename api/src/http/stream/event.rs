//! What a server says to a client of a stream of events.

use async_graphql::{Response as Answer, ServerError};
use serde_json::{Value, json};

use crate::http::refusal::Refusal;

/// One answer of an operation.
pub(in crate::http) fn next(answer: &Answer) -> String {
    told(&json!(answer))
}

/// That an operation has come to its end.
pub(in crate::http) fn complete() -> String {
    "event: complete\ndata:\n\n".to_owned()
}

/// That an operation had to be given up, and why.
pub(in crate::http) fn failed(errors: &[ServerError]) -> String {
    told(&json!({ "errors": errors })) + &complete()
}

/// That an operation was refused, and why.
pub(in crate::http) fn refused(refusal: &Refusal) -> String {
    told(&json!({ "errors": [refusal.error()] })) + &complete()
}

/// That somebody is there: a comment, which clients pass over.
pub(super) fn sign_of_life() -> String {
    ":\n\n".to_owned()
}

/// JSON has no line breaks of its own, so it is one line of an event.
fn told(payload: &Value) -> String {
    format!("event: next\ndata: {payload}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_one_line_of_data() {
        let answer = Answer::new(async_graphql::Value::from("one\ntwo\r\n\u{2028}three"));
        let lines = next(&answer);
        assert_eq!(lines.lines().count(), 3, "{lines:?}");
        assert!(lines.starts_with("event: next\ndata: {") && lines.ends_with("}\n\n"));
        let refused = refused(&Refusal::query("no\n\nevent: next"));
        assert_eq!(refused.matches("\n\n").count(), 2, "{refused:?}");
        assert!(refused.ends_with("event: complete\ndata:\n\n"));
    }
}
