//! Batches: the keys of one kind that are asked for at once are found together, and what was found is remembered.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::{Loader, Reads, drive::Queue};
use crate::failure::Failure;

/// What something can be found under.
pub(crate) trait Key: Clone + Eq + Hash + Send + Sync + 'static {}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Key for K {}

type Found<V> = Result<Option<V>, Failure>;

/// The batches of all kinds of keys; a clone is the same batches.
#[derive(Clone, Default)]
pub(super) struct Batches(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Batches {
    /// The batch of one kind of keys.
    pub(super) fn of<K: Key>(&self) -> Arc<Batch<K, <Reads as Loader<K>>::Value>>
    where
        Reads: Loader<K>,
    {
        let mut kinds = lock(&self.0);
        let known = kinds.get(&TypeId::of::<K>()).map(Arc::clone);
        if let Some(batch) = known.and_then(|batch| batch.downcast().ok()) {
            return batch;
        }
        let batch = Arc::new(Batch::default());
        kinds.insert(TypeId::of::<K>(), Arc::clone(&batch) as _);
        batch
    }

    /// Forgets what was found.
    pub(super) fn forget(&self) {
        lock(&self.0).clear();
    }
}

/// What was found under keys of one kind, and who waits for what is not found yet.
pub(super) struct Batch<K, V>(Mutex<State<K, V>>);

struct State<K, V> {
    found: HashMap<K, V>,
    waiting: HashMap<K, Vec<oneshot::Sender<Found<V>>>>,
}

impl<K, V> Default for Batch<K, V> {
    fn default() -> Self {
        Self(Mutex::new(State {
            found: HashMap::new(),
            waiting: HashMap::new(),
        }))
    }
}

impl<K: Key, V: Clone + Send + Sync + 'static> Batch<K, V>
where
    Reads: Loader<K, Value = V>,
{
    /// What there is under a key; the first that waits puts the reading into the queue.
    pub(super) async fn find(
        self: Arc<Self>,
        reads: &Arc<Reads>,
        queue: &Queue,
        key: K,
    ) -> Found<V> {
        let answer = {
            let mut state = lock(&self.0);
            if let Some(found) = state.found.get(&key) {
                return Ok(Some(found.clone()));
            }
            let (sender, answer) = oneshot::channel();
            if state.waiting.is_empty() {
                queue.push(Box::pin(Arc::clone(&self).read(Arc::clone(reads))));
            }
            state.waiting.entry(key).or_default().push(sender);
            answer
        };
        match answer.await {
            Ok(found) => found,
            Err(_) => Err(Failure::internal(&"what was read went astray")),
        }
    }

    /// What was found under a key.
    pub(super) fn known(&self, key: &K) -> Option<V> {
        lock(&self.0).found.get(key).cloned()
    }

    /// Remembers what was found in another way.
    pub(super) fn know(&self, key: K, value: V) {
        lock(&self.0).found.insert(key, value);
    }

    /// Finds what is waited for.
    async fn read(self: Arc<Self>, reads: Arc<Reads>) {
        let waiting = std::mem::take(&mut lock(&self.0).waiting);
        let keys: Vec<K> = waiting.keys().cloned().collect();
        let found = reads.load(&keys).await;
        if let Ok(found) = &found {
            let found = found
                .iter()
                .map(|(key, value)| (key.clone(), value.clone()));
            lock(&self.0).found.extend(found);
        }
        for (key, senders) in waiting {
            let answer = found.as_ref().map(|found| found.get(&key).cloned());
            for sender in senders {
                // The receiver is gone when a field beside failed: nobody then waits for the answer.
                let _ = sender.send(answer.clone().map_err(Failure::clone));
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
