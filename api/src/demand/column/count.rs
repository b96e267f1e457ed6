//! How many postings there are, and how many of them name each skill, from columns.

use std::sync::Arc;

use entity::posting::Requirement;

use super::{
    super::{
        count::{SkillCount, SkillTable, Totals},
        interval::Proportion,
        population::Population,
    },
    market::Market,
    selection::{Selection, Sense},
    tally::{Tally, count},
};

impl Market {
    /// The size of a population.
    pub(crate) fn totals(&self, population: &Population) -> Totals {
        let Some(condition) = self.condition(population) else {
            return Totals::default();
        };
        let mut totals = Totals::default();
        let mut sources = vec![false; self.codes().sources.values().len()];
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let summary = slot.summary();
            match &selection {
                Selection::Whole => {
                    totals.postings += summary.all.postings;
                    let whole = summary.sources();
                    whole.for_each(|source| sources[usize::from(source)] = true);
                }
                Selection::Sources(asked) => {
                    totals.postings += summary.of_sources(Sense::Counted, asked);
                    for source in asked {
                        sources[usize::from(*source)] = true;
                    }
                }
                Selection::Some(rows) => {
                    totals.postings += count(rows);
                    if summary
                        .sources()
                        .any(|source| !sources[usize::from(source)])
                    {
                        let of_rows = rows.rows().map(|row| slot.segment().sources[row]);
                        of_rows.for_each(|source| sources[usize::from(source)] = true);
                    }
                }
            }
        }
        for (slot, selection) in self.select(&condition, Sense::Listed) {
            totals.raw += match selection {
                Selection::Whole => count(&slot.rows(Sense::Listed)),
                Selection::Sources(asked) => slot.summary().of_sources(Sense::Listed, &asked),
                Selection::Some(rows) => count(&rows),
            };
        }
        let codes = self.codes();
        let found = codes.sources.values().iter().zip(&sources);
        totals.sources = found
            .filter(|(_, found)| **found)
            .map(|(source, _)| *source)
            .collect();
        totals.sources.sort_unstable();
        totals
    }

    /// The skills of a population.
    pub(crate) fn skills(&self, population: &Population) -> SkillTable {
        let mut tally = Tally::new(self.codes().skills.values().len());
        if let Some(condition) = self.condition(population) {
            for (slot, selection) in self.select(&condition, Sense::Counted) {
                tally.select(slot, &selection);
            }
        }
        self.table(&tally)
    }

    /// What was counted, by skill.
    fn table(&self, tally: &Tally) -> SkillTable {
        let codes = self.codes();
        let ids = (0_u16..).zip(codes.skills.values());
        let row = |(code, id): (u16, &i32)| {
            let naming = tally.naming(code);
            // Few of all skills are named, so they are not looked up before that is known.
            let skill = (naming > 0).then(|| self.catalogue.skills.get(id))??;
            Some(SkillCount {
                skill: Arc::clone(skill),
                naming,
                required: tally.at(code, Requirement::Required as u16),
                nice: tally.at(code, Requirement::Nice as u16),
            })
        };
        SkillTable::new(ids.filter_map(row).collect())
    }

    /// The share of postings whose location was not understood, under the same filter without its regions.
    pub(crate) fn unresolved(&self, population: &Population) -> Option<Proportion> {
        let condition = self.condition(&population.anywhere())?;
        let (mut postings, mut unresolved) = (0, 0);
        for (slot, selection) in self.select(&condition, Sense::Counted) {
            let mut rows = selection.rows(slot).into_owned();
            postings += count(&rows);
            rows.intersect(&slot.segment().unresolved);
            unresolved += count(&rows);
        }
        Proportion::new(unresolved, postings)
    }
}
