//! What a file says of keys that are no more, every chain followed to its end.

use std::collections::{BTreeMap, BTreeSet};

use super::Roadmap;
use crate::roadmap_key::Succession;

/// What became of the keys that an edition's nodes do not have; a key is in one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled<'a> {
    /// Old keys with the key of the node that has taken their place.
    pub renamed: BTreeMap<&'a str, &'a str>,
    /// Keys of nodes that are gone with the reason.
    pub removed: BTreeMap<&'a str, &'a str>,
}

impl Roadmap {
    /// Follows the renamings to the nodes, or to what was removed later.
    #[must_use]
    pub fn settled(&self) -> Settled<'_> {
        let nodes: BTreeSet<&str> = self.nodes().iter().map(|node| node.key).collect();
        let removed = self.removed.iter();
        let mut settled = Settled {
            renamed: BTreeMap::new(),
            removed: removed
                .map(|(key, reason)| (key.as_str(), reason.value.as_str()))
                .collect(),
        };
        let ends = nodes.iter().chain(settled.removed.keys()).copied();
        let succession = Succession::new(
            self.renamed
                .iter()
                .map(|(old, new)| (old.as_str(), new.value.as_str())),
            ends,
        );
        for old in self.renamed.keys() {
            let Some(end) = succession.key(old) else {
                continue;
            };
            if let Some(reason) = self.removed.get(end) {
                settled.removed.insert(old, &reason.value);
            } else if end != old {
                settled.renamed.insert(old, end);
            }
        }
        settled
    }
}
