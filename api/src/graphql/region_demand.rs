//! Demand in one region of several.

use std::cmp::Reverse;
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::region::Level;

use super::{
    cursor::List,
    demand::Market,
    error::missing,
    loader::{PlacesIn, RegionId, load},
    page::{Connection, Edge, PageArguments, PageInfo, Total, count},
    region::Region,
    share::Share,
};
use crate::demand::{
    interval::{Proportion, Quotient, quotient},
    place::{self, PlaceCount},
};

/// Demand in one region, beside the others of its level.
#[derive(Clone)]
pub(crate) struct RegionDemand {
    region: i32,
    share: Proportion,
    quotient: Option<Quotient>,
}

/// Demand in one region, beside the others of its level.
#[Object]
impl RegionDemand {
    /// The region whose postings are meant.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        let region = load(ctx, RegionId(self.region)).await?;
        Ok(Region(region.ok_or_else(|| {
            missing("a posting lies in a region that is not stored")
        })?))
    }

    /// With a skill, the share of the region's postings that name it; without, the region's share of all postings.
    async fn share(&self) -> Share {
        self.share.into()
    }

    /// The share here ÷ the share among all postings of the filter; above 1.2 the skill is concentrated here; null without a
    /// skill, and where nobody here names it.
    async fn location_quotient(&self) -> Option<f64> {
        self.quotient.map(|quotient| quotient.value)
    }

    /// Lower end of the quotient's 95 % interval.
    async fn location_quotient_low(&self) -> Option<f64> {
        self.quotient.map(|quotient| quotient.low)
    }

    /// Upper end of the quotient's 95 % interval.
    async fn location_quotient_high(&self) -> Option<f64> {
        self.quotient.map(|quotient| quotient.high)
    }
}

/// Where a region stands in a list: the largest share first, then by code.
type Position = (Reverse<i64>, String);

/// One page of a list of regions, with what had to be left out of it.
pub(crate) struct RegionDemandConnection {
    page: Connection<RegionDemand>,
    suppressed: usize,
}

impl RegionDemandConnection {
    /// A page of a list from which so many regions were withheld.
    pub(crate) fn new(page: Connection<RegionDemand>, suppressed: usize) -> Self {
        Self { page, suppressed }
    }
}

/// One page of a list of regions, with what had to be left out of it.
#[Object]
impl RegionDemandConnection {
    /// The items of the page with their cursors.
    async fn edges(&self) -> &[Edge<RegionDemand>] {
        &self.page.edges
    }

    /// The items of the page.
    async fn nodes(&self) -> Vec<&RegionDemand> {
        self.page.items()
    }

    /// Where the page lies in the list.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn page_info(&self) -> Result<PageInfo> {
        self.page.info()
    }

    /// How many items all pages have together.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        self.page.total(ctx).await
    }

    /// How many regions are left out because they have fewer postings than the minimum.
    async fn suppressed(&self) -> i32 {
        count(self.suppressed)
    }
}

/// One page of the regions of a level; with a skill, regions below the minimum are left out.
pub(crate) async fn page(
    ctx: &Context<'_>,
    market: &Arc<Market>,
    skill: Option<i32>,
    level: Level,
    page: &PageArguments,
) -> Result<RegionDemandConnection> {
    let order = match skill {
        Some(_) => "demand.byRegion.skill",
        None => "demand.byRegion",
    };
    let list = List::narrowed(order, &(&market.question, skill, level));
    let range = page.range::<Position>(ctx, list)?;
    let mut places = Vec::new();
    let (mut whole, mut suppressed) = (None, 0);
    if !market.is_suppressed() {
        let population = Arc::clone(&market.population);
        let found = load(
            ctx,
            PlacesIn {
                population,
                skill,
                level,
            },
        )
        .await?;
        places.extend(found.iter().flat_map(|found| found.iter().cloned()));
        let all = places.len();
        places.retain(|place| skill.is_none() || place.postings >= market.minimum);
        suppressed = all - places.len();
        place::by_share(&mut places, skill.is_some());
    }
    if let Some(skill) = skill.filter(|_| !places.is_empty()) {
        let naming = market.skills(ctx).await?.naming(skill);
        whole = Proportion::new(naming, market.totals.postings);
    }
    let total = Total::Known(places.len());
    let key = |place: &PlaceCount| -> Position {
        (
            Reverse(place::rate(place, skill.is_some())),
            place.code.clone(),
        )
    };
    let rows = range.of(places, key).filter_map(|place| {
        let demand = demand(&place, skill.is_some(), market.totals.postings, whole)?;
        Some((key(&place), demand))
    });
    let key = |(key, _): &(Position, RegionDemand)| key.clone();
    let page = Connection::new(list, rows, total, key, |(_, demand)| demand);
    Ok(RegionDemandConnection::new(page, suppressed))
}

fn demand(
    place: &PlaceCount,
    with_skill: bool,
    postings: i64,
    whole: Option<Proportion>,
) -> Option<RegionDemand> {
    let share = if with_skill {
        Proportion::new(place.naming, place.postings)?
    } else {
        Proportion::new(place.postings, postings)?
    };
    Some(RegionDemand {
        region: place.id,
        share,
        quotient: whole.and_then(|whole| quotient(share, whole)),
    })
}
