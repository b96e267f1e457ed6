//! `[serve]`: the limits under which questions are answered.

use std::time::Duration;

use super::file::{Mistake, ServeSection};
use super::{Setting, number};

/// The limits under which questions are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serve {
    /// How deep a query may nest.
    pub max_depth: Setting<u32>,
    /// How much a query may cost.
    pub max_complexity: Setting<u32>,
    /// How many items a page may hold.
    pub max_page_size: Setting<u32>,
    /// How many seconds a request may take.
    pub request_seconds: Setting<u32>,
}

impl Serve {
    /// What the section says, checked; the limits of the product beneath it.
    pub(super) fn read(section: &ServeSection) -> Result<Self, Mistake> {
        let limit = |given: &Option<_>, default, range| number(given.as_ref(), default, range);
        Ok(Self {
            max_depth: limit(&section.max_depth, 16, (1, 64))?,
            max_complexity: limit(&section.max_complexity, 50_000, (100, 100_000_000))?,
            max_page_size: limit(&section.max_page_size, 100, (1, 10_000))?,
            request_seconds: limit(&section.request_seconds, 30, (1, 3_600))?,
        })
    }

    /// The settings with these limits.
    #[must_use]
    pub fn limit(&self, settings: api::Settings) -> api::Settings {
        let size = |limit: Setting<u32>| usize::try_from(limit.value).unwrap_or(usize::MAX);
        api::Settings {
            max_depth: size(self.max_depth),
            max_complexity: size(self.max_complexity),
            max_page_size: size(self.max_page_size),
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
