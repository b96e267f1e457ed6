//! Lists of country codes: beside other countries `CA` is Canada rather than California.

use entity::region::Level;

use super::draft::is_state;
use super::scan::{Group, Named};
use crate::gazetteer::Gazetteer;

/// Reads abbreviations as countries where a text lists nothing but codes that may be countries and one can be nothing else.
pub(super) fn settle(gazetteer: &Gazetteer, groups: &mut [Group]) {
    let country = |name: &Named| {
        let mut candidates = name.candidates.iter();
        candidates.any(|one| gazetteer.level(one.region) == Level::Country)
    };
    let state = |name: &Named| {
        let mut candidates = name.candidates.iter();
        candidates.any(|one| is_state(gazetteer, one.region))
    };
    let parts = groups.iter().flat_map(|group| &group.parts);
    let listed = parts
        .clone()
        .all(|part| part.names.len() <= 1 && part.unknown == 0);
    let names: Vec<_> = parts.flat_map(|part| &part.names).collect();
    // `US, CA` goes from the country to the state; `US / CA` and `US, CA, UK` do not.
    let apart = groups
        .iter()
        .filter(|group| group.parts.iter().any(|part| !part.names.is_empty()));
    let several = apart.count() > 1 || names.iter().filter(|name| !state(name)).count() > 1;
    let certain = names.iter().any(|name| name.code && !state(name));
    if !listed || !several || !certain || !names.iter().all(|name| name.code && country(name)) {
        return;
    }
    for name in groups
        .iter_mut()
        .flat_map(|group| &mut group.parts)
        .flat_map(|part| &mut part.names)
    {
        name.candidates
            .retain(|one| gazetteer.level(one.region) == Level::Country);
    }
}
