//! Sources.

use std::sync::Arc;

use async_graphql::{
    Context, ContextSelectionSet, ID, Object, Result, SimpleObject, parser::types::Field,
};
use chrono::{DateTime, Utc};
use entity::{
    health::{self, Condition, Imports},
    source::Model,
};

use super::{
    cursor::List,
    error::missing,
    health::SourceHealth,
    id,
    loader::{RunsOf, SourcePostings, SourceState, TargetsOf, load, read},
    nullable::Nullable,
    page::{Connection, PageArguments, Total, count},
    plain::{Json, Plain},
    run::{self, IngestRun},
    scalar::{Date, Url},
    target::{self, SourceTarget},
};
use crate::{
    Settings,
    query::{source, target::Targets},
};

/// The order of a list of sources.
const ORDER: &str = "sources";

/// A source's terms, as we read them on some day.
#[derive(SimpleObject)]
struct SourceTerms {
    /// What they come to, in a sentence.
    summary: String,
    /// Where they stand, if anywhere.
    url: Option<Url>,
    /// The day on which they were read.
    read_on: Date,
    /// Whether its postings may be shown again elsewhere.
    redistribution: bool,
}

/// Where postings come from.
#[derive(Clone)]
pub(crate) struct Source(pub(crate) Arc<Model>);

impl Source {
    /// Whether its postings are made up.
    pub(crate) fn is_sample(&self) -> bool {
        self.0.sample
    }

    async fn state(&self, ctx: &Context<'_>) -> Result<source::State> {
        Ok(load(ctx, SourceState(self.0.id)).await?.unwrap_or_default())
    }

    async fn stored(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(load(ctx, SourcePostings(self.0.id)).await?.unwrap_or(0))
    }

    async fn collected(&self, ctx: &Context<'_>) -> Result<Targets> {
        let targets = load(ctx, TargetsOf(self.0.id)).await?;
        targets.ok_or_else(|| missing("a source's targets were not read"))
    }

    async fn condition(&self, ctx: &Context<'_>) -> Result<Condition> {
        let now = (ctx.data::<Settings>()?.clock)();
        let targets = self.collected(ctx).await?;
        if let Some(condition) = health::of_source(targets.iter().map(Arc::as_ref), now) {
            return Ok(condition);
        }
        let (state, stored) = tokio::try_join!(self.state(ctx), self.stored(ctx))?;
        Ok(health::of_imports(Imports {
            succeeded_at: state.last_success,
            failed: state.last_failed == Some(true),
            has_postings: stored > 0,
        }))
    }
}

impl Plain for Source {
    fn field(&self, _ctx: &ContextSelectionSet<'_>, field: &Field, json: &mut Json) -> Option<()> {
        match field.name.node.as_str() {
            "id" => json.put(id::encode("Source", &self.0.slug)),
            "slug" => json.put(&self.0.slug),
            "name" => json.put(&self.0.name),
            "attribution" => json.put(&self.0.attribution),
            _ => None,
        }
    }
}

/// Where postings come from.
#[Object]
impl Source {
    /// Whether employers themselves publish there, so that its postings stand for copies found elsewhere.
    async fn first_party(&self) -> bool {
        self.0.first_party
    }

    /// Its node id.
    pub(super) async fn id(&self) -> ID {
        id::encode("Source", &self.0.slug)
    }

    /// Its readable key.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it lives.
    async fn url(&self) -> Option<Url> {
        self.0.url.as_deref().and_then(Url::stored)
    }

    /// What its terms ask to say.
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }

    /// What whoever shows its postings has to heed; null for a source that is known from files only.
    async fn terms(&self) -> Option<SourceTerms> {
        let read_on = self.0.terms_read_on?;
        Some(SourceTerms {
            summary: self.0.terms.clone()?,
            url: self.0.terms_url.as_deref().and_then(Url::stored),
            read_on: Date(read_on),
            redistribution: self.0.redistribution?,
        })
    }

    /// Whether its postings are made up, for trying the product out.
    async fn sample(&self) -> bool {
        self.0.sample
    }

    /// How it fares.
    async fn health(&self, ctx: &Context<'_>) -> Result<SourceHealth> {
        Ok(self.condition(ctx).await?.health.into())
    }

    /// Since when the reason holds; null where nothing is wrong or nobody knows.
    async fn health_since(&self, ctx: &Context<'_>) -> Nullable<DateTime<Utc>> {
        async { Ok(self.condition(ctx).await?.since) }.await.into()
    }

    /// Why it fares so, for people.
    async fn health_reason(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.condition(ctx).await?.reason)
    }

    /// When a collection or import of it that succeeded last ended.
    async fn last_success(&self, ctx: &Context<'_>) -> Nullable<DateTime<Utc>> {
        async {
            let (state, targets) = tokio::try_join!(self.state(ctx), self.collected(ctx))?;
            let collected = targets.iter().filter_map(|target| target.succeeded_at);
            Ok(collected.chain(state.last_success).max())
        }
        .await
        .into()
    }

    /// What is collected of it, by board; empty where only imported files tell of it.
    async fn targets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<Connection<SourceTarget>> {
        let bound = List::narrowed(target::ORDER, &self.0.slug);
        let range = PageArguments::forward(first, after).range(ctx, bound)?;
        let all = self.collected(ctx).await?.to_vec();
        let total = Total::Known(all.len());
        let board = |target: &Arc<entity::target::Model>| target.board.clone();
        let rows = range.of(all, board);
        let now = (ctx.data::<Settings>()?.clock)();
        Ok(Connection::new(bound, rows, total, board, |row| {
            SourceTarget::new(row, now)
        }))
    }

    /// How many of its postings are stored, duplicates and incomplete ones included.
    async fn postings(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(count(self.stored(ctx).await?))
    }

    /// What each run did to its postings, the latest first.
    async fn runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<Connection<IngestRun>> {
        let bound = List::narrowed(run::ORDER, &self.0.slug);
        let range = PageArguments::forward(first, after).range(ctx, bound)?;
        let source = self.0.id;
        let rows = load(ctx, RunsOf { source, range }).await?;
        let rows = rows.ok_or_else(|| missing("a source's runs were not read"))?;
        let total = Total::RunsOf(source);
        let slug: Arc<str> = self.0.slug.as_str().into();
        let wrap = |row| IngestRun::new(row, Arc::clone(&slug));
        Ok(Connection::new(bound, rows, total, |row| row.id, wrap))
    }
}

/// The query for sources.
#[derive(Default)]
pub(crate) struct SourceQuery;

#[Object]
impl SourceQuery {
    /// The sources, by name.
    async fn sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Result<Connection<Source>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let bound = List::whole(ORDER);
        let range = page.range(ctx, bound)?;
        let rows = |database| async move { source::all(&database).await };
        let all = read(ctx, rows).await?;
        let total = Total::Known(all.len());
        let rows = range.of(all, source::position);
        Ok(Connection::new(
            bound,
            rows,
            total,
            source::position,
            |row| Source(Arc::new(row)),
        ))
    }
}
