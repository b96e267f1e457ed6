//! Counts of rare things by a name.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::exposition::{Sample, number};

/// How many names are told apart; names stand in the code, so this is only reached by a mistake of ours.
const MOST: usize = 64;

/// What the others are counted as.
const OTHERS: &str = "OTHER";

/// Counts by a name.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<Box<str>, u64>>);

impl Tally {
    /// Counts one.
    pub(super) fn count(&self, name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(name) {
            *count += 1;
            return;
        }
        let name = if counts.len() < MOST { name } else { OTHERS };
        *counts.entry(name.into()).or_default() += 1;
    }

    /// All counts, as they are exposed.
    pub(super) fn samples(&self, label: &'static str) -> Vec<Sample> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = counts.iter();
        counts
            .map(|(name, count)| (vec![(label, name.to_string())], number(*count)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_many() {
        let tally = Tally::default();
        for name in 0..1_000 {
            tally.count(&name.to_string());
            tally.count("0");
        }
        let samples = tally.samples("name");
        assert_eq!(samples.len(), MOST + 1);
        let all: f64 = samples.iter().map(|(_, count)| count).sum();
        assert!((all - 2_000.0).abs() < f64::EPSILON);
        assert_eq!(samples[0], (vec![("name", "0".to_owned())], 1_001.0));
    }
}
