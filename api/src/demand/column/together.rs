//! Which skills are named together, from columns.

use std::collections::HashMap;

use super::{
    super::{population::Population, together::Companion},
    market::Market,
    selection::Sense,
    tally::Tally,
};

impl Market {
    /// For each of some skills the others that at least `fewest` postings name beside it, in no order.
    pub(crate) fn together(
        &self,
        population: &Population,
        skills: &[i32],
        fewest: i64,
    ) -> HashMap<i32, Vec<Companion>> {
        let Some(condition) = self.condition(population) else {
            return HashMap::new();
        };
        let selected: Vec<_> = self.select(&condition, Sense::Counted).collect();
        let selected: Vec<_> = selected
            .iter()
            .map(|(slot, selection)| (slot.segment(), selection.rows(slot)))
            .collect();
        let mut found = HashMap::new();
        for skill in skills {
            let Some(code) = self.skill_code(*skill) else {
                continue;
            };
            let mut tally = Tally::default();
            for (segment, rows) in &selected {
                let mut naming = segment.naming(code);
                naming.intersect(rows);
                tally.add(segment, &naming);
            }
            let companions = self.companions(code, &tally, fewest);
            if !companions.is_empty() {
                found.insert(*skill, companions);
            }
        }
        found
    }

    fn companions(&self, code: u16, tally: &Tally, fewest: i64) -> Vec<Companion> {
        let codes = self.codes();
        let others = (0_u16..)
            .zip(codes.skills.values())
            .filter(|(other, _)| *other != code);
        let companions = others.map(|(other, skill)| Companion {
            skill: *skill,
            both: tally.naming(other),
        });
        companions
            .filter(|companion| companion.both >= fewest.max(1))
            .collect()
    }
}
