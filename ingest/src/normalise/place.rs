//! Reads where a job is: its places, whether it may be done remotely, and from where.
//!
//! A text is cut into alternatives (`;`, `|`, `/`, `or`) and these into parts (commas, brackets, dashes). Names in the parts of
//! one alternative are chained as long as one lies in the other (`Paris, TX`), which settles most names that many places bear;
//! the source's country, the other places of the posting and the number of people settle the rest.

use entity::posting::WorkMode;
use rustc_hash::FxHashSet;

use crate::gazetteer::{Gazetteer, RegionIndex};

mod bracket;
mod chain;
mod choice;
mod country;
mod draft;
mod ideograph;
mod mode;
mod outcome;
mod scan;
mod text;
mod unwrap;
mod why;
mod zone;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;

pub use why::reasons;
pub use zone::TimeZones;

use chain::Chain;
use mode::Modes;
use scan::Group;

/// What a source says about where a job is.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaceInput<'a> {
    /// Locations as posted; a string may name several places.
    pub locations: &'a [String],
    /// Country as the source's own field gives it.
    pub country: Option<&'a str>,
    /// What the source's own fields say about remote work.
    pub remote: Option<&'a str>,
    /// Title as posted: it may say `(Remote)`.
    pub title: Option<&'a str>,
}

/// One place where the job is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// ISO 3166-1 code.
    pub country: String,
    /// ISO 3166-2 code.
    pub subdivision: Option<String>,
    /// `GeoNames` id.
    pub city: Option<u32>,
}

impl Place {
    /// Code of the smallest region it names.
    #[must_use]
    pub fn code(&self) -> String {
        match (self.city, &self.subdivision) {
            (Some(id), _) => format!("geonames:{id}"),
            (None, Some(code)) => code.clone(),
            (None, None) => self.country.clone(),
        }
    }
}

/// Where a job is, as far as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceReading {
    /// Places in the order of mention, none of them around another.
    pub places: Vec<Place>,
    /// On site, hybrid or remote, if said.
    pub work_mode: Option<WorkMode>,
    /// Codes of the regions a remote worker may live in, if said.
    pub remote_scope: Vec<String>,
    /// Time zones a remote worker must live in, if said.
    pub time_zones: Option<TimeZones>,
    /// False when there was text and neither a place nor a remote scope was understood.
    pub resolved: bool,
}

impl PlaceReading {
    /// The codes of the remote scope with that of the time zones, if any, behind them.
    #[must_use]
    pub fn scope_codes(&self) -> Vec<String> {
        let regions = self.remote_scope.iter().cloned();
        regions
            .chain(self.time_zones.map(|zones| zones.to_string()))
            .collect()
    }
}

/// Characters read of one location.
const LONGEST: usize = 2_000;
/// Locations read of one posting.
const MOST: usize = 500;

/// Reads where a job is. Never fails: what is not understood is left out.
#[must_use]
pub fn read(gazetteer: &Gazetteer, input: &PlaceInput<'_>) -> PlaceReading {
    let mut groups = Vec::new();
    let mut time_zones = None;
    let mut said = false;
    for location in input.locations.iter().take(MOST) {
        for text in unwrap::texts(text::cap(location, LONGEST)) {
            said |= !text.trim().is_empty();
            read_text(gazetteer, &text, &mut groups, &mut time_zones);
        }
    }
    let mut modes = Modes::of(&groups);
    if let Some(title) = input.title {
        read_title(
            gazetteer,
            text::cap(title, LONGEST),
            &mut groups,
            &mut modes,
        );
    }
    let country = input
        .country
        .map(str::trim)
        .filter(|country| !country.is_empty());
    let home = country_regions(gazetteer, country);
    said |= !home.is_empty();
    let chains = chain::resolve(gazetteer, &groups, &home);
    let mode = mode::decide(modes, input.remote);
    outcome::assemble(
        gazetteer,
        &outcome::Evidence {
            chains: &chains,
            home: &home,
            mode,
            world: groups.iter().any(Group::world),
            time_zones,
            said,
        },
    )
}

fn read_text(
    gazetteer: &Gazetteer,
    text: &str,
    groups: &mut Vec<Group>,
    time_zones: &mut Option<TimeZones>,
) {
    // Some feeds escape what is no HTML.
    let text = text.replace("&amp;", "&");
    let (rest, zones) = zone::take(&text);
    if let Some(zones) = zones {
        *time_zones = Some(time_zones.map_or(zones, |known| known.with(zones)));
    }
    let rest = bracket::open(gazetteer, &rest);
    let rest = ideograph::part(gazetteer, &rest);
    let mut found = Vec::new();
    scan::scan(gazetteer, &text::Text::new(&rest), &mut found);
    country::settle(gazetteer, &mut found);
    groups.append(&mut found);
}

/// Takes from a title only the pieces that speak of remote work and nothing else, such as `(Remote, US)`.
fn read_title(gazetteer: &Gazetteer, title: &str, groups: &mut Vec<Group>, modes: &mut Modes) {
    let pieces = title.split(['(', ')', '[', ']', '|', '–', '—', '/']);
    for piece in pieces.flat_map(|piece| piece.split(" - ")) {
        if !read_piece(gazetteer, piece, groups, modes) {
            for part in piece.split(',') {
                read_piece(gazetteer, part, groups, modes);
            }
        }
    }
}

/// Whether a piece of a title speaks of the way of working and nothing else; it is then taken.
fn read_piece(
    gazetteer: &Gazetteer,
    piece: &str,
    groups: &mut Vec<Group>,
    modes: &mut Modes,
) -> bool {
    let mut found = Vec::new();
    scan::scan(gazetteer, &text::Text::new(piece), &mut found);
    let mut parts = found.iter().flat_map(|group| &group.parts);
    let said = Modes::of(&found);
    let taken = said.any() && parts.all(|part| part.unknown == 0);
    if taken {
        modes.add(said);
    }
    if taken && said.remote() {
        groups.extend(found);
    }
    taken
}

/// The regions that the source's own country field names.
fn country_regions(gazetteer: &Gazetteer, country: Option<&str>) -> Vec<RegionIndex> {
    let mut groups = Vec::new();
    for text in unwrap::texts(text::cap(country.unwrap_or_default(), LONGEST)) {
        // A code in this field is a country's in any case: `ca` is Canada here.
        match gazetteer.region(&text.trim().to_ascii_uppercase()) {
            Some(region) => return vec![region],
            None => scan::scan(gazetteer, &text::Text::new(&text), &mut groups),
        }
    }
    let chains = chain::resolve(gazetteer, &groups, &[]);
    let mut seen = FxHashSet::default();
    let regions = chains.iter().map(|chain: &Chain| chain.region);
    regions.filter(|region| seen.insert(*region)).collect()
}
