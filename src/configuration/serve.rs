//! `[serve]`: the limits under which questions are answered.

use std::time::Duration;

use super::file::{Mistake, ServeSection};
use super::{Setting, number};

/// The limits under which questions are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serve {
    /// How much may be asked from one address in a minute, in what queries cost; without a limit where it is 0.
    pub cost_per_minute: Setting<u32>,
    /// How many fields of a document may go by another name.
    pub max_aliases: Setting<u32>,
    /// How many bytes a body may have.
    pub max_body_bytes: Setting<u32>,
    /// How much a query may cost.
    pub max_complexity: Setting<u32>,
    /// How deep a query may nest.
    pub max_depth: Setting<u32>,
    /// How many items a page may hold.
    pub max_page_size: Setting<u32>,
    /// How many requests are executed at a time.
    pub max_requests: Setting<u32>,
    /// How many tokens a document may have.
    pub max_tokens: Setting<u32>,
    /// How many seconds a request may take.
    pub request_seconds: Setting<u32>,
}

impl Serve {
    /// What the section says, checked; the limits of the product beneath it.
    pub(super) fn read(section: &ServeSection) -> Result<Self, Mistake> {
        let limit = |given: &Option<_>, default, range| number(given.as_ref(), default, range);
        Ok(Self {
            cost_per_minute: limit(&section.cost_per_minute, 1_000_000, (0, 1_000_000_000))?,
            max_aliases: limit(&section.max_aliases, 100, (0, 10_000))?,
            max_body_bytes: limit(&section.max_body_bytes, 1_048_576, (1_024, 104_857_600))?,
            max_complexity: limit(&section.max_complexity, 50_000, (100, 100_000_000))?,
            max_depth: limit(&section.max_depth, 16, (1, 64))?,
            max_page_size: limit(&section.max_page_size, 100, (1, 10_000))?,
            max_requests: limit(&section.max_requests, 64, (1, 10_000))?,
            max_tokens: limit(&section.max_tokens, 4_000, (100, 100_000))?,
            request_seconds: limit(&section.request_seconds, 30, (1, 3_600))?,
        })
    }

    /// The settings with these limits.
    #[must_use]
    pub fn limit(&self, settings: api::Settings) -> api::Settings {
        let size = |limit: Setting<u32>| usize::try_from(limit.value).unwrap_or(usize::MAX);
        api::Settings {
            cost_per_minute: self.cost_per_minute.value,
            max_aliases: size(self.max_aliases),
            max_body_bytes: size(self.max_body_bytes),
            max_complexity: size(self.max_complexity),
            max_depth: size(self.max_depth),
            max_page_size: size(self.max_page_size),
            max_requests: size(self.max_requests),
            max_tokens: size(self.max_tokens),
            request_timeout: Duration::from_secs(self.request_seconds.value.into()),
            ..settings
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_the_limits_are_those_of_the_product() {
        let product = api::Settings::new(crate::clock::now);
        let serve = Serve::read(&ServeSection::default()).unwrap();
        assert_eq!(
            format!("{:?}", serve.limit(product)),
            format!("{product:?}")
        );
    }
}
