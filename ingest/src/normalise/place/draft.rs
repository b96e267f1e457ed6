//! Strings names together for as long as one lies in the other, keeping all that they may mean.

use entity::region::Level;

use super::chain::LARGE;
use super::scan::{Group, Named, Part};
use crate::gazetteer::{Candidate, Gazetteer, NameKind, RegionIndex};

/// A chain before the choice.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// What it may mean.
    pub(super) live: Vec<Live>,
    /// How many names it has.
    pub(super) names: usize,
    /// Whether a word such as `county` belongs to it.
    pub(super) county: bool,
    /// What its names may mean where their part speaks of remote work.
    pub(super) remote_parts: Vec<Vec<RegionIndex>>,
    /// Whether its alternative offers remote work.
    pub(super) remote: bool,
    /// Whether it goes on from a place too small to be known.
    pub(super) beyond: bool,
    /// Number of its alternative.
    pub(super) group: usize,
}

/// A region that a chain may still mean, and how well its name fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    /// The region.
    pub(super) region: RegionIndex,
    /// Factor by which its name fits.
    pub(super) fit: f64,
}

/// The chains of one alternative.
pub(super) fn draft(gazetteer: &Gazetteer, group: &Group, number: usize) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let remote = group.parts.iter().any(Part::remote);
    let mut beyond = false;
    for (number_of, part) in group.parts.iter().enumerate() {
        let blank = Draft {
            remote,
            beyond,
            group: number,
            ..Draft::default()
        };
        if descends(gazetteer, part) && drafts.last().is_some_and(|last| last.in_city(gazetteer)) {
            drafts.push(blank.clone());
        }
        for (at, named) in part.names.iter().enumerate() {
            let rest = part.names[at + 1..].iter();
            let later = rest.chain(
                group.parts[number_of + 1..]
                    .iter()
                    .flat_map(|part| &part.names),
            );
            take(gazetteer, named, part, &blank, later, &mut drafts);
        }
        beyond = part.names.is_empty() && part.unknown > 0 && part.modes.is_empty() && !part.street;
    }
    drafts
}

/// Whether a part goes from the larger to the smaller, as `US-NYC`: it then begins another place.
fn descends(gazetteer: &Gazetteer, part: &Part) -> bool {
    let [first, second, ..] = part.names.as_slice() else {
        return false;
    };
    first.candidates.iter().any(|one| {
        second.candidates.iter().any(|other| {
            gazetteer.level(one.region) < gazetteer.level(other.region)
                && gazetteer.lies_in(other.region, one.region)
        })
    })
}

/// Adds a name to the last chain, or begins another.
fn take<'n>(
    gazetteer: &Gazetteer,
    named: &Named,
    part: &Part,
    blank: &Draft,
    mut later: impl Iterator<Item = &'n Named> + Clone,
    drafts: &mut Vec<Draft>,
) {
    let remote = part.remote().then(|| large(gazetteer, named));
    let live = starts(gazetteer, named, part, blank);
    if let Some(last) = drafts.last_mut().filter(|last| last.names > 0) {
        let joined = join(gazetteer, &last.live, &named.candidates);
        if !joined.is_empty() {
            last.live = joined;
            last.names += 1;
            last.county |= named.county;
            last.remote_parts.extend(remote);
            return;
        }
        if let Some(around) = around_county(gazetteer, last, named, part) {
            last.live = around;
            last.beyond = true;
            return;
        }
        if is_unknown_town(gazetteer, last, named, part) {
            return;
        }
        if last.in_city(gazetteer) {
            let goes_on = |next: &Named| !join(gazetteer, &last.live, &next.candidates).is_empty();
            let skipped =
                !named.code && !names_city(gazetteer, named) && later.clone().any(goes_on);
            if skipped {
                return;
            }
            if let Some(around) = overrides(gazetteer, last, named, part) {
                *last = Draft {
                    live: around,
                    beyond: true,
                    ..last.clone()
                };
                return;
            }
            if named.code && !is_strong(gazetteer, named) {
                return;
            }
        }
    }
    if named.code && part.unknown > 0 && !is_strong(gazetteer, named) {
        let next = later.next();
        let joins = next.map(|next| !join(gazetteer, &live, &next.candidates).is_empty());
        let state = named
            .candidates
            .iter()
            .any(|one| is_state(gazetteer, one.region));
        if !joins.unwrap_or(state) {
            return;
        }
    }
    drafts.retain(|draft| draft.names > 0);
    drafts.push(Draft {
        live,
        names: 1,
        county: named.county,
        remote_parts: remote.into_iter().collect(),
        ..blank.clone()
    });
}

