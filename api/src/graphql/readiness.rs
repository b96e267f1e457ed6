//! How ready somebody is for a role in a region: computed from what the request brings along, and forgotten with it.

mod gap;
mod ground;
mod own;
mod profile;
mod score;

use std::{cmp::Reverse, sync::Arc};

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject, Union};
use entity::region::{self, Level};
use futures_util::future::try_join_all;
use sea_orm::ActiveEnum;

use super::{
    demand::Market,
    error::missing,
    loader::{RegionCode, RegionId, RoleSlug, load, load_many},
    nullable::Nullable,
    page::count,
    region::Region,
    role::Role,
};
use crate::{
    Settings,
    demand::{
        filter::Filter,
        period::year_to_date,
        population::{Basis, Question},
    },
    readiness::MINIMUM,
};

pub(crate) use score::Readiness;

/// The code of the region that holds all others.
const WORLD: &str = "WORLD";

/// How much of a wrong name is said back: a text that stands in a name's place is not.
const LONGEST_NAME: usize = 60;

/// Who is asking, for what. Nothing of it is kept.
#[derive(InputObject)]
pub(crate) struct ReadinessInput {
    /// The readable key of the role.
    role: String,
    /// The code of the region; the world where it is left out.
    region: Option<String>,
    /// What somebody writes about themselves, a CV for instance: skills are read out of it as they are out of postings. Neither stored
    /// nor logged.
    text: Option<String>,
    /// Readable keys of skills that are held, beside those that the text names; an empty list holds none.
    skills: Option<Vec<String>>,
    /// Whether the skills of whoever asks count too: those that they say they have, and what the nodes teach that they finished. Of a
    /// choice in such a node they hold as many options as it asks for, the first ones where their skills name none. Takes a valid token.
    #[graphql(default)]
    use_progress: bool,
}

/// How ready somebody is, or why that cannot be said.
#[derive(Union)]
pub(crate) enum ReadinessResult {
    /// How ready.
    Readiness(Readiness),
    /// The role has too few postings there.
    NotEnoughDemand(NotEnoughDemand),
    /// The input is not what it should be.
    InputRejected(InputRejected),
}

/// What requirements are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ReadinessBasis {
    /// The skills and choices of the role's roadmaps.
    Roadmaps,
    /// The skills that the role's postings name most, since it has no roadmap.
    Demand,
}

/// There are too few postings of the role to measure anybody by.
#[derive(SimpleObject)]
pub(crate) struct NotEnoughDemand {
    /// How many there are.
    n: i32,
    /// How many there would have to be.
    minimum: i32,
    /// The nearest region around that has enough; null where not even the world does.
    wider_region: Option<Region>,
}

/// The input is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub(crate) struct InputRejected {
    /// What is wrong with it and how to mend it.
    message: String,
}

impl InputRejected {
    fn because(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

/// A name as it may be said back.
fn quoted(name: &str) -> String {
    let mut short: String = name.chars().take(LONGEST_NAME).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    format!("{short:?}")
}

/// The query for readiness.
#[derive(Default)]
pub(crate) struct ReadinessQuery;

#[Object]
impl ReadinessQuery {
    /// How ready somebody with some skills is for a role in a region, what is missing, and what would help most. It needs no account
    /// and keeps nothing.
    async fn readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role, the region and the skills.")] input: ReadinessInput,
    ) -> Nullable<ReadinessResult> {
        readiness(ctx, &input).await.map(Some).into()
    }
}

async fn readiness(ctx: &Context<'_>, input: &ReadinessInput) -> Result<ReadinessResult> {
    let Some(role) = load(ctx, RoleSlug(input.role.clone())).await? else {
        let message = format!("there is no role {}", quoted(&input.role));
        return Ok(InputRejected::because(message).into());
    };
    let code = input.region.as_deref().unwrap_or(WORLD);
    let Some(region) = load(ctx, RegionCode(code.to_owned())).await? else {
        let message = format!("there is no region {}", quoted(code));
        return Ok(InputRejected::because(message).into());
    };
    let profile = match profile::profile(ctx, input).await? {
        Ok(profile) => profile,
        Err(rejected) => return Ok(rejected.into()),
    };
    let market = Market::of(ctx, question(ctx, &role.slug, &region.code)?).await?;
    let minimum = market.minimum.max(MINIMUM);
    if market.totals.postings < minimum {
        return Ok(ReadinessResult::NotEnoughDemand(NotEnoughDemand {
            n: count(market.totals.postings),
            minimum: count(minimum),
            wider_region: wider(ctx, &role.slug, &region, minimum).await?,
        }));
    }
    match ground::ground(ctx, &role, &market, &profile).await? {
        Some(ground) => Ok(ReadinessResult::Readiness(Readiness::new(
            Role(role),
            Region(region),
            market,
            profile,
            ground,
        ))),
        None => Ok(InputRejected::because(format!(
            "nothing says what the role {} takes: it has no roadmap, and hardly any of its postings names a skill",
            quoted(&role.slug)
        ))
        .into()),
    }
}

/// The postings that a role is measured by: those beside the nodes of roadmaps as well.
fn question(ctx: &Context<'_>, role: &str, region: &str) -> Result<Question> {
    let today = (ctx.data::<Settings>()?.clock)().date_naive();
    Ok(Question {
        filter: Filter::default().for_role(role).within(region),
        period: year_to_date(today),
        basis: Basis::Active,
    })
}

/// The nearest region around one where the role has so many postings.
async fn wider(
    ctx: &Context<'_>,
    role: &str,
    region: &region::Model,
    minimum: i64,
) -> Result<Option<Region>> {
    let around = region.ancestor_ids.iter().filter(|id| **id != region.id);
    let mut around = load_many(ctx, around.copied().map(RegionId).collect()).await?;
    // The world comes last whatever its number of people is.
    around.sort_by_key(|region| {
        let world = region.level == Level::World;
        (world, Reverse(region.level.to_value()), region.population)
    });
    let markets = around.iter().map(async |region: &Arc<region::Model>| {
        Market::of(ctx, question(ctx, role, &region.code)?).await
    });
    let markets = try_join_all(markets).await?;
    let enough = markets
        .iter()
        .position(|market| market.totals.postings >= minimum);
    match enough {
        None => Ok(None),
        Some(at) => {
            let region = around.into_iter().nth(at);
            let region = region.ok_or_else(|| missing("a region that was counted"))?;
            Ok(Some(Region(region)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_back_and_texts_are_not() {
        assert_eq!(quoted("rust\n"), "\"rust\\n\"");
        let long = "ü".repeat(5_000);
        assert_eq!(quoted(&long).chars().count(), LONGEST_NAME + 3);
    }
}
