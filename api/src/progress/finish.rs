//! How long the rest of a roadmap takes.
//!
//! A node's months are shared among the leaves below it that have no nearer node with months, by what they count; what lies below
//! no months at all takes as long as the rest does by what it counts. Nodes whose months overlap are worked on together.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use entity::progress_event::State;

use super::{outline::Outline, percent::counted};

/// How many hours a week the months of a roadmap are meant with.
const USUAL_HOURS: f64 = 10.0;

/// How many days a month has on average.
const DAYS: f64 = 365.2425 / 12.0;

/// How many hours a week somebody learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace(f64);

impl Default for Pace {
    fn default() -> Self {
        Self(USUAL_HOURS)
    }
}

impl Pace {
    /// So many hours; none where a week has no such number of them.
    pub(crate) fn new(hours: f64) -> Option<Self> {
        (hours > 0.0 && hours <= 168.0).then_some(Self(hours))
    }
}

/// What something counts, and how much of that is left.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    all: f64,
    left: f64,
}

impl Load {
    fn part(self) -> f64 {
        if self.all > 0.0 {
            self.left / self.all
        } else {
            0.0
        }
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.left += other.left;
    }
}

/// The months that the rest takes at the usual pace; nothing where no node says how long it takes.
pub(crate) fn remaining_months(outline: &Outline, states: &[State]) -> Option<f64> {
    let mut blocks: BTreeMap<Option<usize>, Load> = BTreeMap::new();
    for (unit, counts) in outline.units.iter().zip(counted(outline, states)) {
        let Some(counts) = counts else { continue };
        let first = unit.leaves.first().copied();
        let block = first.and_then(|leaf| outline.timed(leaf));
        let value = unit.value(states);
        let left = if unit.is_passed_over(states) || value >= 1.0 {
            0.0
        } else if counts.value >= 1.0 {
            // Optional and begun: it counts as much as is done of it, and what is not done is left.
            counts.weight / value * (1.0 - value)
        } else {
            counts.weight * (1.0 - value)
        };
        let all = if counts.value >= 1.0 {
            counts.weight + left
        } else {
            counts.weight
        };
        blocks.entry(block).or_default().add(Load { all, left });
    }
    let lengths = outline.lengths();
    let (mut months, mut covered, mut rest) = (0.0, Load::default(), 0.0);
    let mut length = 0.0;
    for (block, load) in blocks
        .iter()
        .filter_map(|(block, load)| Some(((*block)?, load)))
    {
        let own = lengths.get(&block).copied().unwrap_or(0.0);
        months += own * load.part();
        length += own;
        covered.add(*load);
    }
    if lengths.is_empty() {
        return None;
    }
    if let Some(uncovered) = blocks.get(&None)
        && covered.all > 0.0
    {
        rest = length / covered.all * uncovered.left;
    }
    Some((months + rest) * outline.overlap())
}

/// The day on which somebody is through who has so many months left at the usual pace; nothing where that is beyond all calendars.
pub(crate) fn finish(months: f64, pace: Pace, today: NaiveDate) -> Option<NaiveDate> {
    let days = (months * DAYS * USUAL_HOURS / pace.0).ceil();
    // Above a million days, 2,700 years, nobody needs a date.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked"
    )]
    let days = (0.0..=1e6).contains(&days).then_some(days as u64)?;
    today.checked_add_days(Days::new(days))
}

impl Outline {
    /// The nearest of a node and those above it that says how long it takes.
    fn timed(&self, node: usize) -> Option<usize> {
        self.line(node).find(|node| {
            self.nodes
                .get(*node)
                .is_some_and(|node| node.months.is_some())
        })
    }

    /// The months of each node that has any, without those of nodes below it.
    fn lengths(&self) -> BTreeMap<usize, f64> {
        let mut lengths = BTreeMap::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let Some((from, to)) = node.months else {
                continue;
            };
            lengths.insert(number, to - from);
            let above = node.parent.and_then(|parent| self.timed(parent));
            if let Some(above) = above.and_then(|above| lengths.get_mut(&above)) {
                *above = f64::max(*above - (to - from), 0.0);
            }
        }
        lengths
    }

    /// By how much months are fewer because nodes are worked on together.
    fn overlap(&self) -> f64 {
        let tops = self.nodes.iter().filter(|node| {
            let above = node.parent.and_then(|parent| self.timed(parent));
            above.is_none()
        });
        let mut stretches: Vec<(f64, f64)> = tops.filter_map(|node| node.months).collect();
        stretches.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (mut sum, mut union, mut end) = (0.0, 0.0, f64::NEG_INFINITY);
        for (from, to) in stretches {
            sum += to - from;
            union += (to - f64::max(from, end)).max(0.0);
            end = f64::max(end, to);
        }
        if sum > 0.0 { union / sum } else { 1.0 }
    }
}
