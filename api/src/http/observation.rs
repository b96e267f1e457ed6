//! What is told of each request that ends, however it does: it is counted, a line about it is logged, and its span in a trace ends.
//!
//! Nothing is told of who asks or of what they say: of the document no more than the name of the operation that was executed.

use std::{future::Future, sync::Arc, time::Instant};

use async_graphql::{Response as Answer, ServerError, Value, parser::types::OperationType};
use axum::{
    body::HttpBody,
    http::{HeaderMap, HeaderName, StatusCode},
    response::Response,
};
use tracing::{Instrument, Span, field::Empty};

use super::{State, executor::Prepared, refusal::Refusal, request_id::RequestId, trace};
use crate::{
    graphql::code,
    metrics::{Kind, Metrics, Outcome, Transport},
};

/// The header in which a request and its answer say under which id the log knows them.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long the name of an operation may be to be told.
const MAX_NAME: usize = 64;

/// What an answer tells of itself; it travels with the response to where that is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    kind: Kind,
    /// The name of the operation.
    name: Option<Arc<str>>,
    outcome: Outcome,
    /// The codes of its errors, with a limit in place of the code of what a limit turned away.
    errors: Vec<Error>,
    /// The id under which the cause of a failure of ours is logged.
    failure: Option<String>,
    cost: Option<u64>,
}

/// An error by its code, and the limit that it speaks of, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Error {
    code: Box<str>,
    limit: Option<&'static str>,
}

impl Seen {
    /// A request that is not executed, or not to its end.
    pub(super) fn refused(refusal: &Refusal) -> Self {
        let limit = refusal.limit.map(|(limit, _)| limit);
        let limit = limit.or(match (refusal.code, refusal.status) {
            (code::TIMEOUT, _) => Some("time"),
            (code::OVERLOADED, _) => Some("concurrency"),
            (code::RATE_LIMITED, _) => Some("rate"),
            (_, Some(StatusCode::PAYLOAD_TOO_LARGE)) => Some("body_bytes"),
            (_, Some(StatusCode::REQUEST_TIMEOUT)) => Some("body_time"),
            _ => None,
        });
        Self::turned_away(refusal.code, limit)
    }

    /// A request that is turned away with an error of some code, by a limit if there is one.
    pub(super) fn turned_away(code: &str, limit: Option<&'static str>) -> Self {
        let outcome = if matches!(code, code::TIMEOUT | code::INTERNAL) {
            Outcome::Failed
        } else {
            Outcome::Refused
        };
        Self {
            outcome,
            errors: vec![Error {
                code: code.into(),
                limit,
            }],
            ..Self::default()
        }
    }

    /// What the executor answered.
    pub(super) fn answered(answer: &Answer) -> Self {
        let mut seen = Self {
            cost: match answer.extensions.get("cost") {
                Some(Value::Number(cost)) => cost.as_u64(),
                _ => None,
            },
            ..Self::default()
        };
        for error in &answer.errors {
            seen.add(error, answer.data == Value::Null);
        }
        seen
    }

    /// An answer that is given again.
    pub(super) fn kept(&self) -> Self {
        Self {
            outcome: Outcome::Kept,
            ..self.clone()
        }
    }

    /// The same of a request that is known.
    pub(super) fn of(self, (kind, name): Named) -> Self {
        Self { kind, name, ..self }
    }

    fn add(&mut self, error: &ServerError, is_whole: bool) {
        let said = |name| match error.extensions.as_ref()?.get(name) {
            Some(Value::String(text)) => Some(text.as_str()),
            _ => None,
        };
        let code = said("code").unwrap_or(code::INVALID_INPUT);
        if code == code::INTERNAL {
            self.outcome = Outcome::Failed;
            self.failure = self.failure.take().or(said("id").map(str::to_owned));
        } else if self.outcome != Outcome::Failed {
            self.outcome = if is_whole && error.path.is_empty() {
                Outcome::Refused
            } else {
                Outcome::Mistaken
            };
        }
        self.errors.push(Error {
            code: code.into(),
            limit: None,
        });
    }
}

/// An operation by its kind, and its name where that is fit to be told.
pub(super) type Named = (Kind, Option<Arc<str>>);

/// What would be executed.
pub(super) fn operation(prepared: &Prepared) -> Named {
    let asked = prepared.request.operation_name.as_deref();
    let checked = &prepared.checked;
    let kind = match checked.operation(asked).map(|operation| operation.ty) {
        Some(OperationType::Query) => Kind::Query,
        Some(OperationType::Mutation) => Kind::Mutation,
        Some(OperationType::Subscription) => Kind::Subscription,
        None => return (Kind::Unknown, None),
    };
    let name = checked.operation_name(asked).map(AsRef::as_ref);
    let is_told = |name: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        name.len() <= MAX_NAME && name.bytes().all(plain)
    };
    (kind, name.filter(is_told).map(Arc::from))
}

/// A request that is under way. What is known of it is told when this is dropped; if nothing is, nobody waited for the answer.
pub(super) struct Observation {
    metrics: Metrics,
    transport: Transport,
    id: RequestId,
    begun: Instant,
    span: Span,
    seen: Seen,
    status: Option<StatusCode>,
    bytes: Option<u64>,
}

impl Observation {
    /// Begins to observe a request that came with these headers.
    pub(super) fn new(state: &State, headers: &HeaderMap) -> Self {
        Self::begin(
            state,
            Transport::Http,
            RequestId::of(headers),
            trace::span(headers),
        )
    }

