//! Chooses among the regions that a chain may still mean.

use entity::region::Level;
use rustc_hash::FxHashSet;

use super::draft::{Draft, Live, is_state};
use crate::gazetteer::{Gazetteer, RegionIndex};

/// What else is known when a name is ambiguous.
pub(super) struct Context<'c> {
    /// The source's own country.
    pub(super) home: &'c [RegionIndex],
    /// Countries of places that are certain.
    pub(super) others: FxHashSet<RegionIndex>,
}

impl Live {
    /// How likely the region is meant.
    fn score(
        &self,
        gazetteer: &Gazetteer,
        context: &Context<'_>,
        around: Option<RegionIndex>,
    ) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers of people compare well enough as floats"
        )]
        let people = gazetteer.weight(self.region) as f64 + 1.0;
        let level = match gazetteer.level(self.region) {
            Level::World | Level::Macro => return 1e15,
            Level::Country => 10.0,
            Level::Subdivision | Level::City => 1.0,
        };
        let country = gazetteer.at_level(self.region, Level::Country);
        let mut score = people * level * self.fit * gazetteer.market(self.region);
        if context
            .home
            .iter()
            .any(|home| gazetteer.lies_in(self.region, *home))
        {
            score *= 50.0;
        }
        if country.is_some_and(|country| context.others.contains(&country)) {
            score *= 4.0;
        }
        if let Some(around) = around {
            for (level, factor) in [(Level::Country, 10.0), (Level::Subdivision, 10.0)] {
                let here = gazetteer.at_level(self.region, level);
                if here.is_some() && here == gazetteer.at_level(around, level) {
                    score *= factor;
                }
            }
        }
        score
    }
}

impl Draft {
    /// The country that all its readings share, if it does not rest on a single name.
    pub(super) fn country(&self, gazetteer: &Gazetteer) -> Option<RegionIndex> {
        let mut countries = self
            .live
            .iter()
            .map(|live| gazetteer.at_level(live.region, Level::Country));
        let first = countries.next()??;
        countries.all(|other| other == Some(first)).then_some(first)
    }

    /// The likeliest region, or the city in it that bears its name.
    pub(super) fn choose(
        &self,
        gazetteer: &Gazetteer,
        context: &Context<'_>,
        around: Option<RegionIndex>,
    ) -> Option<RegionIndex> {
        let scored = || {
            self.live
                .iter()
                .map(|live| (live.score(gazetteer, context, around), live.region))
        };
        let best = scored().max_by(|one, other| one.0.total_cmp(&other.0))?.1;
        // `Alden, New York` is a town in the state.
        if self.county || (self.beyond && self.names == 1 && is_state(gazetteer, best)) {
            return Some(best);
        }
        // A city that bears the name of its state or country: `New York`, `Singapore`.
        let share = match gazetteer.level(best) {
            Level::Subdivision => 15,
            Level::Country if self.names > 1 => 0,
            Level::Country => 80,
            _ => return Some(best),
        };
        let inner = scored()
            .filter(|(_, region)| {
                gazetteer.level(*region) == Level::City
                    && gazetteer.lies_in(*region, best)
                    && gazetteer.weight(*region) * 100 >= gazetteer.weight(best) * share
            })
            .max_by(|one, other| one.0.total_cmp(&other.0));
        Some(inner.map_or(best, |(_, city)| city))
    }
}
