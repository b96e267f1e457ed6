//! The GraphQL endpoint: every request passes the same guards before it is executed.

use std::sync::Arc;

use async_graphql::{
    Error, Pos, Request, Response as Answer, ServerError, Value,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};
use axum::{
    body::Body,
    extract::{
        self, Query,
        rejection::QueryRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use super::{
    State, body,
    cache::{Kept, Key, is_wanted_anew},
    document::{Asked, Checked},
    explorer,
    identity::{self, Sender},
    reply::{Dialect, finished, prefers_page, unacceptable},
    socket,
};
use crate::{
    demand::engine::Engine,
    failure::Failure,
    graphql::{Discretion, code, with_loaders},
    people::Caller,
};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// How a request was sent.
struct Sent<'a> {
    headers: &'a HeaderMap,
    sender: Sender,
    dialect: Dialect,
    is_get: bool,
}

impl<'a> Sent<'a> {
    /// One whose sender takes a form in which answers are written.
    fn new(headers: &'a HeaderMap, sender: Sender, is_get: bool) -> Option<Self> {
        Some(Self {
            headers,
            sender,
            dialect: Dialect::of(headers)?,
            is_get,
        })
    }
}

/// Answers a request in a body.
pub(super) async fn post(
    extract::State(state): extract::State<State>,
    sender: Sender,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(sent) = Sent::new(&headers, sender, false) else {
        return unacceptable();
    };
    match body::read(&headers, body).await {
        Ok(request) => respond(&state, &sent, request).await,
        Err(malformed) => malformed.reply(sent.dialect),
    }
}

/// Answers a query in a query string, shows the explorer to a browser, or opens a connection for subscriptions.
pub(super) async fn get(
    extract::State(state): extract::State<State>,
    sender: Sender,
    headers: HeaderMap,
    upgrade: Upgrade,
    pairs: Pairs,
) -> Response {
    if socket::is_wanted(&headers) {
        return match upgrade {
            Ok(upgrade) => socket::open(state, sender, &headers, upgrade),
            Err(refusal) => refusal.into_response(),
        };
    }
    let mut response = if prefers_page(&headers) {
        explorer::page().await
    } else {
        match Sent::new(&headers, sender, true) {
            Some(sent) => query(&state, &sent, pairs).await,
            None => unacceptable(),
        }
    };
    let vary = HeaderValue::from_static("accept");
    response.headers_mut().insert(header::VARY, vary);
    response
}

/// Says what can be done here, to whoever asks or does anything else.
pub(super) async fn other(method: Method) -> Response {
    let mut response = if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let message = "queries are sent with GET or POST, everything else with POST";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Dialect::Json.fail(status, code::INVALID_INPUT, message)
    };
    let allowed = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

async fn query(state: &State, sent: &Sent<'_>, pairs: Pairs) -> Response {
    let Ok(Query(pairs)) = pairs else {
        let message = "the query string cannot be read";
        let status = StatusCode::BAD_REQUEST;
        return sent.dialect.fail(status, code::INVALID_INPUT, message);
    };
    match body::from_query(pairs) {
        Ok(request) => respond(state, sent, request).await,
        Err(malformed) => malformed.reply(sent.dialect),
    }
}

/// How often an answer is made again when other figures came to be served while it was made.
const ATTEMPTS: usize = 3;

/// Gives an answer that is kept, or makes one.
async fn respond(state: &State, sent: &Sent<'_>, request: Request) -> Response {
    let engine = state.engine();
    let key = key(state, &engine, sent.dialect, &request);
    let wanted = key.as_ref().filter(|_| !is_wanted_anew(sent.headers));
    if let Some(kept) = wanted.and_then(|key| state.answers.get(key)) {
        return kept.reply(sent.headers, sent.is_get);
    }
    let mut response = execute(state, sent, request, &engine, key).await;
    let headers = response.headers_mut();
    let passing = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(passing);
    response
}

/// What the answer to a request would be found by, if such answers are kept.
fn key(state: &State, engine: &Engine, dialect: Dialect, request: &Request) -> Option<Key> {
    let market = engine.market().filter(|_| state.answers.are_kept())?;
    Some(Key {
        version: market.version(),
        today: (state.settings.clock)().date_naive(),
        dialect,
        document: request.query.clone(),
        operation: request.operation_name.clone(),
        variables: serde_json::to_string(&request.variables).ok()?,
    })
}

async fn execute(
    state: &State,
    sent: &Sent<'_>,
    request: Request,
    engine: &Engine,
    key: Option<Key>,
) -> Response {
    let checked = match state.documents.check(&request.query) {
        Ok(checked) => checked,
        Err(message) => return sent.dialect.refuse(code::INVALID_QUERY, &message),
    };
    let refusal = refusal_of_get(&checked, request.operation_name.as_deref());
    if let Some(message) = refusal.filter(|_| sent.is_get) {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut reply = sent.dialect.fail(status, code::INVALID_INPUT, message);
        reply
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        return reply;
    }
    let answer = match answer_in_time(state, engine, &sent.sender, &request, &checked).await {
        Ok(answer) => finished(answer),
        Err(message) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return sent.dialect.fail(status, code::TIMEOUT, message);
        }
    };
    let lasts = checked.lasts && engine.is_held() && answer.errors.is_empty();
    match key.filter(|_| lasts) {
        Some(key) => keep(state, sent, key, &answer),
        None => sent.dialect.answer(&answer),
    }
}

