//! What a statistic rests on.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};

use super::{
    demand_filter::DemandBasis,
    loader::{Loaders, SourceId, TotalsOf, UnresolvedIn, VocabularyId, load, load_many},
    nullable::Nullable,
    scalar::{Date, Url},
    share::Share,
    source::Source,
};
use crate::{
    Settings,
    demand::{
        column::Market,
        population::{Basis, Population},
    },
};

/// Where the page stands that defines every term and formula.
pub(crate) const METHOD_PATH: &str = "/docs/method";

/// Who counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum DemandEngine {
    /// Columns in memory, which hold every committed posting within moments.
    Memory,
    /// The database, by the same definitions: while the columns are read at the start, for filters that ask for a part of the title,
    /// or because the operator wants it so.
    Database,
}

/// What an answer about demand rests on.
pub(crate) struct DemandScope(pub(crate) Arc<Population>);

/// What an answer about demand rests on.
#[Object]
impl DemandScope {
    /// The first day of the period.
    async fn from(&self) -> Date {
        Date(self.0.window.from)
    }

    /// The last day of the period.
    async fn to(&self) -> Date {
        Date(self.0.window.to)
    }

    /// When a posting belongs to the period.
    async fn basis(&self) -> DemandBasis {
        match self.0.basis {
            Basis::Active => DemandBasis::Active,
            Basis::NewlyPosted => DemandBasis::NewlyPosted,
        }
    }

    /// The moment whose postings were counted: that of the last change that the columns in memory hold, or the moment of the answer
    /// where the database counted.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn as_of(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        let clock = ctx.data::<Settings>()?.clock;
        let columns = ctx.data::<Loaders>()?.engine().columns(&self.0);
        Ok(columns.map_or_else(clock, Market::moment))
    }

    /// The sources that the counted postings come from.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        self.load_sources(ctx).await
    }

    /// The version of the vocabulary that read them; "none" before the first import.
    async fn vocabulary_version(&self, ctx: &Context<'_>) -> Result<String> {
        let version = load(ctx, VocabularyId(self.0.vocabulary)).await?;
        Ok(version.map_or_else(|| "none".to_owned(), |version| version.to_string()))
    }

    /// The share of postings whose location was not understood, under the same filter without its regions; null where there
    /// are no postings.
    async fn unresolved_places(&self, ctx: &Context<'_>) -> Nullable<Share> {
        async {
            let share = load(ctx, UnresolvedIn(Arc::clone(&self.0))).await?;
            Ok(share.map(Share::from))
        }
        .await
        .into()
    }

    /// Whether postings of the bundled sample, which are made up, are among the counted ones.
    async fn sample_data(&self, ctx: &Context<'_>) -> Result<bool> {
        let sources = self.load_sources(ctx).await?;
        Ok(sources.iter().any(Source::is_sample))
    }

    /// Who counted; both count the same, the database more slowly.
    #[expect(
        clippy::unused_async,
        reason = "the macro wants every field asynchronous"
    )]
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<DemandEngine> {
        let columns = ctx.data::<Loaders>()?.engine().columns(&self.0);
        Ok(columns.map_or(DemandEngine::Database, |_| DemandEngine::Memory))
    }

    /// The page that defines every term and formula.
    async fn method(&self) -> Url {
        Url::own(METHOD_PATH)
    }
}

impl DemandScope {
    async fn load_sources(&self, ctx: &Context<'_>) -> Result<Vec<Source>> {
        let totals = load(ctx, TotalsOf(Arc::clone(&self.0))).await?;
        let ids = totals.unwrap_or_default().sources;
        let sources = load_many(ctx, ids.into_iter().map(SourceId).collect()).await?;
        Ok(sources.into_iter().map(Source).collect())
    }
}
