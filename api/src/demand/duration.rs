//! How long postings stay open: Kaplan and Meier's estimate, which takes those that are still open for what they are.
//!
//! Time is counted in whole days from the day of posting: a posting that is found gone on the day after it was posted
//! lasted one day. What each day asks is: of the postings that somebody looked at today and knew to be open before, which
//! are gone? A posting is asked about from the day after it came into sight until the last day that anybody vouches for,
//! so that one that was met only because it had lasted so long says nothing about the days before (left truncation), and
//! one whose end nobody saw says nothing about the days after (censoring).

use std::collections::BTreeMap;

use super::interval::{Proportion, Z, real};

/// How many canonical postings of a population were watched for the same days of their lives.
///
/// Days are UTC days and count from a posting's start, the earlier of its day of posting and the first day on which it was
/// seen; places and days are those of its cluster. `entry` is the first day seen or, if that is later and the basis is
/// ACTIVE, the day before the period: what had closed by then would not be in the population. `exit` is the last day on
/// which it is known to have been open or, if it closed, the day on which that was noticed. `closed`: no posting of the
/// cluster is still open. It is not bounded by the end of the period: what became of a posting later counts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Span {
    /// The day of its life on which it came into sight.
    pub(crate) entry: i32,
    /// The last day of its life that is known.
    pub(crate) exit: i32,
    /// Whether it ended then.
    pub(crate) closed: bool,
    /// How many postings.
    pub(crate) postings: i64,
}

impl Span {
    /// The days of its life on which it was watched, the first and the last; none if nobody looked at it a second time.
    ///
    /// One that closed on the very day it came into sight was gone the day after.
    fn watched(self) -> Option<(i32, i32)> {
        let first = self.entry.max(0).saturating_add(1);
        let last = if self.closed {
            self.exit.max(first)
        } else {
            self.exit
        };
        (first <= last).then_some((first, last))
    }
}

/// How many postings an estimate rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Watched {
    /// Postings that were looked at again after the day on which they came into sight.
    pub(crate) postings: i64,
    /// Those of them whose end nobody saw.
    pub(crate) censored: i64,
}

impl Watched {
    /// What some spans have.
    pub(crate) fn of(spans: &[Span]) -> Self {
        let watched = spans.iter().filter(|span| span.watched().is_some());
        watched.fold(Self::default(), |sum, span| Self {
            postings: sum.postings + span.postings,
            censored: sum.censored + if span.closed { 0 } else { span.postings },
        })
    }
}

/// The share of postings that are open for longer than so many days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SurvivalPoint {
    /// Days since the posting.
    pub(crate) day: i32,
    /// Share that is still open after them.
    pub(crate) share: f64,
    /// Lower end at 95 %.
    pub(crate) low: f64,
    /// Upper end at 95 %.
    pub(crate) high: f64,
}

/// A median with its interval at 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Median {
    /// The first day after which no more than half are open.
    pub(crate) days: i32,
    /// The first day on which that may be so.
    pub(crate) low: i32,
    /// The first day on which it is certainly so; none if that is later than the estimate reaches.
    pub(crate) high: Option<i32>,
}

/// The share of postings that are still open, day by day of their lives, as far as enough of them were watched.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Survival {
    points: Vec<SurvivalPoint>,
    /// How many postings were watched on the first day beyond the estimate: fewer than were asked for.
    watched_beyond: i64,
}

/// What a day of life changes.
#[derive(Default)]
struct Change {
    watched: i64,
    closed: i64,
}

/// Half, with room for the rounding of a product.
const HALF: f64 = 0.5 + 1e-12;

impl Survival {
    /// The estimate up to the first day on which fewer than `fewest` postings, or none, were watched.
    pub(crate) fn of(spans: &[Span], fewest: i64) -> Self {
        let mut point = SurvivalPoint {
            day: 0,
            share: 1.0,
            low: 1.0,
            high: 1.0,
        };
        let mut points = vec![point];
        let (mut watched, mut spread) = (0, 0.0);
        for (day, change) in changes(spans) {
            watched += change.watched;
            if watched < fewest.max(1) {
                break;
            }
            if change.closed > 0 {
                let left = watched - change.closed;
                spread += real(change.closed) / real(watched) / real(left);
                point = SurvivalPoint {
                    day,
                    share: point.share * real(left) / real(watched),
                    ..point
                };
                (point.low, point.high) = interval(point, spread, watched);
                points.push(point);
            }
        }
        Self {
            points,
            watched_beyond: watched,
        }
    }

