//! What goes back: negotiated media types, and errors that all have a code.

use async_graphql::{
    Name, PathSegment, Response as Answer, ServerError, Value, indexmap::IndexMap,
};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::refusal::Refusal;
use crate::graphql::code;

/// The media type of the GraphQL-over-HTTP specification.
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// How answers are written to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dialect {
    /// `application/json`: a well-formed request is answered with 200 whatever becomes of it.
    Json,
    /// `application/graphql-response+json`: a request that cannot be executed is answered with 400.
    GraphQl,
}

impl Dialect {
    /// What the client prefers; JSON where it does not say.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        if accepts(headers, GRAPHQL_RESPONSE) {
            Self::GraphQl
        } else {
            Self::Json
        }
    }

    /// What it is called.
    pub(super) fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::GraphQl => GRAPHQL_RESPONSE,
        })
    }

    /// An answer of the executor that is finished.
    pub(super) fn answer(self, answer: &Answer) -> Response {
        let executed =
            answer.data != Value::Null || answer.errors.iter().any(|error| !error.path.is_empty());
        if executed || answer.errors.is_empty() {
            return self.write(StatusCode::OK, answer);
        }
        self.refused(&json!({ "errors": answer.errors }))
    }

    /// A request that is not executed, or not to its end.
    pub(super) fn refusal(self, refusal: &Refusal) -> Response {
        let body = json!({ "errors": [refusal.error()] });
        let mut response = match refusal.status {
            Some(status) => self.write(status, &body),
            None => self.refused(&body),
        };
        if let Some(seconds) = refusal.retry_after_seconds() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn refused(self, body: &serde_json::Value) -> Response {
        let status = match self {
            Self::Json => StatusCode::OK,
            Self::GraphQl => StatusCode::BAD_REQUEST,
        };
        self.write(status, body)
    }

    /// A request that is not well formed, or that failed as a whole.
    pub(super) fn fail(self, status: StatusCode, code: &str, message: &str) -> Response {
        self.write(status, &errors(code, message))
    }

    fn write(self, status: StatusCode, body: &impl serde::Serialize) -> Response {
        match serde_json::to_vec(body) {
            Ok(bytes) => {
                (status, [(header::CONTENT_TYPE, self.media_type())], bytes).into_response()
            }
            Err(cause) => {
                tracing::error!(%cause, "an answer could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// An answer of the executor as clients expect it: every error has a code.
pub(super) fn finished(mut answer: Answer) -> Answer {
    for error in &mut answer.errors {
        add_code(error);
        withhold_values(error);
    }
    if answer.data == Value::Null && answer.errors.is_empty() {
        // The executor's way of saying that every field was left out by a directive.
        answer.data = Value::Object(IndexMap::new());
    }
    answer
}

/// Phrases of the executor behind which it repeats a value of the request, each with what is said instead.
const REPEATING: [(&str, &str); 2] = [
    (", found ", ""),
    (
        " does not contain the value ",
        " does not contain this value",
    ),
];

/// Whether a client names a media type in its `Accept`.
pub(super) fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    let listed = headers.get_all(header::ACCEPT).iter();
    let listed = listed.filter_map(|value| value.to_str().ok());
    let mut types = listed.flat_map(|value| value.split(','));
    types.any(|entry| {
        let name = entry.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(wanted)
    })
}

fn errors(code: &str, message: &str) -> serde_json::Value {
    json!({ "errors": [{ "message": message, "extensions": { "code": code } }] })
}

fn add_code(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        let executed: &[PathSegment] = &error.path;
        let code = if executed.is_empty() {
            code::INVALID_QUERY
        } else {
            code::INVALID_INPUT
        };
        extensions.set(Name::new("code"), code);
    }
}

/// Leaves out the values of a request that the executor would repeat: one may be a password in the wrong place, or what somebody says
/// of themselves, and errors are what clients log.
fn withhold_values(error: &mut ServerError) {
    for (phrase, instead) in REPEATING {
        if let Some((said, _)) = error.message.split_once(phrase) {
            error.message = format!("{said}{instead}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(accept: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))])
    }

    #[test]
    fn the_dialect_follows_accept() {
        assert_eq!(Dialect::of(&HeaderMap::new()), Dialect::Json);
        assert_eq!(Dialect::of(&headers("*/*")), Dialect::Json);
        assert_eq!(Dialect::of(&headers("application/json")), Dialect::Json);
        let both = "application/json;q=0.5, Application/GraphQL-Response+JSON; charset=utf-8";
        assert_eq!(Dialect::of(&headers(both)), Dialect::GraphQl);
    }

    #[test]
    fn errors_repeat_no_value() {
        let hush = |message: &str| {
            let answer = Answer::from_errors(vec![ServerError::new(message, None)]);
            finished(answer).errors[0].message.clone()
        };
        for (said, expected) in [
            (
                "Expected input type \"String\", found [\"me, found\"].",
                "Expected input type \"String\"",
            ),
            (
                "\"a\", enumeration type \"E\" does not contain the value \"me\"",
                "\"a\", enumeration type \"E\" does not contain this value",
            ),
            (
                "Unknown field \"x\" on type \"Query\".",
                "Unknown field \"x\" on type \"Query\".",
            ),
        ] {
            assert_eq!(hush(said), expected);
        }
    }

    #[test]
    fn browsers_ask_for_pages() {
        assert!(accepts(
            &headers("text/html,application/xhtml+xml,*/*;q=0.8"),
            "text/html"
        ));
        assert!(!accepts(
            &headers("application/json, text/htmlx"),
            "text/html"
        ));
    }
}
