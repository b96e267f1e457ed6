//! The places of a level inside a population's regions, from columns.

use entity::region::Level;
use rustc_hash::FxHashMap;

use super::{
    super::{place::PlaceCount, population::Population},
    market::Market,
    selection::Sense,
};

impl Market {
    /// The regions of a level, in no order.
    pub(crate) fn places(
        &self,
        population: &Population,
        skill: Option<i32>,
        level: Level,
    ) -> Vec<PlaceCount> {
        let Some(condition) = self.condition(population) else {
            return Vec::new();
        };
        let skill = skill.map(|skill| self.skill_code(skill));
        // Each set of regions with its postings and those that name the skill.
        let mut sets = vec![(0_i64, 0_i64); self.codes().places.sets().len()];
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            let rows = selection.rows(slot);
            for row in rows.rows() {
                sets[segment.places[row] as usize].0 += 1;
            }
            if let Some(Some(skill)) = skill {
                let naming = segment
                    .inverted
                    .rows(skill)
                    .iter()
                    .map(|row| usize::from(*row));
                for row in naming.filter(|row| rows.contains(*row)) {
                    sets[segment.places[row] as usize].1 += 1;
                }
            }
        }
        self.by_region(&sets, population, level)
    }

    /// From sets of regions to the regions in them.
    fn by_region(
        &self,
        sets: &[(i64, i64)],
        population: &Population,
        level: Level,
    ) -> Vec<PlaceCount> {
        let codes = self.codes();
        let mut found: FxHashMap<i32, PlaceCount> = FxHashMap::default();
        for ((postings, naming), regions) in sets.iter().zip(codes.places.sets()) {
            if *postings == 0 {
                continue;
            }
            for id in regions.iter() {
                let Some(region) = self.catalogue.regions.get(*id) else {
                    continue;
                };
                let lies_in =
                    |group: &Vec<i32>| region.ancestor_ids.iter().any(|id| group.contains(id));
                if region.level != level || !population.regions.iter().all(lies_in) {
                    continue;
                }
                let place = found.entry(*id).or_insert_with(|| PlaceCount {
                    id: *id,
                    code: region.code.clone(),
                    postings: 0,
                    naming: 0,
                });
                place.postings += postings;
                place.naming += naming;
            }
        }
        found.into_values().collect()
    }
}
