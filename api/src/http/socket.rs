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

use super::{State, body::MAX_BYTES, identity::Sender, reply::Dialect};
use crate::graphql::code;

/// The protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// How many bytes may wait to be sent before a client counts as slow.
const MAX_UNSENT: usize = 4 * MAX_BYTES;

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
    upgrade: WebSocketUpgrade,
) -> Response {
    let refuse = |status, message: &str| Dialect::Json.fail(status, code::INVALID_INPUT, message);
    if !state.origins.let_in(headers) {
        return shut_out(Dialect::Json);
    }
    if !speaks(headers) {
        let message = "the WebSocket must speak graphql-transport-ws";
        return refuse(StatusCode::BAD_REQUEST, message);
    }
    let Ok(permit) = Arc::clone(&state.sockets).try_acquire_owned() else {
        let message = "too many connections for subscriptions are open; try again later";
        return refuse(StatusCode::SERVICE_UNAVAILABLE, message);
    };
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_BYTES)
        .max_frame_size(MAX_BYTES)
        .max_write_buffer_size(MAX_UNSENT)
        .on_upgrade(move |socket| async move {
            session::hold(socket, state, sender).await;
            drop(permit);
        })
}

/// What a page hears that may not hold a connection.
pub(super) fn shut_out(dialect: Dialect) -> Response {
    let message =
        "pages of other sites may not open connections to this server; its operator can list them";
    dialect.fail(StatusCode::FORBIDDEN, code::ORIGIN_NOT_ALLOWED, message)
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
