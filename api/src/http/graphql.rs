//! The GraphQL endpoint: every request passes the same guards before it is executed.

use std::sync::Arc;

use async_graphql::{Request, Response as Answer};
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

use super::{
    State, body,
    cache::{Kept, Key, is_wanted_anew},
    executor::Prepared,
    explorer,
    identity::Sender,
    reply::{Dialect, accepts},
    socket,
};
use crate::{
    demand::engine::Engine,
    graphql::{Discretion, code},
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
    fn new(headers: &'a HeaderMap, sender: Sender, is_get: bool) -> Self {
        Self {
            headers,
            sender,
            dialect: Dialect::of(headers),
            is_get,
        }
    }
}

/// Answers a request in a body.
pub(super) async fn post(
    extract::State(state): extract::State<State>,
    sender: Sender,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let sent = Sent::new(&headers, sender, false);
    match body::read(&headers, body, state.settings.max_body_bytes).await {
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
    let mut response = if accepts(&headers, "text/html") {
        explorer::page().await
    } else {
        query(&state, &Sent::new(&headers, sender, true), pairs).await
    };
    let vary = HeaderValue::from_static("accept");
    response.headers_mut().insert(header::VARY, vary);
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
    let prepared = match state.prepare(request) {
        Ok(prepared) => prepared,
        Err(refusal) => return sent.dialect.refusal(&refusal),
    };
    let refusal = refusal_of_get(&prepared);
    if let Some(message) = refusal.filter(|_| sent.is_get) {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut reply = sent.dialect.fail(status, code::INVALID_INPUT, message);
        reply
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        return reply;
    }
    let answer = match state.execute(engine, &sent.sender, &prepared).await {
        Ok(answer) => answer,
        Err(refusal) => return sent.dialect.refusal(&refusal),
    };
    let lasts = prepared.checked.lasts && engine.is_held() && answer.errors.is_empty();
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

/// Why a request may not be sent with GET, if it may not.
fn refusal_of_get(
    Prepared {
        request, checked, ..
    }: &Prepared,
) -> Option<&'static str> {
    if !checked.is_query(request.operation_name.as_deref()) {
        Some("only queries may be sent with GET")
    } else if checked.discretion == Discretion::Private {
        Some(
            "what somebody says of themselves must not stand in an address, which others log: send it with POST",
        )
    } else {
        None
    }
}
