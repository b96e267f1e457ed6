//! Loaders: every edge of the graph asks through one of these, so that a list's items are answered by one statement.
//!
//! A loader lives for one request and remembers what it read; each edge has a key type of its own.

mod content;
mod drive;
mod market;

use std::{collections::HashMap, future::Future, hash::Hash, time::Duration};

use async_graphql::{
    Context, Result,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, DbErr};

use super::error::{internal, missing};
use crate::{Settings, failure::Failure};

pub(crate) use content::{
    AliasesOf, CompanyId, DuplicatesOf, EvidenceOf, IdentifiersOf, NodesOf, PostingId, RegionCode,
    RegionId, RoadmapSlug, RoadmapsOf, RoleId, RoleSlug, RunCountOf, RunOf, RunsOf, SkillId,
    SkillSlug, SkillsOf, SourceId, SourcePostings, SourceSlug, SourceState, TeachingNodes,
};
pub(crate) use market::{
    MonthsOf, PlacesIn, Sample, SkillsIn, TotalsOf, UnresolvedIn, VocabularyId,
};

/// What the loaders of a request read with.
pub(crate) struct Reads {
    database: DatabaseConnection,
    settings: Settings,
}

/// The loaders of one request.
pub(crate) struct Loaders {
    batches: DataLoader<Reads, HashMapCache>,
    queue: drive::Queue,
}

/// Runs what `execution` makes of new loaders: it is polled until it can do nothing more, only then do loaders read, and it
/// goes on when all of them have read.
///
/// So a loader has seen the keys of a whole level of the graph when it reads, however long the list and however busy the
/// machine; with a delay, which is the loaders' own way, it would be a race.
pub(crate) async fn with_loaders<F: Future>(
    database: DatabaseConnection,
    settings: Settings,
    execution: impl FnOnce(Loaders) -> F,
) -> F::Output {
    let reads = Reads { database, settings };
    let (queue, tasks) = drive::queue();
    let spawner = queue.clone();
    let spawn = move |task| spawner.push(task);
    let batches = DataLoader::with_cache(reads, spawn, HashMapCache::default());
    let loaders = Loaders {
        batches: batches.delay(Duration::ZERO),
        queue,
    };
    drive::both(execution(loaders), tasks).await
}

impl Reads {
    fn today(&self) -> NaiveDate {
        (self.settings.clock)().date_naive()
    }
}

/// What the request's loaders know under one key.
pub(crate) async fn load<K>(
    ctx: &Context<'_>,
    key: K,
) -> Result<Option<<Reads as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Reads: Loader<K, Error = Failure>,
{
    Ok(ctx.data::<Loaders>()?.batches.load_one(key).await?)
}

/// What the request's loaders know under some keys, in the keys' order; what they do not know is left out.
pub(crate) async fn load_many<K>(
    ctx: &Context<'_>,
    keys: Vec<K>,
) -> Result<Vec<<Reads as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Reads: Loader<K, Error = Failure>,
{
    let loaders = ctx.data::<Loaders>()?;
    let mut found = loaders.batches.load_many(keys.clone()).await?;
    Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
}

/// What a statement finds that no other field asks for; it runs when the loaders read.
pub(crate) async fn read<T, F>(
    ctx: &Context<'_>,
    statement: impl FnOnce(DatabaseConnection) -> F,
) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, DbErr>> + Send + 'static,
{
    let loaders = ctx.data::<Loaders>()?;
    let database = loaders.batches.loader().database.clone();
    match loaders.queue.answer(statement(database)).await {
        Some(found) => found.map_err(internal),
        None => Err(missing("the answer of a statement")),
    }
}

/// The keys that one statement can answer together.
fn grouped<K, G: Hash + Eq>(keys: &[K], group: impl Fn(&K) -> G) -> HashMap<G, Vec<&K>> {
    let mut groups: HashMap<G, Vec<&K>> = HashMap::new();
    for key in keys {
        groups.entry(group(key)).or_default().push(key);
    }
    groups
}
