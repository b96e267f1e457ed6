//! How long postings stay open.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject, Union};

use super::{
    demand::Market,
    error::invalid,
    loader::{SpansOf, load},
    page::count,
    share::Suppressed,
};
use crate::demand::duration::{Estimate, SurvivalPoint as Point};

/// How many days a curve has when nobody says.
const DAYS: i32 = 180;

/// How many days a curve may have.
const MAX_DAYS: i32 = 1_000;

/// How long postings stay open, or why that cannot be said.
#[derive(Union)]
pub(crate) enum DurationResult {
    /// How long they do.
    Duration(Box<Duration>),
    /// Why that cannot be said.
    Suppressed(Suppressed),
}

/// How long postings stay open, by Kaplan and Meier: those that are still open, or were lost sight of, count for as long as
/// they were watched.
pub(crate) struct Duration(Estimate);

/// How long postings stay open, by Kaplan and Meier: those that are still open, or were lost sight of, count for as long as
/// they were watched.
#[Object]
impl Duration {
    /// The first day, counted from the day of posting, after which no more than half of them are open.
    async fn median_days(&self) -> f64 {
        f64::from(self.0.median.days)
    }

    /// Lower end of the median's 95 % interval.
    async fn median_low(&self) -> f64 {
        f64::from(self.0.median.low)
    }

    /// Upper end of the median's 95 % interval; null where it is later than can be said.
    async fn median_high(&self) -> Option<f64> {
        self.0.median.high.map(f64::from)
    }

    /// The median of those postings alone that have closed: the usual figure, which says too little while what lasts long has
    /// not closed yet.
    async fn closed_only_median_days(&self) -> Option<f64> {
        self.0.closed_only.map(f64::from)
    }

    /// The postings that somebody looked at again after the day on which they came into sight; the others tell nothing.
    async fn n(&self) -> i32 {
        count(self.0.watched.postings)
    }

    /// Those of them whose end nobody saw: still open, or lost sight of.
    async fn censored(&self) -> i32 {
        count(self.0.watched.censored)
    }

    /// The share of postings that is still open after so many days, at each day on which it falls, as far as enough of them
    /// were watched; begins with all of them on day 0.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn curve(
        &self,
        #[graphql(
            desc = "The last day that is asked about, from 1 to 1,000.",
            default_with = "Some(DAYS)"
        )]
        days: Option<i32>,
    ) -> Result<Vec<SurvivalPoint>> {
        let days = days.unwrap_or(DAYS);
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(invalid(format!(
                "days must be from 1 to {MAX_DAYS}, not {days}"
            )));
        }
        let points = self.0.survival.points().iter();
        let points = points.take_while(|point| point.day <= days);
        Ok(points.copied().map(SurvivalPoint::from).collect())
    }
}

/// The share of postings that is still open after so many days.
#[derive(SimpleObject)]
pub(crate) struct SurvivalPoint {
    /// Days since the posting.
    day: i32,
    /// The share that is still open after them, from 0 to 1.
    share: f64,
    /// Lower end of the share's 95 % interval.
    low: f64,
    /// Upper end of the share's 95 % interval.
    high: f64,
}

impl From<Point> for SurvivalPoint {
    fn from(point: Point) -> Self {
        Self {
            day: point.day,
            share: point.share,
            low: point.low,
            high: point.high,
        }
    }
}

/// How long the postings of a market stay open.
pub(crate) async fn duration(ctx: &Context<'_>, market: &Market) -> Result<DurationResult> {
    if let Some(suppressed) = Suppressed::below(market.totals.postings, market.minimum) {
        return Ok(DurationResult::Suppressed(suppressed));
    }
    let spans = load(ctx, SpansOf(Arc::clone(&market.population))).await?;
    Ok(
        match Estimate::of(&spans.unwrap_or_default(), market.minimum) {
            Ok(estimate) => DurationResult::Duration(Box::new(Duration(estimate))),
            Err(few) => {
                DurationResult::Suppressed(Suppressed::unobserved(few.watched, few.minimum))
            }
        },
    )
}
