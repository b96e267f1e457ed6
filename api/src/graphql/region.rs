//! Regions.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::region::{Level, Model};

use super::{
    demand::Demand,
    demand_filter::{DemandBasis, DemandFilter, PeriodInput, question},
    error::invalid,
    id,
    loader::{RegionCode, RegionId, load, read},
    nullable::Nullable,
    page::{Connection, PageArguments, Total, searched},
};
use crate::query::region::{self, Search};

/// The order of a list of regions.
const ORDER: &str = "regions";

/// Where a region stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Level")]
pub(crate) enum RegionLevel {
    /// The whole world.
    World,
    /// Several countries, such as EU, EMEA or DACH; macro regions overlap.
    Macro,
    /// A country (ISO 3166-1).
    Country,
    /// A part of a country (ISO 3166-2).
    Subdivision,
    /// A city (GeoNames).
    City,
}

/// A place or an area that postings lie in.
#[derive(Clone)]
pub(crate) struct Region(pub(crate) Arc<Model>);

/// A place or an area that postings lie in.
#[Object]
impl Region {
    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Region", &self.0.code)
    }

    /// Its readable key: WORLD, EU, DE, DE-BE or geonames:2950159.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its English name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands in the tree.
    async fn level(&self) -> RegionLevel {
        self.0.level.into()
    }

    /// The next region up; the world has none.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Region> {
        async {
            match self.0.parent_id {
                Some(parent) => Ok(load(ctx, RegionId(parent)).await?.map(Region)),
                None => Ok(None),
            }
        }
        .await
        .into()
    }

    /// The market in it; a region in the filter narrows it further.
    async fn demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which postings.")] filter: Option<DemandFilter>,
        #[graphql(desc = "Of which days.")] period: Option<PeriodInput>,
        #[graphql(
            desc = "When a posting belongs to the period.",
            default_with = "Some(DemandBasis::Active)"
        )]
        basis: Option<DemandBasis>,
    ) -> Nullable<Demand> {
        async {
            let mut question = question(filter, period, basis.unwrap_or_default());
            question.filter = question.filter.within(&self.0.code);
            Ok(Some(Demand::of(ctx, question).await?))
        }
        .await
        .into()
    }
}

/// Queries for regions.
#[derive(Default)]
pub(crate) struct RegionQuery;

#[Object]
impl RegionQuery {
    /// The region of a code such as WORLD, EU, DE, DE-BE or geonames:2950159; null where there is none.
    async fn region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its readable key.")] code: String,
    ) -> Nullable<Region> {
        find(ctx, code).await.into()
    }

    /// The regions, the widest levels first and the most populous first within a level.
    #[expect(clippy::too_many_arguments, reason = "these are the agreed arguments")]
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A part of the name in any case, or the code.")] search: Option<String>,
        #[graphql(desc = "Only regions of this level.")] level: Option<RegionLevel>,
        #[graphql(desc = "Only regions that lie in the region of this code.")] within: Option<
            String,
        >,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<Region>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let range = page.range(ctx, ORDER)?;
        let search = Search {
            text: searched(ctx, search)?,
            level: level.map(Level::from),
            within: known(ctx, within).await?,
        };
        let listed = search.clone();
        let page = move |database| async move { region::page(&database, &listed, &range).await };
        let rows = read(ctx, page).await?;
        let total = Total::counted(move |database| {
            let search = search.clone();
            async move { region::count(&database, &search).await }
        });
        Ok(Connection::new(
            ORDER,
            rows,
            total,
            region::position,
            |row| Region(Arc::new(row)),
        ))
    }
}

/// The region of a code.
pub(crate) async fn find(ctx: &Context<'_>, code: String) -> Result<Option<Region>> {
    Ok(load(ctx, RegionCode(code)).await?.map(Region))
}

async fn known(ctx: &Context<'_>, code: Option<String>) -> Result<Option<i32>> {
    let Some(code) = code else {
        return Ok(None);
    };
    match find(ctx, code.clone()).await? {
        Some(region) => Ok(Some(region.0.id)),
        None => Err(invalid(format!("there is no region {code:?}"))),
    }
}
