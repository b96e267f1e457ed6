//! The bytes of an answer as they travel, under a cap and a clock that runs only while the host is waited for.

use std::error::Error;
use std::time::Duration;

use reqwest::Response;
use tokio::time::{Instant, timeout};

use super::address::PrivateAddress;
use super::error::FetchError;

/// How much of a host's time and bytes an answer may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// Longest silence.
    pub(super) idle: Duration,
    /// Longest wait, all told.
    pub(super) time: Duration,
    /// Most bytes as they travel.
    pub(super) bytes: u64,
}

/// An answer whose body is still to come.
pub(super) struct Wire {
    response: Response,
    host: String,
    allowance: Allowance,
    waited: Duration,
    received: u64,
}

impl Wire {
    /// An answer of which the head is here.
    pub(super) fn new(response: Response, host: String, allowance: Allowance) -> Self {
        Self {
            response,
            host,
            allowance,
            waited: Duration::ZERO,
            received: 0,
        }
    }

    /// Who answers.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The next bytes; `None` once all are here.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, FetchError> {
        let left = self.allowance.time.saturating_sub(self.waited);
        let begun = Instant::now();
        let chunk = timeout(left.min(self.allowance.idle), self.response.chunk()).await;
        self.waited += begun.elapsed();
        let Ok(chunk) = chunk else {
            return Err(self.too_slow());
        };
        let Some(bytes) = chunk.map_err(|error| failure(&self.host, &error))? else {
            return Ok(None);
        };
        self.received += bytes.len() as u64;
        if self.received > self.allowance.bytes {
            return Err(self.too_large());
        }
        Ok(Some(bytes.into()))
    }

    /// Refuses an answer that announces more than is taken in.
    pub(super) fn check_length(&self) -> Result<(), FetchError> {
        let announced = self.response.content_length();
        if announced.is_some_and(|length| length > self.allowance.bytes) {
            return Err(self.too_large());
        }
        Ok(())
    }

    fn too_large(&self) -> FetchError {
        FetchError::TooLarge {
            host: self.host.clone(),
            limit: self.allowance.bytes,
        }
    }

    fn too_slow(&self) -> FetchError {
        let what = if self.waited >= self.allowance.time {
            format!(
                "took more than {} s for its answer",
                self.allowance.time.as_secs_f32()
            )
        } else {
            format!(
                "fell silent for {} s in the middle of its answer",
                self.allowance.idle.as_secs_f32()
            )
        };
        FetchError::temporary(&self.host, what)
    }
}

/// What a failed exchange comes to. The text never has the address: a key may be in it.
pub(super) fn failure(host: &str, error: &reqwest::Error) -> FetchError {
    let causes = causes(error);
    if causes.iter().any(|cause| cause.is::<PrivateAddress>()) {
        return FetchError::forbidden(host, PrivateAddress.to_string());
    }
    if error.is_connect() && error.is_timeout() {
        return FetchError::temporary(host, "did not accept a connection in time");
    }
    let what = if error.is_connect() {
        "cannot be reached"
    } else {
        "broke off in the middle of its answer"
    };
    let because = causes
        .last()
        .map_or(String::new(), |cause| format!(" ({cause})"));
    FetchError::temporary(host, format!("{what}{because}"))
}

/// What lies behind an error, the root last.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    causes
}
