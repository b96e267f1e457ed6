//! Sets of regions: where postings lie. Few of the possible sets occur, so a row holds the code of its set and every question
//! about regions is asked of the sets.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dictionary::{Dictionary, TooMany};

/// Every set of regions that a posting lies in.
#[derive(Debug)]
pub(super) struct Places {
    sets: Dictionary<Arc<[i32]>>,
    countries: FxHashSet<i32>,
    /// For each set its only country; none where it has several or lies in none.
    country: Vec<Option<i32>>,
    /// For each region the sets that hold it.
    holding: FxHashMap<i32, Vec<u32>>,
}

impl Places {
    /// No sets yet.
    pub(super) fn new(sets: Dictionary<Arc<[i32]>>, countries: FxHashSet<i32>) -> Self {
        Self {
            sets,
            countries,
            country: Vec::new(),
            holding: FxHashMap::default(),
        }
    }

    /// The code of a set of regions.
    pub(super) fn code(&mut self, regions: &[i32]) -> Result<u32, TooMany> {
        let code = self.sets.code(regions)?;
        if code as usize == self.country.len() {
            let mut countries = regions
                .iter()
                .filter(|region| self.countries.contains(region));
            let country = countries.next().copied();
            self.country
                .push(country.filter(|_| countries.next().is_none()));
            for region in regions {
                self.holding.entry(*region).or_default().push(code);
            }
        }
        Ok(code)
    }

    /// The sets that hold a region, ascending.
    pub(super) fn holding(&self, region: i32) -> &[u32] {
        self.holding.get(&region).map_or(&[], Vec::as_slice)
    }

    /// The regions that any set holds, each with the sets that hold it, in no order.
    pub(super) fn regions(&self) -> impl Iterator<Item = (i32, &[u32])> {
        self.holding
            .iter()
            .map(|(region, sets)| (*region, sets.as_slice()))
    }

    /// The only country of a set.
    pub(super) fn country(&self, code: u32) -> Option<i32> {
        self.country.get(code as usize).copied().flatten()
    }

    /// The sets, by code.
    pub(super) fn sets(&self) -> &[Arc<[i32]>] {
        self.sets.values()
    }
}
