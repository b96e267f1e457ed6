//! Connections for subscriptions: web sockets that speak `graphql-transport-ws`.
//!
//! A request that arrives on one passes the same guards as one in a body.

pub(super) mod message;
mod session;

use std::sync::Arc;

use axum::{
    extract::ws::WebSocketUpgrade,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    State, identity::Sender, observation::REQUEST_ID, refusal::Refusal, reply::Dialect,
    request_id::RequestId, server::Course, stopping::Stopping,
};
use crate::graphql::code;

/// The protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// How many messages of full length may wait to be sent before a client counts as slow.
const MAX_UNSENT: usize = 4;

/// Whether a client wants to go on with web sockets; what else it offers to go on with is its own business.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let offered = headers.get(header::UPGRADE);
    offered.is_some_and(|name| name.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a connection, unless the client speaks another protocol, is somebody else's page, or there are too many already.
pub(super) fn open(
    state: State,
    sender: Sender,
    headers: &HeaderMap,
    (upgrade, stopping): (WebSocketUpgrade, Stopping),
) -> Response {
    if !state.origins.let_in(headers) {
        return Dialect::Json.refusal(&Refusal::shut_out());
    }
    if !speaks(headers) {
        let message = "the WebSocket must speak graphql-transport-ws";
        return Dialect::Json.fail(StatusCode::BAD_REQUEST, code::BAD_REQUEST, message);
    }
    let Some(place) = state
        .sockets
        .take(sender.origin(), Arc::new(Course::busy()))
    else {
        state.metrics.limited("sockets");
        return Dialect::Json.refusal(&Refusal::crowded());
    };
    let max_bytes = state.settings.max_body_bytes;
    let id = RequestId::of(headers);
    let header = id.header();
    let mut response = upgrade
        .protocols([PROTOCOL])
        .max_message_size(max_bytes)
        .max_frame_size(max_bytes)
        .max_write_buffer_size(MAX_UNSENT.saturating_mul(max_bytes))
        .on_upgrade(move |socket| async move {
            session::hold(socket, state, (sender, id), stopping).await;
            drop(place);
        });
    response.headers_mut().insert(REQUEST_ID, header);
    response
}

fn speaks(headers: &HeaderMap) -> bool {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut offered = offered
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    offered.any(|name| name.trim() == PROTOCOL)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().cloned();
        pairs
            .map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn other_upgrades_are_passed_over() {
        assert!(is_wanted(&headers(&[(header::UPGRADE, "WebSocket")])));
        assert!(!is_wanted(&headers(&[(header::UPGRADE, "h2c")])));
        assert!(!is_wanted(&headers(&[])));
    }

    #[test]
    fn only_one_protocol_is_spoken() {
        let offers = |names| headers(&[(header::SEC_WEBSOCKET_PROTOCOL, names)]);
        assert!(speaks(&offers("graphql-ws, graphql-transport-ws")));
        assert!(!speaks(&offers("graphql-ws")));
        assert!(!speaks(&headers(&[])));
    }
}
