//! The regions above cities: a few thousand rows with their codes.

use entity::region::Level;
use rustc_hash::FxHashMap;

/// The world, a macro region, a country or a subdivision.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) code: Box<str>,
    pub(super) name: Box<str>,
    pub(super) level: Level,
    pub(super) parent: Option<u32>,
    /// As shown; 0 where no source says it.
    pub(super) population: u64,
    /// For choosing between regions of one name.
    pub(super) weight: u64,
    pub(super) market: f64,
    /// Macro regions that hold this country, or all countries of this macro region.
    pub(super) macros: Vec<u32>,
}

/// All areas, parents before children, the world first.
#[derive(Debug, Default)]
pub(super) struct Areas {
    rows: Vec<Area>,
    codes: FxHashMap<Box<str>, u32>,
}

impl Areas {
    /// Adds a row and returns where it stands, or nothing when the code is taken.
    pub(super) fn push(&mut self, area: Area) -> Option<u32> {
        let index = self.count();
        if self.codes.contains_key(&area.code) {
            return None;
        }
        self.codes.insert(area.code.clone(), index);
        self.rows.push(area);
        Some(index)
    }

    pub(super) fn get(&self, index: u32) -> &Area {
        &self.rows[index as usize]
    }

    pub(super) fn get_mut(&mut self, index: u32) -> &mut Area {
        &mut self.rows[index as usize]
    }

    pub(super) fn by_code(&self, code: &str) -> Option<u32> {
        self.codes.get(code).copied()
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn in_macro(&self, country: u32, around: u32) -> bool {
        self.get(country).macros.contains(&around)
    }

    /// Whether every country of the second macro region lies in the first.
    pub(super) fn holds(&self, around: u32, inner: u32) -> bool {
        self.get(inner).macros.contains(&around)
    }
}
