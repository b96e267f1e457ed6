//! How the client behaves, and who it says it is.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use super::error::FetchError;

/// The name by which robots.txt may address us.
pub(super) const PRODUCT: &str = "Waymark";

/// How the client behaves. [`Settings::new`] has what a conscientious operator wants; the rest is for tests and benchmarks.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whom a site may write to, an e-mail address or a web address; nothing is asked without it.
    pub contact: Option<String>,
    /// The version in the User-Agent.
    pub product_version: String,
    /// Looks a key up by the name of its environment variable.
    pub environment: fn(&str) -> Option<String>,
    /// Whether private addresses and any port may be asked.
    pub local: bool,
    /// Milliseconds between two requests to one host, instead of what a source's card says.
    pub pace: Option<u32>,
    /// Where every request goes instead; the host that was meant is named in the header `X-Original-Host`.
    pub rewrite: Option<Url>,
    /// Bytes of an answer as it travels, when it is packed.
    pub largest_packed: u64,
    /// Bytes of an answer unpacked.
    pub largest_plain: u64,
    /// Bytes of an answer that is read in stretches, packed or not.
    pub largest_stretches: u64,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a host may be silent.
    pub idle_timeout: Duration,
    /// How long a host may take for the whole of an answer.
    pub timeout: Duration,
    /// How long a host may take for an answer that is read in stretches, the time to store it not counted.
    pub stretches_timeout: Duration,
    /// Redirects that are followed for one answer.
    pub redirects: usize,
    /// Requests under way to one host at the same time, in this process.
    pub per_host: usize,
    /// How often a request is made before it counts as failed.
    pub attempts: u32,
    /// The pause after a first failed attempt; it doubles with each further one.
    pub first_pause: Duration,
    /// The longest wait for a host before a request is put off.
    pub patience: Duration,
}

impl Settings {
    /// What a conscientious operator wants.
    #[must_use]
    pub fn new(contact: Option<String>) -> Self {
        const MEBIBYTE: u64 = 1024 * 1024;
        Self {
            contact,
            product_version: env!("CARGO_PKG_VERSION").to_owned(),
            environment: |variable| std::env::var(variable).ok(),
            local: false,
            pace: None,
            rewrite: None,
            largest_packed: 32 * MEBIBYTE,
            largest_plain: 96 * MEBIBYTE,
            largest_stretches: 2048 * MEBIBYTE,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            timeout: Duration::from_secs(120),
            stretches_timeout: Duration::from_secs(1800),
            redirects: 5,
            per_host: 2,
            attempts: 3,
            first_pause: Duration::from_secs(1),
            patience: Duration::from_secs(60),
        }
    }

    /// Who we say we are.
    ///
    /// # Errors
    /// When there is no contact, or none that somebody could write to.
    pub(super) fn user_agent(&self) -> Result<HeaderValue, FetchError> {
        let contact = self.contact.as_deref().map_or("", str::trim);
        let is_page = |scheme: &str| {
            contact
                .strip_prefix(scheme)
                .is_some_and(|rest| rest.contains('.'))
        };
        let can_be_written_to = contact.contains('@') || is_page("https://") || is_page("http://");
        let is_plain = contact
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')'));
        if !(can_be_written_to && is_plain) {
            return Err(FetchError::NoContact);
        }
        let name = format!("{PRODUCT}/{} (+{contact})", self.product_version);
        HeaderValue::try_from(name).map_err(|_| FetchError::NoContact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_without_a_contact() {
        let name = |contact: &str| Settings::new(Some(contact.to_owned())).user_agent();
        for contact in ["", " ", "me", "a@b\r\nX: y", "https://", "a@b)", "ä@b.org"] {
            assert!(name(contact).is_err(), "{contact}");
        }
        assert!(name("https://example.org/robot").is_ok());
        assert!(matches!(
            Settings::new(None).user_agent(),
            Err(FetchError::NoContact)
        ));
        let agent = name("jobs@example.org").unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            agent,
            format!("Waymark/{version} (+jobs@example.org)").as_str()
        );
    }
}
