//! The embedded gazetteer: countries, their subdivisions, cities of 15,000 people and more, and the macro regions above.
//!
//! Names are looked up as [`fold`] writes them. Nothing here reads sentences: that is `normalise::place`.

use std::sync::OnceLock;

use entity::content::ContentError;
use entity::region::Level;

mod area;
mod city;
mod fold;
mod load;
mod name;
mod sense;
mod table;

#[cfg(test)]
mod tests;

pub use fold::fold;
pub(crate) use fold::{fold_into, is_space};
pub use name::{Candidate, NameKind};
pub use sense::Sense;
pub use table::RegionEntry;

use area::Areas;
use city::Cities;
use name::Names;
use sense::Senses;

/// One region of a gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionIndex(u32);

/// Countries, subdivisions, cities and macro regions with their names.
#[derive(Debug)]
pub struct Gazetteer {
    areas: Areas,
    cities: Cities,
    names: Names,
    senses: Senses,
}

impl Gazetteer {
    /// The gazetteer that the product ships, unpacked on first use.
    ///
    /// # Errors
    /// With file and line when a shipped file is not well made.
    pub fn embedded() -> Result<&'static Self, &'static ContentError> {
        static EMBEDDED: OnceLock<Result<Gazetteer, ContentError>> = OnceLock::new();
        EMBEDDED.get_or_init(load::load).as_ref()
    }

    /// Hash of the shipped files: which gazetteer this is.
    ///
    /// # Errors
    /// When a file is missing.
    pub fn version() -> Result<String, ContentError> {
        load::version()
    }

    /// The whole world.
    #[must_use]
    pub fn world(&self) -> RegionIndex {
        RegionIndex(0)
    }

    /// Everything that a folded name may mean, added to `found`.
    pub fn find(&self, folded: &str, found: &mut Vec<Candidate>) {
        self.names.find(folded, self.city_base(), found);
    }

    /// What a folded word or phrase means in a location when it is no place.
    #[must_use]
    pub fn sense(&self, folded: &str) -> Option<Sense> {
        self.senses.find(folded)
    }

    /// The region of a code such as `WORLD`, `EU`, `DE`, `DE-BE` or `geonames:2950159`.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<RegionIndex> {
        match code.strip_prefix("geonames:") {
            None => self.areas.by_code(code).map(RegionIndex),
            Some(id) => {
                let row = self.cities.row(id.parse().ok()?)?;
                Some(RegionIndex(self.city_base() + row))
            }
        }
    }

    /// Its code.
    #[must_use]
    pub fn code(&self, region: RegionIndex) -> String {
        match self.city_row(region) {
            Some(row) => format!("geonames:{}", self.cities.get(row).id),
            None => self.areas.get(region.0).code.to_string(),
        }
    }

    /// Its English name, or for a city the name that GeoNames gives first.
    #[must_use]
    pub fn name(&self, region: RegionIndex) -> &str {
        match self.city_row(region) {
            Some(row) => self.cities.name(row),
            None => &self.areas.get(region.0).name,
        }
    }

    /// Where it stands in the tree.
    #[must_use]
    pub fn level(&self, region: RegionIndex) -> Level {
        match self.city_row(region) {
            Some(_) => Level::City,
            None => self.areas.get(region.0).level,
        }
    }

    /// The GeoNames id of a city.
    #[must_use]
    pub fn geonames_id(&self, region: RegionIndex) -> Option<u32> {
        self.city_row(region).map(|row| self.cities.get(row).id)
    }

    /// The next region up: of a country its continent, of the world none.
    #[must_use]
    pub fn parent(&self, region: RegionIndex) -> Option<RegionIndex> {
        match self.city_row(region) {
            Some(row) => Some(RegionIndex(self.cities.get(row).area)),
            None => self.areas.get(region.0).parent.map(RegionIndex),
        }
    }

    /// The region itself or the one above it that stands on this level.
    #[must_use]
    pub fn at_level(&self, region: RegionIndex, level: Level) -> Option<RegionIndex> {
        let mut at = Some(region);
        while let Some(region) = at {
            let here = self.level(region);
            if here == level {
                return at;
            }
            if here < level {
                return None;
            }
            at = self.parent(region);
        }
        None
    }

    /// Whether the first region is the second or lies in it.
    #[must_use]
    pub fn lies_in(&self, region: RegionIndex, around: RegionIndex) -> bool {
        if region == around {
            return true;
        }
        match self.level(around) {
            Level::World => true,
            Level::City => false,
            Level::Macro if self.level(region) == Level::Macro => {
                self.areas.holds(around.0, region.0)
            }
            Level::Macro => self
                .at_level(region, Level::Country)
                .is_some_and(|country| self.areas.in_macro(country.0, around.0)),
            level => self.at_level(region, level) == Some(around),
        }
    }

    /// The far larger city that a city is a quarter of.
    #[must_use]
    pub fn quarter_of(&self, region: RegionIndex) -> Option<RegionIndex> {
        let around = self.cities.get(self.city_row(region)?).around?;
        Some(RegionIndex(self.city_base() + self.cities.row(around)?))
    }

    /// People living there; of a subdivision those in its cities, counting boroughs twice.
    pub(crate) fn weight(&self, region: RegionIndex) -> u64 {
        match self.city_row(region) {
            Some(row) => self.cities.get(row).population.into(),
            None => self.areas.get(region.0).weight,
        }
    }

    /// How much likelier a posting means a place in this region's country than its people alone would say.
    pub(crate) fn market(&self, region: RegionIndex) -> f64 {
        self.at_level(region, Level::Country)
            .map_or(1.0, |country| self.areas.get(country.0).market)
    }

    /// Every region with what the database keeps of it, parents before children.
    pub fn regions(&self) -> impl Iterator<Item = RegionEntry> {
        let count = self.city_base() + self.cities.count();
        (0..count).map(|index| self.entry(RegionIndex(index)))
    }

    /// Cities stand behind all other regions.
    fn city_base(&self) -> u32 {
        self.areas.count()
    }

    fn city_row(&self, region: RegionIndex) -> Option<u32> {
        region.0.checked_sub(self.city_base())
    }
}
