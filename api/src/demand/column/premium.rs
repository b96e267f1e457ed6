//! The strata in which the pay with a skill is compared with the pay without it, from columns.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::{
    super::{
        population::Population,
        premium::{SMALLEST_SIDE, Side, Strata, Stratum},
    },
    market::Market,
    pay::{amount, paying},
    segment::{Mention, Standing},
    selection::Sense,
};

/// What the postings of a stratum have in common: role, level, country and currency, by code.
type Likeness = (u16, u8, i32, u8);

/// A paid posting: what it pays and whom it asks for.
type Paid<'a> = (f64, &'a [Mention]);

impl Market {
    /// The strata of some skills; a skill without any is left out.
    pub(crate) fn strata(&self, population: &Population, skills: &[i32]) -> HashMap<i32, Strata> {
        let strata = self.paid(population);
        let mut found = HashMap::new();
        for skill in skills {
            let Some(code) = self.skill_code(*skill) else {
                continue;
            };
            let compared = strata.iter().filter_map(|(likeness, paid)| {
                let (with, without) = sides(paid, code)?;
                self.stratum(*likeness, with, without)
            });
            let compared: Vec<_> = compared.collect();
            if !compared.is_empty() {
                found.insert(*skill, Strata::new(compared));
            }
        }
        found
    }

    fn paid(&self, population: &Population) -> FxHashMap<Likeness, Vec<Paid<'_>>> {
        let mut strata: FxHashMap<Likeness, Vec<Paid<'_>>> = FxHashMap::default();
        let Some(condition) = self.condition(population) else {
            return strata;
        };
        for slot in &self.slots {
            let Some(selection) = super::selection::select(slot, &condition, Sense::Counted) else {
                continue;
            };
            let segment = slot.segment();
            for (row, pay) in paying(slot, &selection) {
                let Some(country) = self.codes().places.country(segment.places[row]) else {
                    continue;
                };
                let level = segment.standings[row].seniority();
                let likeness = (segment.roles[row], level, country, pay.currency);
                strata
                    .entry(likeness)
                    .or_default()
                    .push((amount(pay), segment.mentions(row)));
            }
        }
        strata
    }

    fn stratum(
        &self,
        (role, level, country, currency): Likeness,
        with: Side,
        without: Side,
    ) -> Option<Stratum> {
        let codes = self.codes();
        let level = Some(level).filter(|level| *level != Standing::NO_LEVEL);
        Some(Stratum {
            role: *codes.roles.values().get(usize::from(role))?,
            seniority: level.map(i16::from),
            country,
            currency: codes
                .currencies
                .values()
                .get(usize::from(currency))?
                .to_string(),
            with,
            without,
        })
    }
}

/// Those that name a skill and those that do not; nothing where either are too few.
fn sides(paid: &[Paid<'_>], skill: u16) -> Option<(Side, Side)> {
    let names = |(_, mentions): &&Paid<'_>| {
        mentions
            .binary_search_by_key(&skill, |mention| mention.skill())
            .is_ok()
    };
    let (with, without): (Vec<_>, Vec<_>) = paid.iter().partition(names);
    let side = |paid: Vec<&Paid<'_>>| {
        let enough = i64::try_from(paid.len()).is_ok_and(|paid| paid >= SMALLEST_SIDE);
        enough.then(|| Side::of(paid.into_iter().map(|(amount, _)| *amount).collect()))
    };
    Some((side(with)?, side(without)?))
}
