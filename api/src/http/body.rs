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

/// The parameters of a request, in a body or in a query string.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Value>,
    extensions: Option<serde_json::Value>,
    document_id: Option<String>,
}

/// A request that may name its document instead of sending it.
#[derive(Debug)]
pub(super) struct Asking {
    /// The request; without a text where its document is only named.
    pub(super) request: Request,
    /// What names the document, if anything does.
    pub(super) name: Option<Name>,
}

/// What names a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// `extensions.persistedQuery`: the protocol's version, and a hash.
    Hash(u64, String),
    /// `documentId`.
    Id(String),
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
    pub(super) fn reply(self, dialect: Dialect) -> Response {
        dialect.refusal(&self.into())
    }
}

impl From<Malformed> for Refusal {
    fn from(Malformed(status, message): Malformed) -> Self {
        Self::malformed(status, message)
    }
}

/// The request in a body, which may have so many bytes and take so long to arrive.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    (max_bytes, patience): (usize, Duration),
) -> Result<Asking, Malformed> {
    if !is_json(headers) {
        return Err(Malformed::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json in UTF-8",
        ));
    }
    let bytes = timeout(patience, to_bytes(body, max_bytes)).await;
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
pub(super) fn from_query(pairs: Vec<(String, String)>) -> Result<Asking, Malformed> {
    let mut parameters = Parameters::default();
    for (name, value) in pairs {
        match name.as_str() {
            "query" => parameters.query = Some(value),
            "operationName" => parameters.operation_name = Some(value),
            "variables" => parameters.variables = json(&name, &value)?,
            "extensions" => parameters.extensions = json(&name, &value)?,
            "documentId" => parameters.document_id = Some(value),
            _ => {}
        }
    }
    request(parameters)
}

/// A parameter that is JSON in a query string, if it is there.
fn json(name: &str, value: &str) -> Result<Option<serde_json::Value>, Malformed> {
    if value.is_empty() {
        return Ok(None);
    }
    let value = serde_json::from_str(value);
    value.map_err(|_| Malformed::bad(format!("{name} are not JSON")))
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

fn parse(bytes: &[u8]) -> Result<Asking, Malformed> {
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|_| Malformed::bad("the body is not JSON"))?;
    match value {
        serde_json::Value::Array(_) => Err(Malformed::bad("batches are not accepted")),
        serde_json::Value::Object(_) => {
            let parameters = serde_json::from_value(value);
            request(parameters.map_err(|_| {
                Malformed::bad(
                    "query, operationName and documentId must be texts, variables and extensions objects",
                )
            })?)
        }
        _ => Err(Malformed::bad("the body is not a JSON object")),
    }
}

/// The request that parameters make.
pub(super) fn request(parameters: Parameters) -> Result<Asking, Malformed> {
    let extensions = object("extensions", parameters.extensions)?;
    // Others are ignored: that is what they are for.
    let hash = extensions.as_ref().map(persisted).transpose()?.flatten();
    let name = hash.or(parameters.document_id.map(Name::Id));
    let query = match parameters.query {
        Some(query) => query,
        // The document is looked up.
        None if name.is_some() => String::new(),
        None => return Err(Malformed::bad("query is missing")),
    };
    let mut request = Request::new(query);
    if let Some(variables) = object("variables", parameters.variables)? {
        request = request.variables(Variables::from_json(variables));
    }
    request.operation_name = parameters.operation_name.filter(|name| !name.is_empty());
    Ok(Asking { request, name })
}

/// What `persistedQuery` among the extensions names, if it is there.
fn persisted(extensions: &serde_json::Value) -> Result<Option<Name>, Malformed> {
    let persisted = &extensions["persistedQuery"];
    if persisted.is_null() {
        return Ok(None);
    }
    let hash = persisted["sha256Hash"].as_str().map(str::to_owned);
    let name = persisted["version"].as_u64().zip(hash);
    let name = name.map(|(version, hash)| Name::Hash(version, hash));
    let message = "persistedQuery has a version, which is 1, and a sha256Hash, which is a text";
    name.ok_or_else(|| Malformed::bad(message)).map(Some)
}

/// A parameter that has to be an object where it is given; null is as good as nothing.
fn object(
    name: &str,
    value: Option<serde_json::Value>,
) -> Result<Option<serde_json::Value>, Malformed> {
    match value {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(object @ serde_json::Value::Object(_)) => Ok(Some(object)),
        Some(_) => Err(Malformed::bad(format!("{name} must be an object"))),
    }
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
            (
                "{\"query\":\"{a}\",\"extensions\":\"x\"}",
                "extensions must",
            ),
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
        let asking = parse(br#"{"query":"{a}","variables":{"x":1},"operationName":"b"}"#).unwrap();
        let request = asking.request;
        assert_eq!(request.query, "{a}");
        assert_eq!(request.operation_name.as_deref(), Some("b"));
        assert_eq!(request.variables.len(), 1);
    }

    #[test]
    fn query_strings_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = from_query(vec![pair("query", "{a}"), pair("variables", "{\"x\":1}")]);
        assert_eq!(request.unwrap().request.variables.len(), 1);
        assert!(from_query(vec![pair("variables", "{}")]).is_err());
        for (name, value, good) in [
            ("variables", "x", false),
            ("variables", "[]", false),
            ("variables", "null", true),
            ("variables", "", true),
            ("extensions", "x", false),
            ("extensions", "0", false),
            ("extensions", "{\"a\":1}", true),
            ("extensions", "{\"persistedQuery\":{}}", false),
        ] {
            let request = from_query(vec![pair("query", "{a}"), pair(name, value)]);
            assert_eq!(request.is_ok(), good, "{name}={value}");
        }
    }

    #[test]
    fn documents_may_be_named() {
        let hash = r#""extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}"#;
        for (body, sent, name) in [
            (
                format!("{{{hash}}}"),
                "",
                Some(Name::Hash(1, "ab".to_owned())),
            ),
            (
                format!("{{\"query\":\"{{a}}\",{hash}}}"),
                "{a}",
                Some(Name::Hash(1, "ab".to_owned())),
            ),
            (
                "{\"documentId\":\"sha256:ab\"}".to_owned(),
                "",
                Some(Name::Id("sha256:ab".to_owned())),
            ),
            (
                "{\"query\":\"{a}\",\"extensions\":{\"persistedQuery\":null}}".to_owned(),
                "{a}",
                None,
            ),
        ] {
            let asking = parse(body.as_bytes()).unwrap();
            assert_eq!(
                (asking.request.query.as_str(), asking.name),
                (sent, name),
                "{body}"
            );
        }
        for persisted in [
            "{}",
            "7",
            "{\"version\":1}",
            "{\"version\":-1,\"sha256Hash\":\"x\"}",
        ] {
            let body = format!("{{\"extensions\":{{\"persistedQuery\":{persisted}}}}}");
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
