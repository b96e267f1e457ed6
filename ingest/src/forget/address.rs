//! Web addresses as far as forgetting needs to tell them apart.

use entity::hash;
use reqwest::Url;

/// Parameters that say where a visitor comes from, not what is shown.
const TRACKING: &str = "utm_";

/// A web address, read.
pub(crate) struct Address {
    host: String,
    key: String,
}

impl Address {
    /// Reads an address; `None` if it is none of the web.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        let mut key = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        key.push_str(url.path().trim_end_matches('/'));
        let parameters = url.query().unwrap_or_default().split('&');
        let says = |parameter: &&str| !parameter.is_empty() && !parameter.starts_with(TRACKING);
        for parameter in parameters.filter(says) {
            key.push('&');
            key.push_str(parameter);
        }
        // Some sites name the page behind the sign that others use for a place on it.
        let fragment = url.fragment().filter(|fragment| fragment.contains('/'));
        key.extend(fragment.into_iter().flat_map(|fragment| ["#", fragment]));
        Some(Self { host, key })
    }

    /// Reads a domain, alone or within an address; `None` if it is none or has no owner, as `com`.
    pub(crate) fn domain(text: &str) -> Option<String> {
        let text = text.trim();
        let address = Self::parse(text).or_else(|| Self::parse(&format!("https://{text}")))?;
        let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
        let is_domain = address.host.contains('.')
            && !address.host.split('.').any(str::is_empty)
            && !address.host.rsplit('.').next().is_none_or(is_number);
        is_domain.then_some(address.host)
    }

    /// The host.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether two addresses lead to the same page.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// The host and every domain that it lies in, the top one left out.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &str> {
        let after_dots = self
            .host
            .match_indices('.')
            .map(|(at, _)| &self.host[at + 1..]);
        let domains = [self.host.as_str()].into_iter().chain(after_dots);
        domains.filter(|domain| domain.contains('.'))
    }

    /// Hash of the page it leads to.
    pub(crate) fn hash(&self) -> i64 {
        hash::stable(&["address", &self.key])
    }

    /// Hash of a domain.
    pub(crate) fn domain_hash(domain: &str) -> i64 {
        hash::stable(&["domain", domain])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|text| Address::parse(text).unwrap());
        assert_eq!(one.is_same(&other), one.hash() == other.hash());
        one.is_same(&other)
    }

    #[test]
    fn one_page_has_many_addresses() {
        let page = "https://jobs.example.com/acme/7?gh_jid=7";
        for other in [
            "http://jobs.example.com/acme/7?gh_jid=7",
            "https://JOBS.example.com:443/acme/7/?gh_jid=7&utm_source=x#apply",
            " https://jobs.example.com/acme/7?utm_medium=y&gh_jid=7 ",
        ] {
            assert!(same(page, other), "{other}");
        }
        assert!(same(
            "https://example.com/7",
            "https://example.com/7/?utm_source=x#apply"
        ));
        for other in [
            "https://jobs.example.com/acme/7?gh_jid=8",
            "https://jobs.example.com/acme/8?gh_jid=7",
            "https://example.com/acme/7?gh_jid=7",
            "https://jobs.example.com/acme/7?gh_jid=7#/job/8",
        ] {
            assert!(!same(page, other), "{other}");
        }
        assert!(Address::parse("mailto:a@example.com").is_none());
        assert!(Address::parse("jobs/7").is_none());
    }

    #[test]
    fn a_domain_holds_those_within_it() {
        let address = Address::parse("https://a.jobs.example.com/7").unwrap();
        let domains: Vec<_> = address.domains().collect();
        assert_eq!(
            domains,
            ["a.jobs.example.com", "jobs.example.com", "example.com"]
        );
        assert_eq!(
            Address::domain("Example.COM").as_deref(),
            Some("example.com")
        );
        assert_eq!(
            Address::domain("https://example.com/a").as_deref(),
            Some("example.com")
        );
        assert_eq!(
            Address::domain("münchen.example").as_deref(),
            Some("xn--mnchen-3ya.example")
        );
        for text in ["", "com", "a b.com", "10.0.0.1", "[::1]", "..", ".com"] {
            assert_eq!(Address::domain(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_asked_for(text in "\\PC{0,60}") {
            if let Some(address) = Address::parse(&text) {
                prop_assert!(address.is_same(&address));
            }
            let _ = Address::domain(&text);
        }
    }
}
