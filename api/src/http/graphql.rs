//! The GraphQL endpoint: every request passes the same guards before it is executed.

use async_graphql::{
    Request, Response as Answer, ServerError, Value,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use axum::{
    body::Body,
    extract::{
        self, Query,
        rejection::QueryRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use super::{
    State, body, expansion, explorer,
    reply::{Dialect, accepts},
    scan, socket,
};
use crate::graphql::{code, with_loaders};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// Answers a request in a body.
pub(super) async fn post(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let dialect = Dialect::of(&headers);
    match body::read(&headers, body).await {
        Ok(request) => execute(&state, dialect, request, false).await,
        Err(malformed) => malformed.reply(dialect),
    }
}

/// Answers a query in a query string, shows the explorer to a browser, or opens a connection for subscriptions.
pub(super) async fn get(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    upgrade: Upgrade,
    pairs: Pairs,
) -> Response {
    if socket::is_wanted(&headers) {
        return match upgrade {
            Ok(upgrade) => socket::open(state, &headers, upgrade),
            Err(refusal) => refusal.into_response(),
        };
    }
    let mut response = if accepts(&headers, "text/html") {
        explorer::page().await
    } else {
        query(&state, Dialect::of(&headers), pairs).await
    };
    let vary = HeaderValue::from_static("accept");
    response.headers_mut().insert(header::VARY, vary);
    response
}

async fn query(state: &State, dialect: Dialect, pairs: Pairs) -> Response {
    let Ok(Query(pairs)) = pairs else {
        let message = "the query string cannot be read";
        return dialect.fail(StatusCode::BAD_REQUEST, code::INVALID_INPUT, message);
    };
    match body::from_query(pairs) {
        Ok(request) => execute(state, dialect, request, true).await,
        Err(malformed) => malformed.reply(dialect),
    }
}

/// How often an answer is made again when other figures came to be served while it was made.
const ATTEMPTS: usize = 3;

async fn execute(state: &State, dialect: Dialect, request: Request, is_get: bool) -> Response {
    let document = match guard(&request.query) {
        Ok(document) => document,
        Err(message) => return dialect.refuse(code::INVALID_QUERY, &message),
    };
    if is_get && !is_query(&document, request.operation_name.as_deref()) {
        let message = "only queries may be sent with GET";
        let mut reply = dialect.fail(StatusCode::METHOD_NOT_ALLOWED, code::INVALID_INPUT, message);
        reply
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        return reply;
    }
    match answer_in_time(state, &request, &document).await {
        Ok(answer) => dialect.answer(answer),
        Err(message) => dialect.fail(StatusCode::SERVICE_UNAVAILABLE, code::TIMEOUT, message),
    }
}

/// Executes a request unless it takes too long.
pub(super) async fn answer_in_time(
    state: &State,
    request: &Request,
    document: &ExecutableDocument,
) -> Result<Answer, &'static str> {
    let execution = answer(state, request, document);
    let answer = timeout(state.settings.request_timeout, execution).await;
    answer.map_err(|_| "the answer took too long; ask for less")
}

/// Executes a request, again from the beginning where its figures were overtaken.
async fn answer(state: &State, request: &Request, document: &ExecutableDocument) -> Answer {
    let mut attempt = 1;
    loop {
        let name = request.operation_name.clone();
        let mut request = Request::new(&request.query).variables(request.variables.clone());
        request.operation_name = name;
        request.set_parsed_query(document.clone());
        let answer = with_loaders(state.engine(), state.settings, |loaders| {
            state.schema.execute(request.data(loaders))
        })
        .await;
        if attempt == ATTEMPTS || !answer.errors.iter().any(is_outdated) {
            return answer;
        }
        attempt += 1;
    }
}

fn is_outdated(error: &ServerError) -> bool {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(code)) if code == code::OUTDATED)
}

/// Parses a document that is neither too deep nor too large for what comes next.
pub(super) fn guard(document: &str) -> Result<ExecutableDocument, String> {
    scan::check(document).map_err(scan::Refusal::message)?;
    let document = parse_query(document).map_err(|error| error.to_string())?;
    expansion::check(&document)?;
    Ok(document)
}

/// Whether the operation that would be executed is a query; where it is not clear which that is, execution says so.
fn is_query(document: &ExecutableDocument, name: Option<&str>) -> bool {
    operation(document, name).is_none_or(|operation| operation.ty == OperationType::Query)
}

/// The operation that would be executed, where it is clear which that is.
pub(super) fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(_), None) => None,
    };
    operation.map(|operation| &operation.node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_documents_never_reach_the_parser() {
        for hostile in ["[", "{a:", "{a", "{a(x:["] {
            let text = format!("{{a(x:{}", hostile.repeat(50_000));
            assert!(guard(&text).is_err());
        }
    }

    #[test]
    fn only_queries_may_be_sent_with_get() {
        let query = |text, name| is_query(&parse_query(text).unwrap(), name);
        assert!(query("{a}", None));
        assert!(!query("mutation {a}", None));
        assert!(!query("mutation m {a}", Some("m")));
        assert!(query("query q {a} mutation m {a}", Some("q")));
        assert!(!query("query q {a} mutation m {a}", Some("m")));
    }
}
