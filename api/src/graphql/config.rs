//! The limits, readable.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::page::count;
use crate::Settings;

/// The limits that this server works under.
#[derive(SimpleObject)]
pub(crate) struct ServiceConfig {
    /// How deep a query may nest.
    max_depth: i32,
    /// How much a query may cost: a field costs 1, a list its items' cost times the items it may hold, a statistic 250 more.
    max_complexity: i32,
    /// How many items a page may hold.
    max_page_size: i32,
    /// How many bytes a text argument may have.
    max_text_bytes: i32,
    /// Below how many postings a statistic is withheld.
    minimum_postings: i32,
    /// How many subscriptions may be under way on one connection.
    max_subscriptions: i32,
}

/// The query for the limits.
#[derive(Default)]
pub(crate) struct ConfigQuery;

#[Object]
impl ConfigQuery {
    /// The limits that this server works under.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn service_config(&self, ctx: &Context<'_>) -> Result<ServiceConfig> {
        let settings = ctx.data::<Settings>()?;
        Ok(ServiceConfig {
            max_depth: count(settings.max_depth),
            max_complexity: count(settings.max_complexity),
            max_page_size: count(settings.max_page_size),
            max_text_bytes: count(settings.max_text_bytes),
            minimum_postings: count(settings.minimum_postings),
            max_subscriptions: count(settings.max_subscriptions),
        })
    }
}
