//! The places of a level inside a population's regions, from columns.

use entity::region::Level;

use super::{
    super::{place::PlaceCount, population::Population},
    bitmap::Bitmap,
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
        let mut sets = vec![(0, 0); self.codes().places.sets().len()];
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            let rows = selection.rows(slot);
            let mut naming = match skill {
                Some(Some(skill)) => segment.naming(skill),
                _ => Bitmap::none(segment.len()),
            };
            naming.intersect(&rows);
            for (place, stretch) in segment.stretches() {
                let (postings, both) = &mut sets[place as usize];
                *postings += rows.count_in(stretch.clone());
                *both += naming.count_in(stretch);
            }
        }
        self.by_region(&sets, population, level)
    }

    /// From sets of regions to the regions in them.
    fn by_region(
        &self,
        sets: &[(usize, usize)],
        population: &Population,
        level: Level,
    ) -> Vec<PlaceCount> {
        let codes = self.codes();
        let count = |(id, holding): (i32, &[u32])| {
            let region = self.catalogue.regions.get(id)?;
            let lies_in =
                |group: &Vec<i32>| region.ancestor_ids.iter().any(|id| group.contains(id));
            if region.level != level || !population.regions.iter().all(lies_in) {
                return None;
            }
            let sets = holding.iter().filter_map(|set| sets.get(*set as usize));
            let (postings, naming) = sets.fold((0, 0), |(postings, naming), set| {
                (postings + set.0, naming + set.1)
            });
            (postings > 0).then(|| PlaceCount {
                id,
                code: region.code.clone(),
                postings: whole(postings),
                naming: whole(naming),
            })
        };
        codes.places.regions().filter_map(count).collect()
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
