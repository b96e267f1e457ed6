//! Whose pages may ask from a browser: this server's own, and those of the origins that the operator lists.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// How long a browser may remember what it was told that it may send.
const REMEMBERED: Duration = Duration::from_hours(2);

/// What a page may read of an answer beside what every page may.
const EXPOSED: [HeaderName; 3] = [
    header::ETAG,
    header::RETRY_AFTER,
    HeaderName::from_static("x-request-id"),
];

/// The origins whose pages may ask beside this server's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Allowed);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed {
    All,
    These(Vec<HeaderValue>),
}

impl Default for Allowed {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Origins {
    /// The pages of any site.
    #[must_use]
    pub fn all() -> Self {
        Self(Allowed::All)
    }

    /// One more: a scheme, a host and maybe a port.
    ///
    /// # Errors
    /// When that is not what is given.
    pub fn and(self, origin: &str) -> Result<Self, String> {
        let origin = checked(origin)?;
        Ok(Self(match self.0 {
            Allowed::All => Allowed::All,
            Allowed::These(mut origins) => {
                origins.push(origin);
                Allowed::These(origins)
            }
        }))
    }

    /// Whether a request comes from a page that may ask, or from no page at all. Over HTTP a page of another site may ask and cannot read
    /// the answer; nothing but this keeps it from reading what comes over a web socket, and from holding connections.
    pub(super) fn let_in(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        is_from_here(origin, headers)
            || match &self.0 {
                Allowed::All => true,
                Allowed::These(origins) => origins
                    .iter()
                    .any(|allowed| allowed.as_bytes().eq_ignore_ascii_case(origin.as_bytes())),
            }
    }

    /// What tells browsers so; nothing where every other site is shut out, as browsers do without a word.
    pub(super) fn layer(&self) -> Option<CorsLayer> {
        let origins = match &self.0 {
            Allowed::All => AllowOrigin::any(),
            Allowed::These(origins) if origins.is_empty() => return None,
            Allowed::These(origins) => AllowOrigin::list(origins.iter().cloned()),
        };
        // Tokens are sent by whoever holds them, never by the browser, so no header and no page gets anything by it that is not its own.
        let layer = CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::HEAD, Method::POST])
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers(EXPOSED)
            .max_age(REMEMBERED);
        Some(layer)
    }
}

/// Whether a page's origin is this server, as it was addressed.
fn is_from_here(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| value.to_str().map(str::to_ascii_lowercase).ok();
    let origin = text(origin);
    let page = origin
        .as_deref()
        .and_then(|origin| origin.split_once("://"));
    let host = headers.get(header::HOST).and_then(text);
    page.is_some_and(|(_, page)| host.is_some_and(|host| host == page))
}

/// An origin as browsers write it.
fn checked(origin: &str) -> Result<HeaderValue, String> {
    let wrong = || {
        format!(
            "`{origin}` is no origin: that is a scheme, a host and maybe a port, as in \"https://app.example\""
        )
    };
    let lower = origin.to_ascii_lowercase();
    let (scheme, host) = lower.split_once("://").ok_or_else(wrong)?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let is_good = !host.is_empty()
        && host.bytes().all(is_host)
        && !scheme.is_empty()
        && scheme.bytes().all(is_scheme);
    // Browsers leave out the usual port, so an origin that names it would never be met.
    let names_usual_port = match scheme {
        "https" => host.ends_with(":443"),
        "http" => host.ends_with(":80"),
        _ => false,
    };
    if !is_good || host.ends_with(':') || names_usual_port {
        return Err(wrong());
    }
    HeaderValue::try_from(lower).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
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
        let lets_in = |headers: &HeaderMap| Origins::default().let_in(headers);
        assert!(lets_in(&headers(&[])));
        assert!(lets_in(&from("http://jobs.example:8080")));
        for origin in [
            "null",
            "http://evil.example",
            "http://jobs.example",
            "http://jobs.example:8080.evil",
            "",
        ] {
            assert!(!lets_in(&from(origin)), "{origin}");
        }
        assert!(!lets_in(&headers(&[(
            header::ORIGIN,
            "http://jobs.example"
        )])));
    }

    #[test]
    fn pages_of_listed_sites_are_let_in() {
        let listed = Origins::default().and("https://App.example").unwrap();
        let listed = listed.and("capacitor://localhost").unwrap();
        let lets_in =
            |origins: &Origins, origin| origins.let_in(&headers(&[(header::ORIGIN, origin)]));
        assert!(lets_in(&listed, "https://app.example"));
        assert!(lets_in(&listed, "capacitor://localhost"));
        for other in [
            "http://app.example",
            "https://app.example.evil",
            "https://app.example:8443",
            "https://x.app.example",
            "null",
        ] {
            assert!(!lets_in(&listed, other), "{other}");
            assert!(lets_in(&Origins::all(), other), "{other}");
        }
        assert!(listed.layer().is_some() && Origins::default().layer().is_none());
    }

    #[test]
    fn what_no_browser_would_say_is_no_origin() {
        for origin in [
            "",
            "*",
            "null",
            "app.example",
            "https://",
            "https://app.example/",
            "https://app.example/path",
            "https://app.example:443",
            "http://app.example:80",
            "https://app.example:",
            "https://*.example",
            "https://me@app.example",
            "https://app.example?x",
            "https://bücher.example",
        ] {
            assert!(Origins::default().and(origin).is_err(), "{origin}");
        }
        for origin in [
            "http://localhost:5173",
            "http://[::1]:3000",
            "https://app.example:8443",
        ] {
            assert!(Origins::default().and(origin).is_ok(), "{origin}");
        }
    }
}
