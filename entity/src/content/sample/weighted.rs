//! Lists that always have something to choose from.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A list with at least one element, so that choosing from it always succeeds.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<T>")]
pub struct NonEmpty<T> {
    first: T,
    rest: Vec<T>,
}

impl<T> NonEmpty<T> {
    /// The element at `index`; the first where the list is shorter.
    pub fn at(&self, index: usize) -> &T {
        index
            .checked_sub(1)
            .and_then(|index| self.rest.get(index))
            .unwrap_or(&self.first)
    }

    /// How many elements there are, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        1 + self.rest.len()
    }

    /// Each element in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// This list followed by another.
    #[must_use]
    pub fn chain(mut self, other: Self) -> Self {
        self.rest.push(other.first);
        self.rest.extend(other.rest);
        self
    }
}

impl<T> TryFrom<Vec<T>> for NonEmpty<T> {
    type Error = &'static str;

    fn try_from(list: Vec<T>) -> Result<Self, Self::Error> {
        let mut elements = list.into_iter();
        match elements.next() {
            Some(first) => Ok(Self {
                first,
                rest: elements.collect(),
            }),
            None => Err("the list needs at least one element"),
        }
    }
}

/// Things with their weights, at least one.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    try_from = "BTreeMap<K, u64>",
    bound(deserialize = "K: Deserialize<'de> + Ord")
)]
pub struct Weights<K>(
    /// Each thing with its weight.
    pub NonEmpty<(K, u64)>,
);

impl<K: Ord> TryFrom<BTreeMap<K, u64>> for Weights<K> {
    type Error = &'static str;

    fn try_from(map: BTreeMap<K, u64>) -> Result<Self, Self::Error> {
        NonEmpty::try_from(map.into_iter().collect::<Vec<_>>()).map(Self)
    }
}
