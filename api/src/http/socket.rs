//! Connections for subscriptions: web sockets that speak `graphql-transport-ws`.
//!
//! A request that arrives on one passes the same guards as one in a body.

mod message;
mod operation;
mod session;

use std::sync::Arc;

use axum::{
    extract::ws::WebSocketUpgrade,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{State, identity::Sender, reply::Dialect};
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
    upgrade: WebSocketUpgrade,
) -> Response {
    let refuse = |status, message: &str| Dialect::Json.fail(status, code::INVALID_INPUT, message);
    if !is_from_here(headers) {
        let message = "pages of other sites may not open connections to this server";
        return refuse(StatusCode::FORBIDDEN, message);
    }
    if !speaks(headers) {
        let message = "the WebSocket must speak graphql-transport-ws";
        return refuse(StatusCode::BAD_REQUEST, message);
    }
    let Ok(permit) = Arc::clone(&state.sockets).try_acquire_owned() else {
        let message = "too many connections for subscriptions are open; try again later";
        return refuse(StatusCode::SERVICE_UNAVAILABLE, message);
    };
    let max_bytes = state.settings.max_body_bytes;
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(max_bytes)
        .max_frame_size(max_bytes)
        .max_write_buffer_size(MAX_UNSENT.saturating_mul(max_bytes))
        .on_upgrade(move |socket| async move {
            session::hold(socket, state, sender).await;
            drop(permit);
        })
}

/// Whether the request comes from a page of this server or from no page at all. Over HTTP a page of another site may ask and
/// cannot read the answer; nothing but this keeps it from reading what comes over a web socket.
fn is_from_here(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let text = |value: &header::HeaderValue| value.to_str().map(str::to_ascii_lowercase).ok();
    let origin = text(origin);
    let page = origin
        .as_deref()
        .and_then(|origin| origin.split_once("://"));
    let host = headers.get(header::HOST).and_then(text);
    page.is_some_and(|(_, page)| host.is_some_and(|host| host == page))
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
    fn pages_of_other_sites_are_kept_out() {
        let from = |origin| {
            headers(&[
                (header::HOST, "Jobs.example:8080"),
                (header::ORIGIN, origin),
            ])
        };
        assert!(is_from_here(&headers(&[])));
        assert!(is_from_here(&from("http://jobs.example:8080")));
        for origin in [
            "null",
            "http://evil.example",
            "http://jobs.example",
            "http://jobs.example:8080.evil",
            "",
        ] {
            assert!(!is_from_here(&from(origin)), "{origin}");
        }
        assert!(!is_from_here(&headers(&[(
            header::ORIGIN,
            "http://jobs.example"
        )])));
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