/// The state of a county whose name is known only from elsewhere: `Suffolk County, New York`.
fn around_county(
    gazetteer: &Gazetteer,
    last: &Draft,
    named: &Named,
    part: &Part,
) -> Option<Vec<Live>> {
    let alone = last.county && last.names == 1 && part.comma;
    let states = named
        .candidates
        .iter()
        .filter(|one| is_state(gazetteer, one.region));
    let live: Vec<_> = states.map(|one| Live::new(gazetteer, *one)).collect();
    (alone && !live.is_empty()).then_some(live)
}

/// Whether a name after a country is only that of a town elsewhere: `Costa Rica - Belén` is not Belém.
fn is_unknown_town(gazetteer: &Gazetteer, last: &Draft, named: &Named, part: &Part) -> bool {
    let mut around = last.live.iter();
    around.all(|live| gazetteer.level(live.region) == Level::Country)
        && named.candidates.iter().all(|one| {
            let large = gazetteer.weight(one.region) >= LARGE;
            let named = one.kind == NameKind::Name && (part.comma || large);
            gazetteer.level(one.region) == Level::City && !named
        })
}

fn names_city(gazetteer: &Gazetteer, named: &Named) -> bool {
    let mut candidates = named.candidates.iter();
    candidates.any(|one| gazetteer.level(one.region) == Level::City)
}

/// What a name may mean at the beginning of a chain: an abbreviation after a place too small to be known is its state.
fn starts(gazetteer: &Gazetteer, named: &Named, part: &Part, blank: &Draft) -> Vec<Live> {
    let live = |one: &Candidate| Live::new(gazetteer, *one);
    let states = named
        .candidates
        .iter()
        .filter(|one| is_state(gazetteer, one.region));
    let states: Vec<_> = states.map(live).collect();
    if named.code && part.comma && blank.beyond && !states.is_empty() {
        return states;
    }
    named.candidates.iter().map(live).collect()
}

/// Whether a region is a state or province of the countries where addresses end in its abbreviation.
pub(super) fn is_state(gazetteer: &Gazetteer, region: RegionIndex) -> bool {
    if gazetteer.level(region) != Level::Subdivision {
        return false;
    }
    let code = gazetteer.code(region);
    code.starts_with("US-") || code.starts_with("CA-")
}

/// The region that a city of the last chain must lie in although the gazetteer knows it only elsewhere: `Portland, Tennessee`.
fn overrides(gazetteer: &Gazetteer, last: &Draft, named: &Named, part: &Part) -> Option<Vec<Live>> {
    if !part.comma || last.names > 1 {
        return None;
    }
    let level = |one: &Candidate| gazetteer.level(one.region);
    let country = |region| gazetteer.at_level(region, Level::Country);
    let in_country = |region| {
        let mut live = last.live.iter();
        live.any(|live| country(live.region) == country(region))
    };
    let large_city =
        |one: &Candidate| level(one) == Level::City && gazetteer.weight(one.region) >= LARGE;
    let italian = gazetteer.region("IT").is_some_and(in_country);
    if (named.code && italian) || (!named.code && named.candidates.iter().any(large_city)) {
        return None;
    }
    let subdivisions: Vec<_> = named
        .candidates
        .iter()
        .filter(|one| level(one) == Level::Subdivision)
        .filter(|one| !named.code || is_state(gazetteer, one.region))
        .collect();
    let near = subdivisions.iter().any(|one| in_country(one.region));
    let mut around = subdivisions;
    around.retain(|one| !near || in_country(one.region));
    let small = last
        .live
        .iter()
        .all(|live| gazetteer.weight(live.region) < LARGE);
    if around.is_empty() && small && !named.code {
        around = named
            .candidates
            .iter()
            .filter(|one| level(one) == Level::Country)
            .collect();
    }
    let live = around.into_iter().map(|one| Live::new(gazetteer, *one));
    Some(live.collect()).filter(|live: &Vec<Live>| !live.is_empty())
}

