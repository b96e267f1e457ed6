//! Under which id the log knows a request: the one that a proxy in front gave it, or one of our own.

use axum::http::{HeaderMap, HeaderValue};

use super::observation::REQUEST_ID;
use crate::failure;

/// How long the id of somebody else may be.
const MAX_LENGTH: usize = 64;

/// Under which id the log knows a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    /// The id that a request came with, if that is short and plain; otherwise a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).filter(|given| is_plain(given));
        Self(given.cloned().unwrap_or_else(fresh))
    }

    /// As a header.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// As a text.
    pub(super) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

fn is_plain(given: &HeaderValue) -> bool {
    let bytes = given.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=MAX_LENGTH).contains(&bytes.len()) && bytes.iter().all(plain)
}

fn fresh() -> HeaderValue {
    HeaderValue::try_from(failure::id()).unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(given: &str) -> String {
        let given = HeaderValue::try_from(given).unwrap();
        let headers = HeaderMap::from_iter([(REQUEST_ID, given)]);
        RequestId::of(&headers).as_str().to_owned()
    }

    #[test]
    fn only_short_and_plain_ids_are_taken_over() {
        for plain in ["a", "4bf92f35-77b3_4da6.x", &"a".repeat(64)] {
            assert_eq!(taken(plain), plain);
        }
        for other in ["", "a b", "a\"b", "a=b", "me@example.org", &"a".repeat(65)] {
            let id = taken(other);
            assert_ne!(id, other);
            assert_eq!(id.len(), 16, "{id}");
        }
    }

    #[test]
    fn every_request_has_an_id_of_its_own() {
        let ids: std::collections::HashSet<_> = (0..1_000)
            .map(|_| RequestId::of(&HeaderMap::new()).as_str().to_owned())
            .collect();
        assert_eq!(ids.len(), 1_000);
    }
}
