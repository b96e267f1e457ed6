//! What a market is compared with: all postings of the same period.

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::{
    demand::Market,
    loader::{SkillsIn, TotalsOf, load},
};
use crate::demand::{counted::Counted, population::Population};

/// What a market is compared with.
pub(crate) async fn background(ctx: &Context<'_>, market: &Market) -> Result<Counted> {
    counted(ctx, Arc::new(market.population.background())).await
}

/// A population with its skills.
pub(crate) async fn counted(ctx: &Context<'_>, population: Arc<Population>) -> Result<Counted> {
    let totals = load(ctx, TotalsOf(Arc::clone(&population))).await?;
    let table = load(ctx, SkillsIn(population)).await?;
    Ok(Counted::new(
        &totals.unwrap_or_default(),
        table.unwrap_or_default(),
    ))
}
