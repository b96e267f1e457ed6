//! A client of streams of events, as browsers and programs are.

use std::{pin::Pin, time::Duration};

use futures_util::{Stream, StreamExt};
use reqwest::{RequestBuilder, header};
use serde_json::Value;
use tokio::time::timeout;

use super::header as read;

/// How long to wait for what has to come.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What comes in a stream.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// An answer.
    Next(Value),
    /// That there are no more.
    Complete,
    /// That somebody is there.
    Comment,
    /// The stream has ended well.
    End,
    /// It was cut off.
    Cut,
}

/// A stream of events.
pub(super) struct Events {
    chunks: Pin<Box<dyn Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>,
    text: String,
}

/// The same request for events.
pub(super) fn wanted(request: RequestBuilder) -> RequestBuilder {
    request.header(header::ACCEPT, "text/event-stream")
}

impl Events {
    pub(super) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        for (name, expected) in [
            (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::HeaderName::from_static("x-accel-buffering"), "no"),
        ] {
            assert_eq!(read(&response, name).as_deref(), Some(expected));
        }
        assert_eq!(read(&response, header::CONTENT_ENCODING), None);
        Self {
            chunks: response.bytes_stream().boxed(),
            text: String::new(),
        }
    }

    pub(super) async fn heard(&mut self) -> Heard {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let heard = understood(event);
                let rest = rest.to_owned();
                self.text = rest;
                return heard;
            }
            match timeout(PATIENCE, self.chunks.next())
                .await
                .expect("something comes in time")
            {
                Some(Ok(bytes)) => self.text.push_str(std::str::from_utf8(&bytes).unwrap()),
                Some(Err(_)) => return Heard::Cut,
                None => return Heard::End,
            }
        }
    }

    /// The next that is more than a sign of life.
    pub(super) async fn said(&mut self) -> Heard {
        loop {
            match self.heard().await {
                Heard::Comment => {}
                heard => return heard,
            }
        }
    }

    /// The next answer.
    pub(super) async fn answer(&mut self) -> Value {
        match self.said().await {
            Heard::Next(answer) => answer,
            other => panic!("{other:?}"),
        }
    }
}

fn understood(event: &str) -> Heard {
    match event.split_once('\n') {
        Some(("event: next", data)) => {
            Heard::Next(serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap())
        }
        Some(("event: complete", "data:")) => Heard::Complete,
        None if event.starts_with(':') => Heard::Comment,
        _ => panic!("{event:?}"),
    }
}
