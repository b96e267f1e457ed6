//! How many postings somebody with some skills can answer, from columns.

use super::{
    super::{
        interval::Proportion,
        population::Population,
        reach::{Abilities, FEWEST_SKILLS, meets},
    },
    market::Market,
    selection::Sense,
};

impl Market {
    /// The share of postings of which enough skills are met, among those that name enough of them.
    pub(crate) fn reach(
        &self,
        population: &Population,
        abilities: &Abilities,
    ) -> Option<Proportion> {
        let condition = self.condition(population)?;
        let points = self.points(abilities);
        let fewest = usize::try_from(FEWEST_SKILLS).ok()?;
        let (mut naming, mut met) = (0, 0);
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let segment = slot.segment();
            for row in selection.rows(slot).rows() {
                let mentions = segment.mentions(row);
                if mentions.len() < fewest {
                    continue;
                }
                let (mut held, mut adjacent) = (0, 0);
                for mention in mentions {
                    let points = points.get(usize::from(mention.skill())).copied();
                    held += usize::from(points == Some(2));
                    adjacent += usize::from(points == Some(1));
                }
                naming += 1;
                met += i64::from(meets(mentions.len(), held, adjacent));
            }
        }
        Proportion::new(met, naming)
    }

    /// For each skill's code 2 where it is held, 1 where it is adjacent.
    fn points(&self, abilities: &Abilities) -> Vec<u8> {
        let codes = self.codes();
        let mut points = vec![0; codes.skills.values().len()];
        for (skills, value) in [(&abilities.adjacent, 1), (&abilities.held, 2)] {
            let known = skills.iter().filter_map(|skill| codes.skills.known(skill));
            for code in known {
                if let Some(point) = points.get_mut(code as usize) {
                    *point = value;
                }
            }
        }
        points
    }
}
