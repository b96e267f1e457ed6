//! Who makes a request: the bearer of the token that it carries.

use axum::http::{HeaderMap, header};

use super::State;
use crate::{failure::Failure, people::Caller};

/// The token that a request carries, if any.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    token(headers.get(header::AUTHORIZATION)?.to_str().ok()?)
}

/// The token in the value of `Authorization`, if it is of a bearer.
pub(super) fn token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

/// Who the bearer of a token is.
pub(super) async fn caller(state: &State, token: Option<&str>) -> Result<Caller, Failure> {
    let now = (state.settings.clock)();
    Ok(Caller::of(&state.database, token, now).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearers_are_known() {
        assert_eq!(token("Bearer x.y"), Some("x.y"));
        assert_eq!(token("bearer  x"), Some("x"));
        for other in ["", "Bearer", "Basic x", "x", "Bearerx"] {
            assert_eq!(token(other), None, "{other}");
        }
    }
}
