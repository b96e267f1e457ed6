//! Small numbers for the values of a column, given in the order in which the values were met and never changed.

use std::{borrow::Borrow, hash::Hash, sync::Arc};

use rustc_hash::FxHashMap;

use super::places::Places;

/// There are more different values than a column has codes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the market has more than {limit} different {values}; the columns in memory hold no more")]
pub(crate) struct TooMany {
    values: &'static str,
    limit: usize,
}

/// The codes of one kind of value.
#[derive(Debug)]
pub(super) struct Dictionary<T> {
    values: &'static str,
    limit: usize,
    codes: FxHashMap<T, u32>,
    met: Vec<T>,
}

impl<T: Clone + Eq + Hash> Dictionary<T> {
    fn new(values: &'static str, limit: usize) -> Self {
        Self {
            values,
            limit,
            codes: FxHashMap::default(),
            met: Vec::new(),
        }
    }

    /// The code of a value, a new one where it is met for the first time.
    pub(super) fn code<Q>(&mut self, value: &Q) -> Result<u32, TooMany>
    where
        T: Borrow<Q>,
        Q: Eq + Hash + ToValue<T> + ?Sized,
    {
        if let Some(code) = self.codes.get(value) {
            return Ok(*code);
        }
        let (values, limit) = (self.values, self.limit);
        let code = u32::try_from(self.met.len()).ok();
        let code = code.filter(|_| self.met.len() < limit);
        let code = code.ok_or(TooMany { values, limit })?;
        let value = value.to_value();
        self.codes.insert(value.clone(), code);
        self.met.push(value);
        Ok(code)
    }

    /// The code of a value that was met.
    pub(super) fn known<Q>(&self, value: &Q) -> Option<u32>
    where
        T: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.codes.get(value).copied()
    }

    /// The values, by code.
    pub(super) fn values(&self) -> &[T] {
        &self.met
    }
}

/// How a value that is looked up becomes one that is kept.
pub(super) trait ToValue<T> {
    /// The value to keep.
    fn to_value(&self) -> T;
}

impl<T: Copy> ToValue<T> for T {
    fn to_value(&self) -> T {
        *self
    }
}

impl ToValue<Arc<[i32]>> for [i32] {
    fn to_value(&self) -> Arc<[i32]> {
        self.into()
    }
}

impl ToValue<Arc<str>> for str {
    fn to_value(&self) -> Arc<str> {
        self.into()
    }
}

/// The codes of all columns; they only grow, so a code means the same in every version of the market.
#[derive(Debug)]
pub(super) struct Dictionaries {
    /// Skills, by id; two bits of their 16 tell how a skill is asked for.
    pub(super) skills: Dictionary<i32>,
    /// Roles, by id; none is a value like others.
    pub(super) roles: Dictionary<Option<i32>>,
    /// Sources, by id.
    pub(super) sources: Dictionary<i32>,
    /// Employers, by id.
    pub(super) companies: Dictionary<Option<i64>>,
    /// Sets of regions that somebody may live in who works remotely.
    pub(super) scopes: Dictionary<Arc<[i32]>>,
    /// Currencies, by ISO 4217 code.
    pub(super) currencies: Dictionary<Arc<str>>,
    /// Sets of regions that a posting lies in.
    pub(super) places: Places,
}

/// How many different skills the columns can hold.
const SKILLS: usize = 1 << 14;

impl Dictionaries {
    /// Empty ones, over the countries by id.
    pub(super) fn new(countries: rustc_hash::FxHashSet<i32>) -> Self {
        let (small, tiny) = (1 << 16, 1 << 8);
        Self {
            skills: Dictionary::new("skills", SKILLS),
            roles: Dictionary::new("roles", small),
            sources: Dictionary::new("sources", small),
            companies: Dictionary::new("companies", u32::MAX as usize),
            scopes: Dictionary::new("remote scopes", small),
            currencies: Dictionary::new("currencies", tiny),
            places: Places::new(
                Dictionary::new("sets of places", u32::MAX as usize),
                countries,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_code() {
        let mut dictionary = Dictionary::new("numbers", 2);
        assert_eq!(dictionary.code(&7), Ok(0));
        assert_eq!(dictionary.code(&-1), Ok(1));
        assert_eq!(dictionary.code(&7), Ok(0));
        let too_many = dictionary.code(&8).unwrap_err();
        assert!(
            too_many
                .to_string()
                .contains("more than 2 different numbers")
        );
        assert_eq!(
            (dictionary.known(&-1), dictionary.known(&8)),
            (Some(1), None)
        );
        assert_eq!(dictionary.values(), [7, -1]);
    }
}
