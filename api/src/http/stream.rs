//! Answers as server-sent events, by the "distinct connections mode" of graphql-sse: one operation on each connection.
//!
//! What runs is the very same as on a web socket. Whatever is wrong with a request before it is executed is an ordinary answer with a
//! status; what goes wrong later is an event, since a page cannot read anything else of a stream.

pub(super) mod event;

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream::unfold};
use tokio::{
    sync::mpsc::{Receiver, channel},
    task::JoinSet,
    time::{Interval, interval},
};
use tracing::Instrument;

use super::{
    State,
    accept::{GRAPHQL_RESPONSE, JSON, choose, names},
    executor::Prepared,
    identity::Sender,
    observation::{Observation, Seen},
    operation::{Form, Reply, Voice, admit, execute},
    refusal::Refusal,
    reply::Dialect,
    server::Course,
    stopping::Stopping,
};
/// The media type of events.
const EVENT_STREAM: &str = "text/event-stream";

/// How many events may wait for a slow client.
const WAITING: usize = 16;

/// Whether a client takes a stream of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// It does not.
    Never,
    /// As well as a single answer.
    Also,
    /// It takes nothing else.
    Only,
}

impl Wish {
    /// What its headers say.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        if !names(headers, EVENT_STREAM) {
            Self::Never
        } else if choose(headers, &[JSON, GRAPHQL_RESPONSE]).is_some() {
            Self::Also
        } else {
            Self::Only
        }
    }

    /// Whether an operation is answered by a stream: where there may be many answers, nothing else is left.
    pub(super) fn fits(self, follows: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Also => follows,
            Self::Only => true,
        }
    }
}

/// Executes a request and tells of it as it goes on, unless somebody else's page asks, or too many ask already.
pub(super) fn open(
    state: &State,
    headers: &HeaderMap,
    (client, stopping): (Sender, Stopping),
    prepared: Prepared,
) -> Response {
    if !state.origins.let_in(headers) {
        return Dialect::GraphQl.refusal(&Refusal::shut_out());
    }
    let Some(place) = state
        .sockets
        .take(client.origin(), Arc::new(Course::busy()))
    else {
        return Dialect::GraphQl.refusal(&Refusal::crowded());
    };
    let admitted = match admit(state, &client, prepared) {
        Ok(admitted) => admitted,
        Err(refusal) => return Dialect::GraphQl.refusal(&refusal),
    };
    let (replies, receiver) = channel(WAITING);
    let settings = state.settings;
    let observation = Observation::of_events(state, headers);
    let mut voice = Voice {
        form: Form::Event,
        number: 0,
        replies,
        patience: Some(settings.socket_patience),
        observation,
    };
    let mut operation = JoinSet::new();
    let state = state.clone();
    operation.spawn(async move {
        let span = voice.observation.span();
        execute(&state, &client, admitted, &mut voice)
            .instrument(span)
            .await;
        drop(place);
    });
    let events = Events {
        replies: receiver,
        _operation: operation,
        pauses: interval(settings.socket_pause.max(Duration::from_millis(1))),
        over: false,
    };
    let events = unfold(events, Events::next);
    // Whoever was not told that it is complete asks again, where there is another server.
    let events = events.take_until(async move { stopping.begun().await });
    let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, kind),
        // Proxies that gather answers before they pass them on would never pass this one on.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    let mut response = (headers, Body::from_stream(events)).into_response();
    // What becomes of the operation is told when it ends.
    response.extensions_mut().insert(Seen::default());
    response
}

/// The events of one operation, which is given up when nobody wants them any more.
struct Events {
    replies: Receiver<Reply>,
    // Aborted when it is dropped.
    _operation: JoinSet<()>,
    pauses: Interval,
    over: bool,
}

impl Events {
    async fn next(mut self) -> Option<(io::Result<String>, Self)> {
        if self.over {
            return None;
        }
        let text = tokio::select! {
            biased;
            reply = self.replies.recv() => if let Some(reply) = reply {
                self.over = reply.last;
                Ok(reply.text)
            } else {
                // It waited too long for its client. What is cut off is not taken for complete.
                self.over = true;
                Err(io::Error::new(io::ErrorKind::TimedOut, "events are not taken in"))
            },
            _ = self.pauses.tick() => Ok(event::sign_of_life()),
        };
        Some((text, self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(accept: &'static str) -> Wish {
        Wish::of(&HeaderMap::from_iter([(
            header::ACCEPT,
            HeaderValue::from_static(accept),
        )]))
    }

    #[test]
    fn events_are_for_those_who_want_them() {
        assert_eq!(Wish::of(&HeaderMap::new()), Wish::Never);
        assert_eq!(wish("*/*"), Wish::Never);
        assert_eq!(wish("text/event-stream"), Wish::Only);
        assert_eq!(wish("text/event-stream, multipart/mixed"), Wish::Only);
        let any = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed";
        assert_eq!(wish(any), Wish::Also);
        assert!(Wish::Also.fits(true) && !Wish::Also.fits(false));
        assert!(Wish::Only.fits(false) && !Wish::Never.fits(true));
    }
}