/// Whether an abbreviation is known well enough to stand for a country on its own: `UK`, `USA`, `EU`.
fn is_strong(gazetteer: &Gazetteer, named: &Named) -> bool {
    named
        .candidates
        .iter()
        .any(|one| one.curated || matches!(gazetteer.code(one.region).as_str(), "US" | "GB" | "AE"))
}

fn large(gazetteer: &Gazetteer, named: &Named) -> Vec<RegionIndex> {
    let regions = named.candidates.iter().map(|one| one.region);
    regions
        .filter(|region| gazetteer.level(*region) <= Level::Country)
        .collect()
}

/// What a chain may mean once another name is added: the smaller region of each pair that fits.
fn join(gazetteer: &Gazetteer, live: &[Live], candidates: &[Candidate]) -> Vec<Live> {
    let mut joined: Vec<Live> = Vec::new();
    let mut keep = |one: Live| match joined.iter_mut().find(|other| other.region == one.region) {
        Some(known) => known.fit = known.fit.max(one.fit),
        None => joined.push(one),
    };
    for one in live {
        for other in candidates {
            let (here, there) = (gazetteer.level(one.region), gazetteer.level(other.region));
            // A quarter beside its city is the city.
            let (known, named) = (one.fit > 0.5, other.kind == NameKind::Name);
            if named && gazetteer.quarter_of(other.region) == Some(one.region) {
                keep(*one);
            } else if known && gazetteer.quarter_of(one.region) == Some(other.region) {
                keep(Live::new(gazetteer, *other));
            }
            // `Long Island, New York` names the state twice rather than the city in it.
            let again = there == Level::City
                && one.region != other.region
                && candidates
                    .iter()
                    .any(|candidate| candidate.region == one.region);
            if here <= there
                && there > Level::Macro
                && !again
                && gazetteer.lies_in(other.region, one.region)
            {
                keep(Live::new(gazetteer, *other));
            } else if there < here
                && (there > Level::Macro || here == Level::City)
                && gazetteer.lies_in(one.region, other.region)
            {
                // `CA` after a city is its state rather than the country that shares the letters.
                let state = there == Level::Subdivision
                    && here == Level::City
                    && other.kind == NameKind::Code;
                keep(Live {
                    region: one.region,
                    fit: one.fit * if state { 500.0 } else { 1.0 },
                });
            }
        }
    }
    joined
}

impl Live {
    fn new(gazetteer: &Gazetteer, candidate: Candidate) -> Self {
        let level = gazetteer.level(candidate.region);
        let city = level == Level::City;
        let fit = match (candidate.kind, city) {
            (_, true) if candidate.curated => 5.0,
            (NameKind::Name, _) => 1.0,
            // Old names of large cities are many: Austin was once Waterloo.
            (NameKind::Alias, true) => 0.06,
            (NameKind::Code, true) => 0.05,
            (NameKind::Alias, false) => 0.9,
            // A code of a country says no more than that of a state: `CA`, `DE`, `IN`.
            (NameKind::Code, false) if level == Level::Country => 0.01,
            (NameKind::Code, false) if is_state(gazetteer, candidate.region) => 0.1,
            // Other codes of subdivisions are seldom written without a name before them.
            (NameKind::Code, false) => 0.003,
        };
        Self {
            region: candidate.region,
            fit,
        }
    }
}

impl Draft {
    fn in_city(&self, gazetteer: &Gazetteer) -> bool {
        self.live
            .iter()
            .any(|live| gazetteer.level(live.region) == Level::City)
    }
}
