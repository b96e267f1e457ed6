//! What a guide says about the market: pay, careers, industries.

use async_graphql::{ComplexObject, Context, SimpleObject};
use entity::content::roadmap as content;

use crate::graphql::{
    loader::{RegionCode, load},
    nullable::Nullable,
    region::Region,
};

/// What the role pays in one region, as a guide says.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct SalaryFact {
    #[graphql(skip)]
    code: String,
    /// Currency (ISO 4217).
    currency: String,
    /// Lower end in whole units of the currency.
    low: u32,
    /// Upper end in whole units of the currency.
    high: u32,
    /// Whether the guide says that it goes beyond the upper end.
    open_ended: bool,
    /// What the amounts are paid for, e.g. year.
    period: String,
    /// As the guide prints it.
    printed: String,
    /// The year of the statement.
    as_of: u16,
    /// Whose statement it is.
    source: String,
}

#[ComplexObject]
impl SalaryFact {
    /// The region; null where no region of the guide's code is known.
    async fn region(&self, ctx: &Context<'_>) -> Nullable<Region> {
        async { Ok(load(ctx, RegionCode(self.code.clone())).await?.map(Region)) }
            .await
            .into()
    }
}

impl From<content::Salary> for SalaryFact {
    fn from(found: content::Salary) -> Self {
        let content::Salary {
            region,
            currency,
            low,
            high,
            open_ended,
            period,
            printed,
            as_of,
            source,
        } = found;
        Self {
            code: region,
            currency,
            low,
            high,
            open_ended,
            period,
            printed,
            as_of,
            source,
        }
    }
}

/// A role that the way opens.
#[derive(SimpleObject)]
pub(super) struct Career {
    /// Title of the role.
    title: String,
    /// What one does in it.
    summary: String,
}

impl From<content::Career> for Career {
    fn from(found: content::Career) -> Self {
        let content::Career { title, summary } = found;
        Self { title, summary }
    }
}

/// An industry that hires.
#[derive(SimpleObject)]
pub(super) struct Industry {
    /// What it is called.
    name: String,
    /// What it hires for.
    examples: Vec<String>,
}

impl From<content::Industry> for Industry {
    fn from(found: content::Industry) -> Self {
        let content::Industry { name, examples } = found;
        Self { name, examples }
    }
}
