//! Why a request is not executed, or not to its end, and what its sender is told.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::graphql::code;

/// After how long a connection may be free again.
const CROWDED: Duration = Duration::from_secs(5);

/// Why a request is not executed, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The status that says so over HTTP; none where the media type of the answer decides.
    pub(super) status: Option<StatusCode>,
    /// The code of the error.
    pub(super) code: &'static str,
    /// What the sender is told.
    pub(super) message: String,
    /// The limit that the request is beyond, by its name, and how far one may go.
    pub(super) limit: Option<(&'static str, usize)>,
    /// After how long it is worth trying again, if ever.
    pub(super) retry_after: Option<Duration>,
}

impl Refusal {
    /// One with a status, a code and words.
    pub(super) fn new(
        status: Option<StatusCode>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            limit: None,
            retry_after: None,
        }
    }

    /// The request is not what it should be.
    pub(super) fn malformed(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(Some(status), code::BAD_REQUEST, message)
    }

    /// The document will never be executed as it is.
    pub(super) fn query(message: impl Into<String>) -> Self {
        Self::new(None, code::INVALID_QUERY, message)
    }

    /// The document asks for too much.
    pub(super) fn beyond(limit: &'static str, maximum: usize, message: impl Into<String>) -> Self {
        Self {
            limit: Some((limit, maximum)),
            ..Self::new(None, code::LIMIT_EXCEEDED, message)
        }
    }

    /// The answer was given up.
    pub(super) fn timeout() -> Self {
        let message = "the answer took too long; ask for less";
        Self::new(
            Some(StatusCode::SERVICE_UNAVAILABLE),
            code::TIMEOUT,
            message,
        )
    }

    /// As many connections for subscriptions are open as may be.
    pub(super) fn crowded() -> Self {
        let status = Some(StatusCode::SERVICE_UNAVAILABLE);
        let message = "too many connections for subscriptions are open; try again later";
        Self {
            retry_after: Some(CROWDED),
            ..Self::new(status, code::OVERLOADED, message)
        }
    }

    /// A page of another site may not hold a connection.
    pub(super) fn shut_out() -> Self {
        let message = "pages of other sites may not open connections to this server; its operator can list them";
        let status = Some(StatusCode::FORBIDDEN);
        Self::new(status, code::FORBIDDEN, message)
    }

    /// Too much is under way.
    pub(super) fn overloaded(retry_after: Duration) -> Self {
        let status = Some(StatusCode::SERVICE_UNAVAILABLE);
        let message = "the server answers as many requests as it can; try again in a moment";
        Self {
            retry_after: Some(retry_after),
            ..Self::new(status, code::OVERLOADED, message)
        }
    }

    /// The sender has asked for as much as they may.
    pub(super) fn rate(retry_after: Duration) -> Self {
        let status = Some(StatusCode::TOO_MANY_REQUESTS);
        let message = "more was asked from this address than one may ask; wait as long as `retryAfterSeconds` says";
        Self {
            retry_after: Some(retry_after),
            ..Self::new(status, code::RATE_LIMITED, message)
        }
    }

    /// Whole seconds after which it is worth trying again.
    pub(super) fn retry_after_seconds(&self) -> Option<u64> {
        let wait = self.retry_after?;
        Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }

    /// The error in an answer.
    pub(super) fn error(&self) -> Value {
        let mut extensions = json!({ "code": self.code });
        if let Some((limit, maximum)) = self.limit {
            extensions["limit"] = limit.into();
            extensions["maximum"] = maximum.into();
        }
        if let Some(seconds) = self.retry_after_seconds() {
            extensions["retryAfterSeconds"] = seconds.into();
        }
        json!({ "message": self.message, "extensions": extensions })
    }
}
