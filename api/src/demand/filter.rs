//! Filters as the caller names them: by slugs, codes and names.

use entity::posting::{Seniority, WorkMode};
use sea_orm::prelude::Decimal;

use crate::failure::Failure;

/// The most entries one list of a filter may have.
const MAX_ENTRIES: usize = 100;

/// Which postings are meant; a list that is empty leaves its question open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Filter {
    /// Codes: a posting lies in one region of each group.
    pub(crate) regions: Vec<Vec<String>>,
    /// Slugs: its role is one of each group, or a special case of one.
    pub(crate) roles: Vec<Vec<String>>,
    /// Slugs: it names each of them.
    pub(crate) skills_all: Vec<String>,
    /// Slugs: it names one of them.
    pub(crate) skills_any: Vec<String>,
    /// Slugs: it names none of them.
    pub(crate) skills_none: Vec<String>,
    /// Its level is one of them.
    pub(crate) seniorities: Vec<Seniority>,
    /// Its mode is one of them.
    pub(crate) work_modes: Vec<WorkMode>,
    /// Codes: somebody living in one of them may do it from home.
    pub(crate) remote_scope: Vec<String>,
    /// Slugs: it comes from one of them.
    pub(crate) sources: Vec<String>,
    /// Names in any case: one of them offers it.
    pub(crate) companies: Vec<String>,
    /// A part of its title in any case.
    pub(crate) search: Option<String>,
    /// An amount and a currency's code: a year's pay, stated in it, is at least that.
    pub(crate) pay_at_least: Option<(Decimal, String)>,
}

impl Filter {
    /// Narrows it to a region.
    pub(crate) fn within(mut self, code: &str) -> Self {
        self.regions.push(vec![code.to_owned()]);
        self
    }

    /// Narrows it to a role.
    pub(crate) fn for_role(mut self, slug: &str) -> Self {
        self.roles.push(vec![slug.to_owned()]);
        self
    }

    /// Refuses lists and texts beyond the limits.
    pub(crate) fn check(&self, max_text_bytes: usize) -> Result<(), Failure> {
        let longest = [
            self.regions.iter().map(Vec::len).max().unwrap_or(0),
            self.roles.iter().map(Vec::len).max().unwrap_or(0),
            self.skills_all.len(),
            self.skills_any.len(),
            self.skills_none.len(),
            self.remote_scope.len(),
            self.sources.len(),
            self.companies.len(),
        ];
        if longest.into_iter().any(|length| length > MAX_ENTRIES) {
            return Err(Failure::invalid(format!(
                "a list of the filter has at most {MAX_ENTRIES} entries"
            )));
        }
        if self
            .search
            .as_ref()
            .is_some_and(|text| text.len() > max_text_bytes)
        {
            return Err(Failure::invalid(format!(
                "filter.search has at most {max_text_bytes} bytes"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_and_texts_are_refused() {
        let long = Filter {
            skills_any: vec!["x".into(); MAX_ENTRIES + 1],
            ..Filter::default()
        };
        assert!(long.check(10).is_err());
        let wordy = Filter {
            search: Some("x".repeat(11)),
            ..Filter::default()
        };
        assert!(wordy.check(10).is_err());
        assert!(wordy.check(11).is_ok());
    }
}