/// Keeps an answer and gives it.
fn keep(state: &State, sent: &Sent<'_>, key: Key, answer: &Answer) -> Response {
    let body = serde_json::to_vec(answer).ok();
    let Some(kept) = body.and_then(|body| Kept::new(sent.dialect, body)) else {
        return sent.dialect.answer(answer);
    };
    let kept = Arc::new(kept);
    state.answers.keep(key, Arc::clone(&kept));
    kept.reply(sent.headers, sent.is_get)
}

/// Executes a request of somebody unless it takes too long.
pub(super) async fn answer_in_time(
    state: &State,
    engine: &Engine,
    sender: &Sender,
    request: &Request,
    checked: &Checked,
) -> Result<Answer, &'static str> {
    let execution = async {
        match identity::caller(state, sender).await {
            Ok(caller) => answer(state, engine, caller, request, checked).await,
            Err(failure) => unanswered(failure),
        }
    };
    let answer = timeout(state.settings.request_timeout, execution).await;
    answer.map_err(|_| "the answer took too long; ask for less")
}

/// The answer to a request that failed as a whole.
pub(super) fn unanswered(failure: Failure) -> Answer {
    let error = Error::from(failure).into_server_error(Pos::default());
    Answer::from_errors(vec![error])
}

/// Executes a request, again from the beginning where its figures were overtaken.
async fn answer(
    state: &State,
    engine: &Engine,
    caller: Caller,
    request: &Request,
    checked: &Checked,
) -> Answer {
    // What does not last may carry what people tell of themselves, and is not remembered.
    let asked = Asked::of(request).filter(|_| checked.lasts);
    let is_ruled = asked
        .as_ref()
        .is_some_and(|asked| state.documents.is_ruled(asked));
    let schema = if is_ruled {
        &state.ruled
    } else {
        &state.schema
    };
    let mut engine = engine.clone();
    // What was changed once must not be changed again.
    let attempts = if is_query(&checked.document, request.operation_name.as_deref()) {
        ATTEMPTS
    } else {
        1
    };
    let mut attempt = 1;
    loop {
        let name = request.operation_name.clone();
        let mut request = Request::new(&request.query).variables(request.variables.clone());
        request.operation_name = name;
        request.set_parsed_query(checked.document.clone());
        let answer = with_loaders(engine.clone(), state.settings, |loaders| {
            schema.execute(request.data(loaders).data(caller.clone()))
        })
        .await;
        if attempt == attempts || !answer.errors.iter().any(is_outdated) {
            // A request that breaks a rule is not executed, and that is an error.
            if let Some(asked) = asked.filter(|_| !is_ruled && answer.errors.is_empty()) {
                state.documents.remember(asked);
            }
            return answer;
        }
        attempt += 1;
        // The market in memory may be of the vocabulary that is no longer served; the database knows which one is.
        engine = engine.without_market();
    }
}

fn is_outdated(error: &ServerError) -> bool {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(code)) if code == code::OUTDATED)
}

/// Why a document may not be sent with GET, if it may not.
fn refusal_of_get(checked: &Checked, name: Option<&str>) -> Option<&'static str> {
    if !is_query(&checked.document, name) {
        Some("only queries may be sent with GET")
    } else if checked.discretion == Discretion::Private {
        Some(
            "what somebody says of themselves must not stand in an address, which others log: send it with POST",
        )
    } else {
        None
    }
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
    use async_graphql::parser::parse_query;

    use super::*;

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
