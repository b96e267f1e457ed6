//! Puts together what was understood: places, way of working, remote scope.

use entity::posting::WorkMode;
use entity::region::Level;
use rustc_hash::FxHashSet;

use super::chain::Chain;
use super::zone::TimeZones;
use super::{Place, PlaceReading};
use crate::gazetteer::{Gazetteer, RegionIndex};

/// Everything that was found.
pub(super) struct Evidence<'e> {
    pub(super) chains: &'e [Chain],
    /// The source's own country.
    pub(super) home: &'e [RegionIndex],
    pub(super) mode: Option<WorkMode>,
    /// Whether a text says that the whole world is meant.
    pub(super) world: bool,
    pub(super) time_zones: Option<TimeZones>,
    /// Whether there was any text.
    pub(super) said: bool,
}

pub(super) fn assemble(gazetteer: &Gazetteer, evidence: &Evidence<'_>) -> PlaceReading {
    let mut regions: Vec<_> = evidence
        .chains
        .iter()
        .map(|chain| (chain.region, chain.beyond))
        .collect();
    if regions
        .iter()
        .all(|(region, _)| gazetteer.level(*region) <= Level::Macro)
    {
        regions.extend(evidence.home.iter().map(|home| (*home, false)));
    }
    let places = places(gazetteer, &regions);
    let scope = scope(gazetteer, evidence);
    PlaceReading {
        resolved: !evidence.said
            || !places.is_empty()
            || !scope.is_empty()
            || evidence.time_zones.is_some(),
        places,
        work_mode: evidence.mode,
        remote_scope: scope
            .into_iter()
            .map(|region| gazetteer.code(region))
            .collect(),
        time_zones: evidence.time_zones,
    }
}

/// Countries and smaller regions, once each and none around another unless it says more than that.
fn places(gazetteer: &Gazetteer, regions: &[(RegionIndex, bool)]) -> Vec<Place> {
    let mut around = FxHashSet::default();
    for (region, _) in regions {
        let mut at = gazetteer.parent(*region);
        while let Some(region) = at {
            around.insert(region);
            at = gazetteer.parent(region);
        }
    }
    let mut seen = FxHashSet::default();
    let mut places = Vec::new();
    for (region, beyond) in regions {
        if (*beyond || !around.contains(region))
            && seen.insert(*region)
            && let Some(country) = gazetteer.at_level(*region, Level::Country)
        {
            let subdivision = gazetteer.at_level(*region, Level::Subdivision);
            places.push(Place {
                country: gazetteer.code(country),
                subdivision: subdivision.map(|region| gazetteer.code(region)),
                city: gazetteer.geonames_id(*region),
            });
        }
    }
    places
}

/// Where a remote worker may live: macro regions always, countries where no city stands beside them or remote work is offered there.
fn scope(gazetteer: &Gazetteer, evidence: &Evidence<'_>) -> Vec<RegionIndex> {
    let remote = evidence.mode == Some(WorkMode::Remote);
    let named = |chain: &Chain| {
        let country = chain.country.filter(|_| remote);
        country.unwrap_or(chain.region)
    };
    let level = |chain: &Chain| gazetteer.level(named(chain));
    let city_groups: FxHashSet<_> = evidence
        .chains
        .iter()
        .filter(|chain| level(chain) == Level::City)
        .map(|chain| chain.group)
        .collect();
    let wide: FxHashSet<_> = evidence
        .chains
        .iter()
        .filter(|chain| level(chain) <= Level::Country)
        .map(named)
        .collect();
    let mut scope = Vec::new();
    for chain in evidence.chains {
        let listed = match level(chain) {
            Level::World | Level::Macro => true,
            Level::Country => remote || (city_groups.is_empty() && wide.len() > 1),
            Level::Subdivision => remote,
            Level::City => false,
        };
        let beside_city = level(chain) > Level::Macro
            && !city_groups.is_empty()
            && (!chain.remote || city_groups.contains(&chain.group));
        if listed && !beside_city {
            scope.push(named(chain));
        }
        scope.extend(chain.remote_in.iter().copied());
    }
    let mut seen = FxHashSet::default();
    scope.retain(|region| seen.insert(*region));
    if scope.is_empty() && remote && city_groups.is_empty() && !evidence.world {
        scope.extend(evidence.home);
    }
    if scope.is_empty() && evidence.world {
        scope.push(gazetteer.world());
    }
    if evidence.chains.is_empty() && scope.is_empty() {
        let macros = evidence.home.iter().copied();
        scope.extend(macros.filter(|region| gazetteer.level(*region) == Level::Macro));
    }
    scope
}