    /// The days after which the share is smaller than before, in order; first the day of posting, with all of them.
    pub(crate) fn points(&self) -> &[SurvivalPoint] {
        &self.points
    }

    /// The day after which no more than half are open; none if the estimate does not reach it.
    ///
    /// Its interval holds the days on which half lies in the interval of the share (Brookmeyer and Crowley).
    pub(crate) fn median(&self) -> Option<Median> {
        let first = |bound: fn(&SurvivalPoint) -> f64| {
            let point = self.points.iter().find(|point| bound(point) <= HALF);
            point.map(|point| point.day)
        };
        Some(Median {
            days: first(|point| point.share)?,
            low: first(|point| point.low)?,
            high: first(|point| point.high),
        })
    }
}

/// What changes on which day of life, in order; between two of them nothing does.
fn changes(spans: &[Span]) -> BTreeMap<i32, Change> {
    // The first day is looked at even if nobody was watched on it: then nothing is known at all.
    let mut changes = BTreeMap::from([(1, Change::default())]);
    for span in spans {
        if let Some((first, last)) = span.watched() {
            changes.entry(first).or_default().watched += span.postings;
            let after = changes.entry(last.saturating_add(1)).or_default();
            after.watched -= span.postings;
            if span.closed {
                changes.entry(last).or_default().closed += span.postings;
            }
        }
    }
    changes
}

/// The interval of a share at 95 %, on the scale of the logarithm of its logarithm, where it cannot leave 0 to 1; `spread` is
/// Greenwood's sum, and the point still has the upper end of the day before.
fn interval(point: SurvivalPoint, spread: f64, watched: i64) -> (f64, f64) {
    if point.share <= 0.0 {
        // A logarithm has no zero. That none of those watched is left says what none of so many always says.
        let none = Proportion::new(0, watched).map_or(1.0, |none| none.interval().1);
        return (0.0, point.high * none);
    }
    let factor = (Z * spread.sqrt() / point.share.ln().abs()).exp();
    (point.share.powf(factor), point.share.powf(factor.recip()))
}

/// How long postings stay open, in a form that can defend itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Estimate {
    /// The median.
    pub(crate) median: Median,
    /// The share that is open after each day.
    pub(crate) survival: Survival,
    /// How many postings it rests on.
    pub(crate) watched: Watched,
    /// The median of those that have closed alone.
    pub(crate) closed_only: Option<i32>,
}

/// Why nothing can be said: on some day of their lives so few postings were watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooFew {
    /// How many were.
    pub(crate) watched: i64,
    /// How many would have to be.
    pub(crate) minimum: i64,
}

impl Estimate {
    /// What some spans tell if at least `minimum` postings were watched, and half as many on each day up to the median: of the
    /// minimum, without censoring, about half are left by then.
    pub(crate) fn of(spans: &[Span], minimum: i64) -> Result<Self, TooFew> {
        let watched = Watched::of(spans);
        if watched.postings < minimum {
            return Err(TooFew {
                watched: watched.postings,
                minimum,
            });
        }
        let fewest = (minimum + 1) / 2;
        let survival = Survival::of(spans, fewest);
        match survival.median() {
            Some(median) => Ok(Self {
                median,
                survival,
                watched,
                closed_only: closed_only(spans),
            }),
            None => Err(TooFew {
                watched: survival.watched_beyond,
                minimum: fewest.max(1),
            }),
        }
    }
}

/// The usual, misleading figure: the median of those that have closed, however many are still open.
pub(crate) fn closed_only(spans: &[Span]) -> Option<i32> {
    let mut closed = BTreeMap::new();
    for span in spans.iter().filter(|span| span.closed) {
        *closed.entry(span.exit).or_insert(0) += span.postings;
    }
    let all: i64 = closed.values().sum();
    let mut so_far = 0;
    let half = closed.into_iter().find(|(_, postings)| {
        so_far += postings;
        so_far * 2 >= all
    });
    half.map(|(day, _)| day)
}

#[cfg(test)]
#[path = "duration/tests.rs"]
mod tests;
