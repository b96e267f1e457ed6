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
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    State,
    body::{self, Asking},
    cache::{Kept, Key, is_wanted_anew},
    executor::Prepared,
    explorer,
    identity::Sender,
    observation::{self, Seen, observed},
    operation::subscription,
    packing::Packable,
    reply::{Dialect, prefers_page, unacceptable},
    socket,
    stopping::Stopping,
    stream::{self, Wish},
};
use crate::{
    Settings,
    demand::engine::Engine,
    graphql::{Discretion, Life, code},
};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// How a request was sent.
struct Sent<'a> {
    headers: &'a HeaderMap,
    sender: Sender,
    stopping: Stopping,
    dialect: Dialect,
    /// Whether the client takes a stream of events.
    events: Wish,
    is_get: bool,
}

impl<'a> Sent<'a> {
    /// One whose sender takes a form in which answers are written.
    fn new(
        headers: &'a HeaderMap,
        (sender, stopping): (Sender, Stopping),
        is_get: bool,
    ) -> Option<Self> {
        let events = Wish::of(headers);
        Some(Self {
            headers,
            sender,
            stopping,
            dialect: match events {
                // What is no stream of events must not look like a good answer.
                Wish::Only => Dialect::GraphQl,
                Wish::Also | Wish::Never => Dialect::of(headers)?,
            },
            events,
            is_get,
        })
    }
}

/// Answers a request in a body.
pub(super) async fn post(
    extract::State(state): extract::State<State>,
    sender: Sender,
    stopping: Stopping,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(sent) = Sent::new(&headers, (sender, stopping), false) else {
        return unacceptable();
    };
    let Settings {
        max_body_bytes,
        body_patience,
        ..
    } = state.settings;
    let request = body::read(&headers, body, (max_body_bytes, body_patience)).await;
    let answer = async {
        match request {
            Ok(request) => respond(&state, &sent, request).await,
            Err(malformed) => malformed.reply(sent.dialect),
        }
    };
    observed(&state, &headers, answer).await
}

/// Answers a query in a query string, shows the explorer to a browser, or opens a connection for subscriptions.
pub(super) async fn get(
    extract::State(state): extract::State<State>,
    sender: Sender,
    headers: HeaderMap,
    stopping: Stopping,
    upgrade: Upgrade,
    pairs: Pairs,
) -> Response {
    if socket::is_wanted(&headers) {
        return match upgrade {
            Ok(upgrade) => socket::open(state, sender, &headers, (upgrade, stopping)),
            Err(refusal) => {
                Dialect::Json.fail(refusal.status(), code::BAD_REQUEST, &refusal.body_text())
            }
        };
    }
    let mut response = if prefers_page(&headers) {
        explorer::page().await
    } else {
        match Sent::new(&headers, (sender, stopping), true) {
            Some(sent) => observed(&state, &headers, query(&state, &sent, pairs)).await,
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
        Dialect::Json.fail(status, code::BAD_REQUEST, message)
    };
    let allowed = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

async fn query(state: &State, sent: &Sent<'_>, pairs: Pairs) -> Response {
    let Ok(Query(pairs)) = pairs else {
        let message = "the query string cannot be read";
        let status = StatusCode::BAD_REQUEST;
        return sent.dialect.fail(status, code::BAD_REQUEST, message);
    };
    match body::from_query(pairs) {
        Ok(request) => respond(state, sent, request).await,
        Err(malformed) => malformed.reply(sent.dialect),
    }
}

/// Gives an answer that is kept, or makes one.
async fn respond(state: &State, sent: &Sent<'_>, asking: Asking) -> Response {
    let mut response = match state.resolve(asking) {
        Ok(request) => give(state, sent, request).await,
        Err(refusal) => sent.dialect.refusal(&refusal),
    };
    let headers = response.headers_mut();
    let passing = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(passing);
    response
}

async fn give(state: &State, sent: &Sent<'_>, request: Request) -> Response {
    let engine = state.engine();
    let key = key(state, &engine, sent.dialect, &request);
    let is_kept = sent.events != Wish::Only && !is_wanted_anew(sent.headers);
    let wanted = key.as_ref().filter(|_| is_kept);
    if let Some(kept) = wanted.and_then(|key| state.answers.get(key)) {
        let mut response = kept.reply(sent.headers, sent.is_get);
        response.extensions_mut().insert(kept.seen_again());
        return response;
    }
    // Boxed, so that answers which are kept do not carry its room around.
    Box::pin(execute(state, sent, request, &engine, key)).await
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
    let named = observation::operation(&prepared);
    let mut response = executed(state, sent, prepared, engine, key).await;
    if let Some(seen) = response.extensions_mut().get_mut::<Seen>() {
        *seen = std::mem::take(seen).of(named);
    }
    response
}

async fn executed(
    state: &State,
    sent: &Sent<'_>,
    prepared: Prepared,
    engine: &Engine,
    key: Option<Key>,
) -> Response {
    let follows = match subscription(&prepared) {
        Ok(follows) => follows,
        Err(refusal) => return sent.dialect.refusal(&refusal),
    };
    let streams = sent.events.fits(follows);
    let refusal = refusal_of_get(&prepared, follows && streams);
    if let Some(message) = refusal.filter(|_| sent.is_get) {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let mut reply = sent.dialect.fail(status, code::BAD_REQUEST, message);
        reply
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        return reply;
    }
    if streams {
        let client = (sent.sender.clone(), sent.stopping.clone());
        return stream::open(state, sent.headers, client, prepared);
    }
    let answer = match state.execute(engine, &sent.sender, &prepared).await {
        Ok(answer) => answer,
        Err(refusal) => return sent.dialect.refusal(&refusal),
    };
    let is_settled = engine.is_held() && answer.errors.is_empty();
    let life = prepared.checked.lasts.filter(|_| is_settled);
    if let Some((key, life)) = key.zip(life) {
        return keep(state, sent, (key, life), &answer, &prepared);
    }
    let mut response = sent.dialect.answer(&answer);
    // Nothing in it is anybody's.
    if sent.sender.token.is_none() && prepared.checked.discretion != Discretion::Private {
        response.extensions_mut().insert(Packable::Once);
    }
    response
}

/// Keeps an answer and gives it.
fn keep(
    state: &State,
    sent: &Sent<'_>,
    (key, life): (Key, Life),
    answer: &Answer,
    prepared: &Prepared,
) -> Response {
    let body = serde_json::to_vec(answer).ok();
    let seen = Seen::answered(answer).of(observation::operation(prepared));
    let kept = |body| Kept::new(sent.dialect, body, life, seen.clone());
    let Some(kept) = body.and_then(kept) else {
        return sent.dialect.answer(answer);
    };
    let kept = Arc::new(kept);
    state.answers.keep(key, Arc::clone(&kept));
    let mut response = kept.reply(sent.headers, sent.is_get);
    response.extensions_mut().insert(seen);
    response
}

/// Why a request may not be sent with GET, if it may not.
fn refusal_of_get(
    Prepared {
        request, checked, ..
    }: &Prepared,
    follows: bool,
) -> Option<&'static str> {
    if !follows && !checked.is_query(request.operation_name.as_deref()) {
        Some("only queries may be sent with GET, and subscriptions to a stream of events")
    } else if checked.discretion == Discretion::Private {
        Some(
            "what somebody says of themselves must not stand in an address, which others log: send it with POST",
        )
    } else {
        None
    }
}
