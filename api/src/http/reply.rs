//! What goes back: negotiated media types, and errors that all have a code.

use async_graphql::{
    Name, PathSegment, Response as Answer, ServerError, Value, indexmap::IndexMap,
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    accept::{GRAPHQL_RESPONSE, HTML, JSON, choose},
    observation::Seen,
    refusal::Refusal,
};
use crate::graphql::code;

/// How answers are written to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dialect {
    /// `application/json`: a well-formed request is answered with 200 whatever becomes of it.
    Json,
    /// `application/graphql-response+json`: a request that cannot be executed is answered with 400, one that we failed with 500.
    GraphQl,
}

impl Dialect {
    /// What the client prefers, JSON where it does not say; none if it takes neither.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        choose(headers, &[JSON, GRAPHQL_RESPONSE]).map(|chosen| match chosen {
            GRAPHQL_RESPONSE => Self::GraphQl,
            _ => Self::Json,
        })
    }

    /// What it is called.
    pub(super) fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        })
    }

    /// What an answer says of itself: its media type, and that another client may get another one.
    pub(super) fn headers(self) -> [(HeaderName, HeaderValue); 2] {
        [
            (header::CONTENT_TYPE, self.media_type()),
            (header::VARY, HeaderValue::from_static("accept")),
        ]
    }

    /// An answer of the executor that is finished.
    pub(super) fn answer(self, answer: &Answer) -> Response {
        let executed =
            answer.data != Value::Null || answer.errors.iter().any(|error| !error.path.is_empty());
        let mut response = if executed || answer.errors.is_empty() {
            self.write(StatusCode::OK, answer)
        } else {
            let code = answer.errors.iter().find_map(code_of);
            let status = self.status(code.unwrap_or(code::INVALID_QUERY));
            self.write(status, &json!({ "errors": answer.errors }))
        };
        response.extensions_mut().insert(Seen::answered(answer));
        response
    }

    /// A request that is not executed, or not to its end.
    pub(super) fn refusal(self, refusal: &Refusal) -> Response {
        let body = json!({ "errors": [refusal.error()] });
        let status = refusal.status.unwrap_or(self.status(refusal.code));
        let mut response = self.write(status, &body);
        response.extensions_mut().insert(Seen::refused(refusal));
        if let Some(seconds) = refusal.retry_after_seconds() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    /// The status of a request that came to nothing with a code.
    fn status(self, code: &str) -> StatusCode {
        let status = code::status(code, self == Self::GraphQl);
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A request that is not well formed, or that failed as a whole.
    pub(super) fn fail(self, status: StatusCode, code: &str, message: &str) -> Response {
        let mut response = self.write(status, &errors(code, message));
        let seen = Seen::turned_away(code, None);
        response.extensions_mut().insert(seen);
        response
    }

    fn write(self, status: StatusCode, body: &impl serde::Serialize) -> Response {
        match serde_json::to_vec(body) {
            Ok(bytes) => (status, self.headers(), bytes).into_response(),
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

/// What goes back to a client that takes no form in which answers are written.
pub(super) fn unacceptable() -> Response {
    let message = format!("answers are {JSON} or {GRAPHQL_RESPONSE}, in UTF-8");
    Dialect::Json.fail(StatusCode::NOT_ACCEPTABLE, code::BAD_REQUEST, &message)
}

/// Whether a client would rather see a page than an answer.
pub(super) fn prefers_page(headers: &HeaderMap) -> bool {
    choose(headers, &[JSON, GRAPHQL_RESPONSE, HTML]) == Some(HTML)
}

/// The code of an error, once it has one.
fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
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
        assert_eq!(Dialect::of(&HeaderMap::new()), Some(Dialect::Json));
        assert_eq!(Dialect::of(&headers("*/*")), Some(Dialect::Json));
        assert_eq!(
            Dialect::of(&headers("application/json")),
            Some(Dialect::Json)
        );
        let both = "application/json;q=0.5, Application/GraphQL-Response+JSON; charset=utf-8";
        assert_eq!(Dialect::of(&headers(both)), Some(Dialect::GraphQl));
        assert_eq!(Dialect::of(&headers("text/html")), None);
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
        assert!(prefers_page(&headers(
            "text/html,application/xhtml+xml,*/*;q=0.8"
        )));
        for accept in [
            "*/*",
            "application/json, text/htmlx",
            "application/json, text/html;q=0.9",
        ] {
            assert!(!prefers_page(&headers(accept)), "{accept}");
        }
    }
}