    /// Begins to observe an operation on a connection that is known by an id.
    pub(super) fn on_socket(state: &State, id: RequestId) -> Self {
        Self::begin(state, Transport::Socket, id, trace::span(&HeaderMap::new()))
    }

    /// Begins to observe what a stream of events tells that was asked for with these headers.
    pub(super) fn of_events(state: &State, headers: &HeaderMap) -> Self {
        Self::begin(
            state,
            Transport::Events,
            RequestId::of(headers),
            trace::span(headers),
        )
    }

    fn begin(state: &State, transport: Transport, id: RequestId, span: Span) -> Self {
        Self {
            metrics: state.metrics.clone(),
            transport,
            id,
            begun: Instant::now(),
            span,
            seen: Seen {
                outcome: Outcome::Abandoned,
                ..Seen::default()
            },
            status: None,
            bytes: None,
        }
    }

    /// The span of the request in a trace.
    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// What the request asks for.
    pub(super) fn know(&mut self, prepared: &Prepared) {
        (self.seen.kind, self.seen.name) = operation(prepared);
    }

    /// The request is turned away as a whole.
    pub(super) fn refuse(&mut self, refusal: &Refusal) {
        let (kind, name) = (self.seen.kind, self.seen.name.take());
        self.seen = Seen {
            kind,
            name,
            ..Seen::refused(refusal)
        };
    }

    /// Answers follow, maybe none; whoever gives up the request afterwards has had them.
    pub(super) fn begin_to_answer(&mut self) {
        self.seen.outcome = Outcome::Answered;
    }

    /// Something more of an answer that comes in parts; the worst of them tells what became of all.
    pub(super) fn see_more(&mut self, seen: Seen) {
        self.seen.outcome = match self.seen.outcome {
            Outcome::Failed | Outcome::Mistaken if seen.outcome != Outcome::Failed => {
                self.seen.outcome
            }
            _ => seen.outcome,
        };
        self.seen.failure = self.seen.failure.take().or(seen.failure);
        self.seen.cost = self.seen.cost.or(seen.cost);
        self.count(&seen.errors);
    }

    fn count(&self, errors: &[Error]) {
        for error in errors {
            self.metrics.failed(&error.code);
            if let Some(limit) = error.limit {
                self.metrics.limited(limit);
            }
        }
    }

    /// The request is answered by a response, which says what became of it.
    fn answered(mut self, mut response: Response) -> Response {
        if let Some(seen) = response.extensions_mut().remove::<Seen>() {
            self.seen = seen;
        }
        self.status = Some(response.status());
        self.bytes = response.body().size_hint().exact();
        response.headers_mut().insert(REQUEST_ID, self.id.header());
        response
    }

    fn log(&self) {
        let seen = &self.seen;
        let code = seen.errors.first().map(|error| &*error.code);
        let limit = seen.errors.first().and_then(|error| error.limit);
        let microseconds = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        // A macro, since the level of a line cannot be chosen while it is written.
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: "waymark::request",
                    id = self.id.as_str(),
                    transport = self.transport.name(),
                    kind = seen.kind.name(),
                    operation = seen.name.as_deref(),
                    status = self.status.map(|status| status.as_u16()),
                    outcome = seen.outcome.name(),
                    code,
                    limit,
                    failure = seen.failure.as_deref(),
                    microseconds,
                    bytes = self.bytes,
                    cost = seen.cost,
                    from_cache = seen.outcome == Outcome::Kept,
                    "request"
                )
            };
        }
        if seen.outcome == Outcome::Failed {
            line!(warn);
        } else {
            line!(info);
        }
    }

    fn record(&self) {
        if self.span.is_disabled() {
            return;
        }
        let (span, seen) = (&self.span, &self.seen);
        span.record("graphql.operation.type", seen.kind.name());
        if let Some(name) = seen.name.as_deref() {
            span.record("graphql.operation.name", name);
            trace::rename(span, format!("{} {name}", seen.kind.name()));
        } else {
            trace::rename(span, seen.kind.name().to_owned());
        }
        if let Some(status) = self.status {
            span.record("http.response.status_code", status.as_u16());
        }
        if let Some(error) = seen.errors.first() {
            span.record("error.type", &*error.code);
        }
        if seen.outcome == Outcome::Failed {
            span.record("otel.status_code", "ERROR");
        }
        span.record("waymark.outcome", seen.outcome.name());
        span.record("waymark.request_id", self.id.as_str());
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let seen = &self.seen;
        let took = self.begun.elapsed();
        self.metrics
            .answered(self.transport, seen.kind, seen.outcome, took);
        self.count(&seen.errors);
        self.record();
        self.log();
    }
}

/// Answers a request and tells of it.
pub(super) async fn observed(
    state: &State,
    headers: &HeaderMap,
    answer: impl Future<Output = Response>,
) -> Response {
    let observation = Observation::new(state, headers);
    let response = answer.instrument(observation.span()).await;
    observation.answered(response)
}

/// The fields that a span of a request has room for.
pub(super) fn request_span() -> Span {
    tracing::info_span!(
        target: "waymark::trace",
        "request",
        otel.kind = "server",
        otel.status_code = Empty,
        error.type = Empty,
        graphql.operation.type = Empty,
        graphql.operation.name = Empty,
        http.response.status_code = Empty,
        waymark.outcome = Empty,
        waymark.request_id = Empty,
    )
}
