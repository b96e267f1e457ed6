//! Asking an issuer where its keys are, and for them.

use std::{net::IpAddr, time::Duration};

use reqwest::{Client, Url, redirect::Policy};
use serde::{Deserialize, de::DeserializeOwned};

use super::key::Key;

/// How long an issuer may take for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes an answer may have.
const MAX_BYTES: usize = 262_144;

/// How many keys are looked at.
const MAX_KEYS: usize = 64;

/// Why an issuer cannot be asked, or what is wrong with its answer.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// An address cannot be trusted.
    #[error(
        "{0} is no address of an issuer: it begins with https:// (http:// on this machine only) and has no query or fragment"
    )]
    Address(String),
    /// The issuer cannot be reached, or fails.
    #[error("the issuer does not answer: {0}")]
    Unreachable(String),
    /// The answer cannot be read.
    #[error("the issuer's answer cannot be read: {0}")]
    Unreadable(String),
    /// The configuration is that of another issuer.
    #[error("the issuer calls itself {0}, which is not exactly what is configured")]
    OtherIssuer(String),
}

/// Where an issuer is asked.
#[derive(Debug)]
pub(super) struct Source {
    issuer: String,
    client: Client,
}

/// What an issuer says of itself.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

impl Source {
    /// An issuer by its address.
    pub(super) fn new(issuer: &str) -> Result<Self, IssuerError> {
        trusted(issuer)?;
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| IssuerError::Unreachable(error.to_string()))?;
        let issuer = issuer.to_owned();
        Ok(Self { issuer, client })
    }

    /// Who it is.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The keys that it signs with now; those that we cannot use are left out.
    pub(super) async fn keys(&self) -> Result<Vec<Key>, IssuerError> {
        let base = self.issuer.trim_end_matches('/');
        let address = format!("{base}/.well-known/openid-configuration");
        let discovered: Discovered = self.read(&address).await?;
        if discovered.issuer != self.issuer {
            return Err(IssuerError::OtherIssuer(discovered.issuer));
        }
        let published: Published = self.read(&discovered.jwks_uri).await?;
        let published = published.keys.iter().take(MAX_KEYS);
        Ok(published.filter_map(Key::read).collect())
    }

    async fn read<T: DeserializeOwned>(&self, address: &str) -> Result<T, IssuerError> {
        let unreachable = |error: reqwest::Error| IssuerError::Unreachable(chain(&error));
        let request = self.client.get(trusted(address)?);
        let mut answer = request.send().await.map_err(unreachable)?;
        if !answer.status().is_success() {
            let message = format!("{} at {address}", answer.status());
            return Err(IssuerError::Unreachable(message));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MAX_BYTES {
                let message = format!("more than {MAX_BYTES} bytes at {address}");
                return Err(IssuerError::Unreadable(message));
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|error| IssuerError::Unreadable(error.to_string()))
    }
}

/// An error and its causes: the outermost one seldom says what is wrong.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// An address on which nobody between us and the issuer can put in keys of their own.
fn trusted(address: &str) -> Result<Url, IssuerError> {
    let refused = || IssuerError::Address(address.to_owned());
    let url = Url::parse(address).map_err(|_| refused())?;
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost"
        || number
            .parse()
            .is_ok_and(|number: IpAddr| number.is_loopback());
    let is_private = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_private && is_plain && !host.is_empty())
        .then_some(url)
        .ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_are_asked() {
        for safe in [
            "https://login.example",
            "https://login.example/realms/one",
            "http://127.0.0.1:8080",
            "http://[::1]:9/",
            "http://localhost:8080/realm",
        ] {
            assert!(trusted(safe).is_ok(), "{safe}");
        }
        for unsafe_one in [
            "",
            "login.example",
            "http://login.example",
            "http://127.0.0.1.login.example",
            "https://user:word@login.example",
            "https://login.example/#part",
            "file:///etc/hosts",
            "ftp://127.0.0.1",
        ] {
            assert!(trusted(unsafe_one).is_err(), "{unsafe_one}");
        }
    }
}
