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
    drafts
        .iter()
        .flat_map(|drafts| choose_all(gazetteer, drafts, &context))
        .collect()
}

/// Chooses a region for each chain of one alternative, leaving out the quarters of cities named after them.
fn choose_all(gazetteer: &Gazetteer, drafts: &[Draft], context: &Context<'_>) -> Vec<Chain> {
    let mut chains = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let next = drafts
            .get(at + 1)
            .filter(|next| next.names > 1 && draft.names == 1);
        let around = next.and_then(|next| next.choose(gazetteer, context, None));
        let Some(region) = draft.choose(gazetteer, context, around) else {
            continue;
        };
        if let (Some(next), Some(around)) = (next, around)
            && is_quarter(gazetteer, region, around, next.names)
        {
            continue;
        }
        let remote = draft.remote_parts.iter().filter_map(|regions| {
            regions
                .iter()
                .copied()
                .find(|one| gazetteer.lies_in(region, *one))
        });
        let named = draft.live.iter().map(|live| live.region);
        let countries = named.filter(|one| gazetteer.level(*one) == Level::Country);
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

/// Whether a city named before a full address is rather a part of that address: `Venice, Los Angeles, CA`.
fn is_quarter(gazetteer: &Gazetteer, region: RegionIndex, next: RegionIndex, names: usize) -> bool {
    if gazetteer.level(region) != Level::City || gazetteer.level(next) != Level::City {
        return false;
    }
    let same = |level| gazetteer.at_level(region, level) == gazetteer.at_level(next, level);
    let people = gazetteer.weight(region);
    if same(Level::Country) && same(Level::Subdivision) {
        return names > 2 && people < gazetteer.weight(next);
    }
    people < LARGE && (!same(Level::Country) || names > 2)
}
