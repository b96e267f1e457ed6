//! What a market is compared with: all postings of the same period.

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::{
    demand::Market,
    loader::{SkillsIn, TotalsOf, load},
};
use crate::demand::{count::SkillTable, interval::Proportion};

/// What a market is compared with: all postings of the same period.
pub(crate) struct Background {
    postings: i64,
    table: Arc<SkillTable>,
}

impl Background {
    /// The share of a skill there.
    pub(crate) fn share(&self, skill: i32) -> Option<Proportion> {
        Proportion::new(self.table.naming(skill), self.postings)
    }
}

/// What a market is compared with.
pub(crate) async fn background(ctx: &Context<'_>, market: &Market) -> Result<Background> {
    let population = Arc::new(market.population.background());
    let totals = load(ctx, TotalsOf(Arc::clone(&population))).await?;
    let table = load(ctx, SkillsIn(population)).await?;
    Ok(Background {
        postings: totals.unwrap_or_default().postings,
        table: table.unwrap_or_default(),
    })
}
