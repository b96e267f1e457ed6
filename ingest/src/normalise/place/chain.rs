//! Chains names of which one lies in the other: each chain means one region.

use entity::region::Level;

use super::choice::Context;
use super::draft::{self, Draft};
use super::scan::Group;
use crate::gazetteer::{Gazetteer, RegionIndex};

/// People from which a city is kept although the address goes on somewhere else.
pub(super) const LARGE: u64 = 300_000;

/// Names that describe one region.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// What they mean.
    pub(super) region: RegionIndex,
    /// The country, where its name alone stood for a city: `Singapore`.
    pub(super) country: Option<RegionIndex>,
    /// Number of the alternative it stands in.
    pub(super) group: usize,
    /// Whether its alternative offers remote work.
    pub(super) remote: bool,
    /// Whether it goes on from a place too small to be known: `Billund, Denmark`.
    pub(super) beyond: bool,
    /// Countries or larger regions named in a part of their own that speaks of remote work.
    pub(super) remote_in: Vec<RegionIndex>,
}

/// The regions that the alternatives name, in order.
pub(super) fn resolve(gazetteer: &Gazetteer, groups: &[Group], home: &[RegionIndex]) -> Vec<Chain> {
    let drafts: Vec<Vec<Draft>> = (0..)
        .zip(groups)
        .map(|(number, group)| draft::draft(gazetteer, group, number))
        .collect();
    let sure = drafts
        .iter()
        .flatten()
        .filter_map(|draft| draft.country(gazetteer));
    let context = Context {
        home,
        others: sure.collect(),
    };
    let chains = drafts
        .iter()
        .flat_map(|drafts| choose_all(gazetteer, drafts, &context));
    let mut chains: Vec<_> = chains.collect();
    share_remote(gazetteer, &mut chains);
    chains
}

/// In `Remote in Canada or Mexico` both are offered: a country right behind a remote one is remote.
fn share_remote(gazetteer: &Gazetteer, chains: &mut [Chain]) {
    let is_country = |chain: &Chain| gazetteer.level(chain.region) == Level::Country;
    for at in 1..chains.len() {
        let (before, chain) = (&chains[at - 1], &chains[at]);
        if before.remote && is_country(before) && is_country(chain) {
            chains[at].remote = true;
        }
    }
}

/// Chooses a region for each chain of one alternative, leaving out the quarters of cities named after them.
fn choose_all(gazetteer: &Gazetteer, drafts: &[Draft], context: &Context<'_>) -> Vec<Chain> {
    let mut chains = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let next = drafts.get(at + 1).filter(|_| draft.names == 1);
        let beside = next.and_then(|next| next.choose(gazetteer, context, None));
        let around = beside.filter(|_| next.is_some_and(|next| next.names > 1));
        let Some(region) = draft.choose(gazetteer, context, around) else {
            continue;
        };
        let names = next.map_or(0, |next| next.names);
        if around.is_some_and(|around| is_quarter(gazetteer, region, around, names))
            || beside.is_some_and(|city| is_stray(gazetteer, draft, region, city))
        {
            continue;
        }
        let remote = draft.remote_parts.iter().filter_map(|regions| {
            regions
                .iter()
                .copied()
                .find(|one| gazetteer.lies_in(region, *one))
        });
        let regions = draft.live.iter().map(|live| live.region);
        let countries = regions.filter(|one| gazetteer.level(*one) == Level::Country);
        chains.push(Chain {
            region,
            country: countries
                .into_iter()
                .find(|country| draft.names == 1 && gazetteer.lies_in(region, *country)),
            group: draft.group,
            remote: draft.remote,
            beyond: draft.beyond,
            remote_in: remote.collect(),
        });
    }
    chains
}

/// Whether a name rests on nothing but another name of a small town far from the large city named next: `Vauxhall, London`.
fn is_stray(gazetteer: &Gazetteer, draft: &Draft, region: RegionIndex, city: RegionIndex) -> bool {
    let country = |region| gazetteer.at_level(region, Level::Country);
    let levels = [region, city].map(|region| gazetteer.level(region));
    levels == [Level::City; 2]
        && draft.live.iter().all(|live| live.fit < 0.5)
        && gazetteer.weight(region) < LARGE
        && gazetteer.weight(city) >= 3 * LARGE
        && country(region) != country(city)
}

/// Whether a city named before a full address is rather a part of that address: `Venice, Los Angeles, CA`.
fn is_quarter(gazetteer: &Gazetteer, region: RegionIndex, next: RegionIndex, names: usize) -> bool {
    if gazetteer.level(region) < Level::Subdivision || gazetteer.level(next) != Level::City {
        return false;
    }
    let same = |level| gazetteer.at_level(region, level) == gazetteer.at_level(next, level);
    let people = gazetteer.weight(region);
    // `Victoria, London, UK`.
    if gazetteer.level(region) == Level::Subdivision {
        return !same(Level::Country);
    }
    if same(Level::Country) && same(Level::Subdivision) {
        return names > 2 && people < gazetteer.weight(next);
    }
    people < LARGE && (!same(Level::Country) || names > 2)
}
