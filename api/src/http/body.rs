//! Requests as they arrive: from bytes to a GraphQL request, or to the reason why they are none.

use std::time::Duration;

use async_graphql::{Request, Variables};
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use tokio::time::timeout;

use super::{refusal::Refusal, reply::Dialect};
use crate::graphql::code;

/// How long a client may take to send its body.
const PATIENCE: Duration = Duration::from_secs(10);

/// The parameters of a request, in a body or in a query string.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Value>,
}

/// Why a request is none: a status, and what the caller is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed(StatusCode, String);

impl Malformed {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self(status, message.into())
    }

    fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// What goes back.
    pub(super) fn reply(&self, dialect: Dialect) -> Response {
        dialect.fail(self.0, code::INVALID_INPUT, &self.1)
    }
}

impl From<Malformed> for Refusal {
    fn from(Malformed(status, message): Malformed) -> Self {
        Self::malformed(status, message)
    }
}

/// The request in a body.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    max_bytes: usize,
) -> Result<Request, Malformed> {
    if !is_json(headers) {
        return Err(Malformed::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json in UTF-8",
        ));
    }
    let bytes = timeout(PATIENCE, to_bytes(body, max_bytes)).await;
    let bytes = bytes.map_err(|_| {
        Malformed::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body took too long to arrive",
        )
    })?;
    let bytes = bytes.map_err(|_| {
        let message = format!("the body did not arrive whole, or has more than {max_bytes} bytes");
        Malformed::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    })?;
    parse(&bytes)
}

/// The request in a query string.
pub(super) fn from_query(pairs: Vec<(String, String)>) -> Result<Request, Malformed> {
    let mut parameters = Parameters::default();
    for (name, value) in pairs {
        match name.as_str() {
            "query" => parameters.query = Some(value),
            "operationName" => parameters.operation_name = Some(value),
            "variables" if !value.is_empty() => {
                let variables = serde_json::from_str(&value);
                let variables = variables.map_err(|_| Malformed::bad("variables are not JSON"))?;
                parameters.variables = Some(variables);
            }
            _ => {}
        }
    }
    request(parameters)
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str()) else {
        return false;
    };
    let mut parts = kind.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let utf8 = parts.all(|part| match part.split_once('=') {
        Some((key, value)) if key.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    name.eq_ignore_ascii_case("application/json") && utf8
}

fn parse(bytes: &[u8]) -> Result<Request, Malformed> {
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|_| Malformed::bad("the body is not JSON"))?;
    match value {
        serde_json::Value::Array(_) => Err(Malformed::bad("batches are not accepted")),
        serde_json::Value::Object(_) => {
            let parameters = serde_json::from_value(value);
            request(parameters.map_err(|_| {
                Malformed::bad("query and operationName must be texts and variables an object")
            })?)
        }
        _ => Err(Malformed::bad("the body is not a JSON object")),
    }
}

/// The request that parameters make.
pub(super) fn request(parameters: Parameters) -> Result<Request, Malformed> {
    let query = parameters
        .query
        .ok_or_else(|| Malformed::bad("query is missing"))?;
    let mut request = Request::new(query);
    match parameters.variables {
        None | Some(serde_json::Value::Null) => {}
        Some(variables @ serde_json::Value::Object(_)) => {
            request = request.variables(Variables::from_json(variables));
        }
        Some(_) => return Err(Malformed::bad("variables must be an object")),
    }
    request.operation_name = parameters.operation_name.filter(|name| !name.is_empty());
    Ok(request)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn content_type(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        assert!(is_json(&content_type("application/json")));
        assert!(is_json(&content_type(
            "Application/JSON; charset=\"UTF-8\""
        )));
        for kind in [
            "text/plain",
            "application/jsonx",
            "application/json; charset=latin1",
        ] {
            assert!(!is_json(&content_type(kind)), "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn bodies_that_are_no_request_say_why() {
        for (body, reason) in [
            ("", "not JSON"),
            ("{", "not JSON"),
            ("[]", "batches"),
            ("[{\"query\":\"{a}\"}]", "batches"),
            ("7", "not a JSON object"),
            ("{}", "query is missing"),
            ("{\"query\":7}", "must be texts"),
            ("{\"query\":\"{a}\",\"variables\":[1]}", "must be an object"),
        ] {
            let Err(Malformed(status, message)) = parse(body.as_bytes()) else {
                panic!("{body} was taken for a request");
            };
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(message.contains(reason), "{body}: {message}");
        }
        assert!(parse(&"[".repeat(100_000).into_bytes()).is_err());
    }

    #[test]
    fn requests_are_read() {
        let request = parse(br#"{"query":"{a}","variables":{"x":1},"operationName":"b"}"#).unwrap();
        assert_eq!(request.query, "{a}");
        assert_eq!(request.operation_name.as_deref(), Some("b"));
        assert_eq!(request.variables.len(), 1);
    }

    #[test]
    fn query_strings_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = from_query(vec![pair("query", "{a}"), pair("variables", "{\"x\":1}")]);
        assert_eq!(request.unwrap().variables.len(), 1);
        assert!(from_query(vec![pair("variables", "{}")]).is_err());
        assert!(from_query(vec![pair("query", "{a}"), pair("variables", "x")]).is_err());
    }
}
