//! Monthly series.

use async_graphql::{Context, Result, SimpleObject};

use super::{
    loader::{MonthsOf, load},
    scalar::Date,
    share::Share,
};
use crate::{Settings, failure::Failure};

/// One month of a series.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct TrendPoint {
    /// The first day of the month.
    month: Date,
    /// The share of postings that name the skill; a gap, not a zero, where the month has too few postings.
    share: Option<Share>,
    /// Whether some days of the month are not over or lie outside the period.
    partial: bool,
}

/// The series that a key asks for.
pub(crate) async fn trend(ctx: &Context<'_>, key: MonthsOf) -> Result<Vec<TrendPoint>> {
    let settings = ctx.data::<Settings>()?;
    let today = (settings.clock)().date_naive();
    let months = key.period.months(today).map_err(Failure::Invalid)?;
    let skill = key.skill;
    let series = load(ctx, key).await?.unwrap_or_default();
    let point = |(number, month): (usize, &crate::demand::period::Month)| {
        let share = series.share(number, skill, settings.minimum_postings);
        TrendPoint {
            month: Date(month.first),
            share: share.map(Share::from),
            partial: month.partial,
        }
    };
    Ok(months.iter().enumerate().map(point).collect())
}
