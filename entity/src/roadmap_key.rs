//! Where the node keys of a roadmap's older editions lead in a newer one: progress points at a key and outlives editions.
//!
//! The view `roadmap_key` says the same of the latest editions in SQL.

use rustc_hash::{FxHashMap, FxHashSet};

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// A node still has it.
    Same,
    /// The node has this key now.
    Moved(&'a str),
    /// No node follows it.
    Removed,
}

/// Where keys lead in one edition.
#[derive(Clone, Debug)]
pub struct Succession<'a> {
    current: FxHashSet<&'a str>,
    /// Every renamed key with the node it leads to.
    ends: FxHashMap<&'a str, Option<&'a str>>,
}

impl<'a> Succession<'a> {
    /// Follows renamings, old key to new, to the keys of the edition; they may chain, and of two for one old key the later counts.
    #[must_use]
    pub fn new(
        renamed: impl IntoIterator<Item = (&'a str, &'a str)>,
        current: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let current: FxHashSet<&str> = current.into_iter().collect();
        let steps: FxHashMap<&str, &str> = renamed.into_iter().collect();
        let mut ends = FxHashMap::default();
        for &start in steps.keys() {
            follow(start, &steps, &current, &mut ends);
        }
        Self { current, ends }
    }

    /// What became of a key, whether or not any edition ever had it.
    #[must_use]
    pub fn of(&self, key: &str) -> Destination<'a> {
        if self.current.contains(key) {
            return Destination::Same;
        }
        match self.ends.get(key) {
            Some(Some(end)) => Destination::Moved(end),
            _ => Destination::Removed,
        }
    }

    /// The key under which the edition has what once had this key; none where it is gone.
    #[must_use]
    pub fn key<'b>(&self, key: &'b str) -> Option<&'b str>
    where
        'a: 'b,
    {
        match self.of(key) {
            Destination::Same => Some(key),
            Destination::Moved(end) => Some(end),
            Destination::Removed => None,
        }
    }
}

/// Walks from one key to its end and notes that end for every key on the way, so that all walks together are as long as the map.
fn follow<'a>(
    start: &'a str,
    steps: &FxHashMap<&'a str, &'a str>,
    current: &FxHashSet<&'a str>,
    ends: &mut FxHashMap<&'a str, Option<&'a str>>,
) {
    let (mut at, mut path) = (start, Vec::new());
    let end = loop {
        if current.contains(at) {
            break Some(at);
        }
        if let Some(end) = ends.get(at) {
            break *end;
        }
        let Some(next) = steps.get(at) else {
            break None;
        };
        // Until the walk is over its keys lead nowhere, so one that comes round again ends there.
        ends.insert(at, None);
        path.push(at);
        at = next;
    };
    ends.extend(path.into_iter().map(|key| (key, end)));
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn renamings_chain_over_editions() {
        // Edition 1 had `a`, edition 2 `b`, edition 3 has `c`; `x` is gone, and `y` was never heard of.
        let succession = Succession::new([("a", "b"), ("b", "c"), ("x", "z")], ["c", "d"]);
        let of = |key| succession.of(key);
        assert_eq!(of("a"), Destination::Moved("c"));
        assert_eq!(of("b"), Destination::Moved("c"));
        assert_eq!(of("c"), Destination::Same);
        assert_eq!(of("d"), Destination::Same);
        for gone in ["x", "y", "z", ""] {
            assert_eq!(of(gone), Destination::Removed, "{gone:?}");
        }
        assert_eq!(succession.key("a"), Some("c"));
        assert_eq!(succession.key("d"), Some("d"));
        assert_eq!(succession.key("x"), None);
    }

    #[test]
    fn circles_lead_nowhere() {
        let succession = Succession::new(
            [("a", "b"), ("b", "a"), ("c", "c"), ("d", "a"), ("e", "f")],
            ["f"],
        );
        for key in ["a", "b", "c", "d"] {
            assert_eq!(succession.of(key), Destination::Removed, "{key}");
        }
        assert_eq!(succession.of("e"), Destination::Moved("f"));
    }

    #[test]
    fn a_long_chain_takes_no_longer_than_it_is() {
        let keys: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
        let steps = keys
            .windows(2)
            .map(|pair| (pair[0].as_str(), pair[1].as_str()));
        let last = keys.last().unwrap().as_str();
        let succession = Succession::new(steps, [last]);
        assert_eq!(succession.of("0"), Destination::Moved(last));
        assert_eq!(succession.of("100000"), Destination::Moved(last));
    }

    /// Says the rule anew, step by step.
    fn walked<'a>(
        key: &'a str,
        renamed: &'a BTreeMap<String, String>,
        current: &BTreeSet<String>,
    ) -> Destination<'a> {
        let mut at = key;
        for _ in 0..=renamed.len() {
            if current.contains(at) {
                return if at == key {
                    Destination::Same
                } else {
                    Destination::Moved(at)
                };
            }
            let Some(next) = renamed.get(at) else { break };
            at = next;
        }
        Destination::Removed
    }

    proptest! {
        #[test]
        fn every_key_leads_where_walking_leads(
            renamed in prop::collection::btree_map("[a-h]", "[a-h]", 0..9),
            current in prop::collection::btree_set("[a-h]", 0..5),
        ) {
            let steps = renamed.iter().map(|(old, new)| (old.as_str(), new.as_str()));
            let succession = Succession::new(steps, current.iter().map(String::as_str));
            for key in ["a", "b", "c", "d", "e", "f", "g", "h"] {
                prop_assert_eq!(succession.of(key), walked(key, &renamed, &current));
            }
        }

        #[test]
        fn what_moves_arrives_at_a_node(
            renamed in prop::collection::vec(("[a-z]", "[a-z]"), 0..40),
            current in prop::collection::btree_set("[a-z]", 0..9),
        ) {
            let steps = renamed.iter().map(|(old, new)| (old.as_str(), new.as_str()));
            let succession = Succession::new(steps, current.iter().map(String::as_str));
            for key in ('a'..='z').map(|letter| letter.to_string()) {
                match succession.of(&key) {
                    Destination::Same => prop_assert!(current.contains(&key)),
                    Destination::Moved(end) => {
                        prop_assert!(current.contains(end));
                        prop_assert!(!current.contains(&key));
                        prop_assert_eq!(succession.of(end), Destination::Same);
                    }
                    Destination::Removed => prop_assert!(!current.contains(&key)),
                }
            }
        }
    }
}
