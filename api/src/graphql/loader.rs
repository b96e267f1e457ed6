//! Loaders: every edge of the graph asks through one of these, so that a list's items are answered by one statement.
//!
//! A loader lives for one request and remembers what it read; each edge has a key type of its own.

mod content;
mod drive;
mod market;
mod pay;
mod reach;

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_graphql::{
    Context, Result,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, DbErr};

use super::error::{internal, missing};
use crate::{
    Settings,
    demand::{column::Catalogue, engine::Engine},
    failure::Failure,
};

pub(crate) use content::{
    AliasesOf, CompanyId, DuplicatesOf, EvidenceOf, IdentifiersOf, NodesOf, OpenIn, PostingId,
    RegionCode, RegionId, RoadmapSlug, RoadmapsOf, RoleId, RoleSlug, RunCountOf, RunOf, RunsOf,
    SkillId, SkillSlug, SkillsOf, SourceId, SourcePostings, SourceSlug, SourceState, SpellsOf,
    TargetsOf, TeachingNodes,
};
pub(crate) use market::{
    MonthsOf, ObservedIn, PlacesIn, Sample, SkillsIn, SpansOf, TogetherWith, TotalsOf,
    UnresolvedIn, VocabularyId,
};
pub(crate) use pay::{PayIn, StrataOf};
pub(crate) use reach::{BackedBy, ReachIn};

/// What the loaders of a request read with.
pub(crate) struct Reads {
    database: DatabaseConnection,
    settings: Settings,
    engine: Engine,
}

type Batches = DataLoader<Reads, HashMapCache>;

/// The loaders of one request; a clone is the same loaders.
#[derive(Clone)]
pub(crate) struct Loaders {
    engine: Engine,
    settings: Settings,
    batches: Arc<Mutex<Arc<Batches>>>,
    queue: drive::Queue,
}

impl Loaders {
    fn new(engine: Engine, settings: Settings, queue: drive::Queue) -> Self {
        let batches = batches(engine.clone(), settings, queue.clone());
        Self {
            engine,
            settings,
            batches: Arc::new(Mutex::new(batches)),
            queue,
        }
    }

    /// Who answers questions about populations.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    fn batches(&self) -> Arc<Batches> {
        let batches = self.batches.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&batches)
    }

    /// Forgets what was read: a subscription outlives what it once found.
    pub(crate) fn forget(&self) {
        let fresh = batches(self.engine.clone(), self.settings, self.queue.clone());
        *self.batches.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// What a statement finds once the loaders have their turn.
    pub(crate) async fn read<T, F>(
        &self,
        statement: impl FnOnce(DatabaseConnection) -> F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, DbErr>> + Send + 'static,
    {
        match self
            .queue
            .answer(statement(self.engine.database().clone()))
            .await
        {
            Some(found) => found.map_err(internal),
            None => Err(missing("the answer of a statement")),
        }
    }
}

fn batches(engine: Engine, settings: Settings, queue: drive::Queue) -> Arc<Batches> {
    let reads = Reads {
        database: engine.database().clone(),
        settings,
        engine,
    };
    let spawn = move |task| queue.push(task);
    let batches = DataLoader::with_cache(reads, spawn, HashMapCache::default());
    Arc::new(batches.delay(Duration::ZERO))
}

/// Runs what `execution` makes of new loaders: it is polled until it can do nothing more, only then do loaders read, and it
/// goes on when all of them have read.
///
/// So a loader has seen the keys of a whole level of the graph when it reads, however long the list and however busy the
/// machine; with a delay, which is the loaders' own way, it would be a race.
pub(crate) async fn with_loaders<F: Future>(
    engine: Engine,
    settings: Settings,
    execution: impl FnOnce(Loaders) -> F,
) -> F::Output {
    let (queue, tasks) = drive::queue();
    let loaders = Loaders::new(engine, settings, queue);
    drive::both(execution(loaders), tasks).await
}

impl Reads {
    /// What the catalogue in memory knows under some keys, and the keys under which it knows nothing.
    fn known<K: Hash + Eq + Clone, V>(
        &self,
        keys: &[K],
        known: impl Fn(&Catalogue, &K) -> Option<V>,
    ) -> (HashMap<K, V>, Vec<K>) {
        let Some(market) = self.engine.market() else {
            return (HashMap::new(), keys.to_vec());
        };
        let (mut found, mut left) = (HashMap::new(), Vec::new());
        for key in keys {
            match known(market.catalogue(), key) {
                Some(value) => {
                    found.insert(key.clone(), value);
                }
                None => left.push(key.clone()),
            }
        }
        (found, left)
    }

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
    let batches = ctx.data::<Loaders>()?.batches();
    Ok(batches.load_one(key).await?)
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
    let batches = ctx.data::<Loaders>()?.batches();
    let mut found = batches.load_many(keys.clone()).await?;
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
    ctx.data::<Loaders>()?.read(statement).await
}

/// The keys that one statement can answer together.
fn grouped<K, G: Hash + Eq>(keys: &[K], group: impl Fn(&K) -> G) -> HashMap<G, Vec<&K>> {
    let mut groups: HashMap<G, Vec<&K>> = HashMap::new();
    for key in keys {
        groups.entry(group(key)).or_default().push(key);
    }
    groups
}
