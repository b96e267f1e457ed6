//! The regions as the database keeps them.

use entity::region::Level;

use super::{Gazetteer, RegionIndex};

/// One row of the region table, with codes where the database has ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionEntry {
    /// `WORLD`, `EU`, `DE`, `DE-BE` or `geonames:2950159`.
    pub code: String,
    /// English name.
    pub name: String,
    /// Where it stands in the tree.
    pub level: Level,
    /// The next region up; the world has none.
    pub parent_code: Option<String>,
    /// Every region it lies in, itself first.
    pub ancestor_codes: Vec<String>,
    /// People living there; 0 where no source says it.
    pub population: i64,
}

impl Gazetteer {
    pub(super) fn entry(&self, region: RegionIndex) -> RegionEntry {
        let population = match self.city_row(region) {
            Some(row) => self.cities.get(row).population.into(),
            None => self.areas.get(region.0).population,
        };
        RegionEntry {
            code: self.code(region),
            name: self.name(region).to_owned(),
            level: self.level(region),
            parent_code: self.parent(region).map(|parent| self.code(parent)),
            ancestor_codes: self.ancestor_codes(region),
            population: i64::try_from(population).unwrap_or(i64::MAX),
        }
    }

    fn ancestor_codes(&self, region: RegionIndex) -> Vec<String> {
        let mut codes = Vec::new();
        let mut at = Some(region);
        while let Some(region) = at {
            if self.level(region) <= Level::Country {
                codes.push(self.code(region));
                let macros = &self.areas.get(region.0).macros;
                codes.extend(macros.iter().map(|index| self.code(RegionIndex(*index))));
                if self.level(region) != Level::World {
                    codes.push(self.code(self.world()));
                }
                return codes;
            }
            codes.push(self.code(region));
            at = self.parent(region);
        }
        codes
    }
}
