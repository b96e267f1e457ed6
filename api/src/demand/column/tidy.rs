//! Joining small segments, so that a question has few to look at.
//!
//! What is taken in comes as a *fresh* segment of all months. Fresh ones are joined with each other as they grow, so that their
//! number grows with the logarithm of what was taken in; many fresh rows are put where they belong, beside the others of
//! their months.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    builder::{Builder, FEWEST},
    day,
    market::{Market, Slot},
    segment::{MAX_ROWS, Row},
};

/// How many rows may be fresh, or lie in segments that are mostly dead, before they are put where they belong.
const MISPLACED: usize = MAX_ROWS / 2;

impl Market {
    /// The same market with fewer segments; nothing where there is not enough to join.
    pub(crate) fn tidied(&self) -> Option<Self> {
        let misplaced = self.slots.iter().filter(|slot| slot.is_misplaced());
        let rows: usize = misplaced.map(|slot| slot.live().count()).sum();
        if rows < MISPLACED {
            self.joined()
        } else {
            Some(self.placed())
        }
    }

    /// Joins the last fresh segments while the one before is not much larger.
    fn joined(&self) -> Option<Self> {
        let mut market = self.clone();
        while let [.., one, other] = market.slots.as_slice() {
            let much_larger = one.live().count() > 2 * other.live().count();
            if much_larger || !one.is_fresh() || !other.is_fresh() {
                break;
            }
            let mut builder = Builder::default();
            for slot in [one, other] {
                slot.each(|row| builder.push(row));
            }
            let joined = builder.segments(&self.codes().places);
            market.slots.truncate(market.slots.len() - 2);
            market.slots.extend(
                joined
                    .into_iter()
                    .map(|segment| Arc::new(Slot::fresh(segment))),
            );
        }
        (market.slots.len() < self.slots.len()).then_some(market)
    }

    /// Puts every misplaced row beside those of its month.
    fn placed(&self) -> Self {
        let mut months: BTreeMap<u16, Builder> = BTreeMap::new();
        let mut place = |row: Row<'_>| months.entry(day::month(row.first).0).or_default().push(row);
        let (misplaced, placed): (Vec<_>, Vec<_>) =
            self.slots.iter().partition(|slot| slot.is_misplaced());
        for slot in misplaced {
            slot.each(&mut place);
        }
        let mut slots = Vec::new();
        for slot in placed {
            // A segment holds rows that began in one month, so its first day tells which. The small ones are made anew with what comes.
            let month = months.get_mut(&day::month(slot.segment().zones.first.low).0);
            match month.filter(|_| slot.live().count() < FEWEST) {
                Some(month) => slot.each(|row| month.push(row)),
                None => slots.push(Arc::clone(slot)),
            }
        }
        for mut month in months.into_values() {
            let segments = month.cells(&self.codes().places);
            slots.extend(
                segments
                    .into_iter()
                    .map(|segment| Arc::new(Slot::new(segment))),
            );
        }
        Self {
            slots,
            ..self.clone()
        }
    }
}
