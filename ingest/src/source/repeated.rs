//! A posting that a feed lists several times: once per place, or twice by mistake.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::Answer;
use crate::format::Record;
use crate::raw::RawPosting;

impl Answer {
    /// Makes one record of those that repeat a posting, as feeds do that list one once per place.
    pub(super) fn join_repeated(&mut self) {
        let mut kept: Vec<Record> = Vec::new();
        let mut first = HashMap::new();
        for record in std::mem::take(&mut self.records) {
            if let Ok(posting) = &record.result {
                match first.entry(posting.external_id.clone()) {
                    Entry::Occupied(at) => {
                        let at: usize = *at.get();
                        if let (Some(Ok(known)), Ok(more)) =
                            (kept.get_mut(at).map(|kept| &mut kept.result), record.result)
                        {
                            join(known, more);
                        }
                        continue;
                    }
                    Entry::Vacant(at) => _ = at.insert(kept.len()),
                }
            }
            kept.push(record);
        }
        for posting in kept.iter_mut().flat_map(|record| &mut record.result) {
            let mut seen = HashSet::new();
            posting.locations.retain(|place| seen.insert(place.clone()));
        }
        self.records = kept;
    }
}

/// Adds to a posting what another record of it says besides.
fn join(known: &mut RawPosting, more: RawPosting) {
    if known.country != more.country {
        known.country = None;
    }
    known.locations.extend(more.locations);
    if known.body.is_empty() {
        known.body = more.body;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_that_is_repeated_once_per_place_is_one() {
        let posting = |id: &str, place: &str, country: &str, body: &str| {
            Ok(RawPosting {
                external_id: id.into(),
                locations: vec![place.into()],
                country: Some(country.into()),
                body: body.into(),
                ..RawPosting::default()
            })
        };
        let mut answer = Answer::default();
        answer.push(posting("a", "Madrid", "ES", ""));
        answer.push(Err("bad".into()));
        answer.push(posting("b", "Oslo", "NO", "x"));
        answer.push(posting("a", "Lisbon", "PT", "text"));
        answer.push(posting("a", "Madrid", "ES", "other"));
        answer.push(posting("b", "Oslo", "NO", "x"));
        answer.join_repeated();
        let positions: Vec<_> = answer.records.iter().map(|r| r.position.as_str()).collect();
        assert_eq!(positions, ["record 1", "record 2", "record 3"]);
        let first = answer.records[0].result.as_ref().unwrap();
        assert_eq!(first.locations, ["Madrid", "Lisbon"]);
        assert_eq!(
            (first.country.as_deref(), first.body.as_str()),
            (None, "text")
        );
        let other = answer.records[2].result.as_ref().unwrap();
        assert_eq!(other.locations, ["Oslo"]);
        assert_eq!(other.country.as_deref(), Some("NO"));
    }
}
