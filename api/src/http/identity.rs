//! Who makes a request: the bearer of the token that it carries, at the address that it comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

use super::State;
use crate::{failure::Failure, people::Caller};

/// What a request tells of whoever sent it.
#[derive(Clone)]
pub(super) struct Sender {
    /// The token that it carries, if any.
    pub(super) token: Option<Arc<str>>,
    /// Where it comes from, if that is known.
    pub(super) address: Option<IpAddr>,
}

impl Sender {
    /// Whose connections are counted together: of those whose address is not known, all.
    pub(super) fn origin(&self) -> IpAddr {
        self.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl FromRequestParts<State> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let forwarded = if state.accounts.is_behind_proxy() {
            forwarded(&parts.headers)
        } else {
            None
        };
        Ok(Self {
            token: bearer(&parts.headers).map(Arc::from),
            address: forwarded.or(peer),
        })
    }
}

/// For whom a proxy asks: what it wrote itself stands last, and what stands before that may be made up.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    // Some proxies write the port as well.
    let with_port = || last.parse().ok().map(|address: SocketAddr| address.ip());
    last.parse().ok().or_else(with_port)
}

/// The token that a request carries, if any.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    token(headers.get(header::AUTHORIZATION)?.to_str().ok()?)
}

/// The token in the value of `Authorization`, if it is of a bearer.
pub(super) fn token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

/// Who the sender of a request is.
pub(super) async fn caller(state: &State, sender: &Sender) -> Result<Caller, Failure> {
    let now = (state.settings.clock)();
    let sent = (sender.token.as_deref(), sender.address);
    Ok(Caller::of(&state.database, &state.accounts, sent, now).await?)
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

    #[test]
    fn what_the_proxy_wrote_is_believed_and_nothing_before_it() {
        let from = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            forwarded(&headers).map(|address| address.to_string())
        };
        assert_eq!(from(&["192.0.2.1"]).as_deref(), Some("192.0.2.1"));
        assert_eq!(
            from(&["192.0.2.1, 192.0.2.2"]).as_deref(),
            Some("192.0.2.2")
        );
        assert_eq!(
            from(&["192.0.2.1", "2001:db8::1"]).as_deref(),
            Some("2001:db8::1")
        );
        assert_eq!(from(&["192.0.2.7:4711"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(from(&["192.0.2.1, made up"]), None);
        assert_eq!(from(&[]), None);
    }
}
