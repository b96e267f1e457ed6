//! Loaders: every edge of the graph asks through one of these, so that a list's items are answered by one statement.
//!
//! A loader lives for one request and remembers what it read; each edge has a key type of its own.

mod batch;
mod content;
mod drive;
mod market;
mod pay;
mod progress;
mod reach;

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, OnceLock},
};

use async_graphql::{Context, ContextSelectionSet, Result};
use chrono::NaiveDate;
use futures_util::future::try_join_all;
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    error::{internal, missing},
    plain::merges_nothing,
};
use crate::{Settings, demand::engine::Engine, failure::Failure};
use batch::{Batches, Key};

pub(crate) use content::{
    AliasesOf, CompanyId, DuplicatesOf, EditionsOf, EvidenceOf, IdentifiersOf, NodesOf, OpenIn,
    PostingId, RegionCode, RegionId, RoadmapSlug, RoadmapsOf, RoleId, RoleSlug, RunCountOf, RunOf,
    RunsOf, SkillId, SkillSlug, SkillsOf, SourceId, SourcePostings, SourceSlug, SourceState,
    SpellsOf, TargetsOf, TeachingNodes,
};
pub(crate) use market::{
    MonthsOf, ObservedIn, PlacesIn, Sample, SkillsIn, SpansOf, TogetherWith, TotalsOf,
    UnresolvedIn, VocabularyId,
};
pub(crate) use pay::{PayIn, StrataOf};
pub(crate) use progress::{Course, CourseOf, Standing, StandingOf};
pub(crate) use reach::{BackedBy, ReachIn};

/// What the loaders of a request read with.
pub(crate) struct Reads {
    database: DatabaseConnection,
    settings: Settings,
    engine: Engine,
}

/// How what is found under one kind of key is found.
pub(crate) trait Loader<K> {
    /// What is found.
    type Value: Clone + Send + Sync + 'static;

    /// What memory holds under a key, so that nothing has to be read.
    fn held(&self, _key: &K) -> Option<Self::Value> {
        None
    }

    /// Finds what there is under some keys, each given once.
    fn load(
        &self,
        keys: &[K],
    ) -> impl Future<Output = Result<HashMap<K, Self::Value>, Failure>> + Send;
}

/// The loaders of one request; a clone is the same loaders.
#[derive(Clone)]
pub(crate) struct Loaders {
    reads: Arc<Reads>,
    batches: Batches,
    queue: drive::Queue,
    merge_nothing: Arc<OnceLock<bool>>,
}

impl Loaders {
    fn new(engine: Engine, settings: Settings, queue: drive::Queue) -> Self {
        let reads = Reads {
            database: engine.database().clone(),
            settings,
            engine,
        };
        Self {
            reads: Arc::new(reads),
            batches: Batches::default(),
            queue,
            merge_nothing: Arc::default(),
        }
    }

    /// Who answers questions about populations.
    pub(crate) fn engine(&self) -> &Engine {
        &self.reads.engine
    }

    /// Forgets what was read: a subscription outlives what it once found.
    pub(crate) fn forget(&self) {
        self.batches.forget();
    }

    /// What is at hand under one key, in memory or because it was read, so that nothing has to be read.
    pub(crate) fn held<K: Key>(&self, key: &K) -> Option<<Reads as Loader<K>>::Value>
    where
        Reads: Loader<K>,
    {
        let held = self.reads.held(key);
        held.or_else(|| self.batches.of::<K>().known(key))
    }

    /// Remembers what was read under one key in another way.
    pub(crate) fn know<K: Key>(&self, key: K, value: <Reads as Loader<K>>::Value)
    where
        Reads: Loader<K>,
    {
        self.batches.of::<K>().know(key, value);
    }

    /// Whether nothing in the answer to the request has to be put together of what is selected in several places.
    pub(super) fn merge_nothing(&self, ctx: &ContextSelectionSet<'_>) -> bool {
        *self.merge_nothing.get_or_init(|| merges_nothing(ctx))
    }

    /// What is known under one key.
    pub(crate) async fn load<K: Key>(
        &self,
        key: K,
    ) -> Result<Option<<Reads as Loader<K>>::Value>, Failure>
    where
        Reads: Loader<K>,
    {
        if let Some(held) = self.reads.held(&key) {
            return Ok(Some(held));
        }
        let batch = self.batches.of::<K>();
        batch.find(&self.reads, &self.queue, key).await
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
            .answer(statement(self.reads.database.clone()))
            .await
        {
            Some(found) => found.map_err(internal),
            None => Err(missing("the answer of a statement")),
        }
    }
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
    fn today(&self) -> NaiveDate {
        (self.settings.clock)().date_naive()
    }
}

/// What the request's loaders know under one key.
pub(crate) async fn load<K: Key>(
    ctx: &Context<'_>,
    key: K,
) -> Result<Option<<Reads as Loader<K>>::Value>>
where
    Reads: Loader<K>,
{
    Ok(ctx.data::<Loaders>()?.load(key).await?)
}

/// What the request's loaders know under some keys, in the keys' order; what they do not know is left out.
pub(crate) async fn load_many<K: Key>(
    ctx: &Context<'_>,
    keys: Vec<K>,
) -> Result<Vec<<Reads as Loader<K>>::Value>>
where
    Reads: Loader<K>,
{
    let loaders = ctx.data::<Loaders>()?;
    let found = keys.into_iter().map(|key| loaders.load(key));
    Ok(try_join_all(found).await?.into_iter().flatten().collect())
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
