//! Facts into batches, batches into the store.

use rustc_hash::FxHashSet;

use super::Progress;
use super::pipeline::{ReadRecord, Records};
use crate::facts::Facts;
use crate::store::{Error, Ledger, Outcome, Rejection, Store, is_about_data};

/// Postings stored in one transaction, and the bytes of texts that are enough with fewer.
const BATCH: usize = 1_000;
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of an archive after which what was read of it is stored however little it is: a killed import goes on from there.
const STRETCH: u64 = 64 * 1024 * 1024;

/// Postings gathered for one transaction, with their places in the files.
#[derive(Default)]
struct Batch {
    facts: Vec<Facts>,
    places: Vec<(std::sync::Arc<str>, String)>,
    ids: FxHashSet<i64>,
    bytes: usize,
    /// Up to where its archive has been read, as far as all postings before that are in this batch or stored.
    reached: Option<u64>,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.facts.len() >= BATCH || self.bytes >= BATCH_BYTES
    }
}

/// Stores everything that comes; answers why a file broke off, if one did.
pub(super) async fn store_all(
    store: &mut Store,
    ledger: &mut Ledger,
    records: &mut Records,
    progress: &Progress,
) -> Result<Option<String>, Error> {
    let mut batch = Batch::default();
    let mut failure = None;
    while let Some(chunk) = records.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(message) => {
                failure = Some(message);
                break;
            }
        };
        for record in chunk.records {
            take(store, ledger, &mut batch, record, progress).await?;
        }
        batch.reached = chunk.reached.or(batch.reached);
        let stored = ledger.reached.unwrap_or(0);
        if batch
            .reached
            .is_some_and(|reached| reached.saturating_sub(stored) >= STRETCH)
        {
            flush(store, ledger, &mut batch, progress).await?;
        }
    }
    flush(store, ledger, &mut batch, progress).await?;
    Ok(failure)
}

async fn take(
    store: &mut Store,
    ledger: &mut Ledger,
    batch: &mut Batch,
    record: ReadRecord,
    progress: &Progress,
) -> Result<(), Error> {
    ledger.read += 1;
    let facts = match record.result {
        Ok(facts) => facts,
        Err(rejection) => {
            ledger.reject(rejection);
            progress.set_rejected(ledger.rejected);
            return Ok(());
        }
    };
    // A posting that comes twice is compared with its first self, so that goes first.
    if batch.is_full() || batch.ids.contains(&facts.id) {
        flush(store, ledger, batch, progress).await?;
    }
    batch.ids.insert(facts.id);
    batch.bytes += facts.text.len();
    batch.places.push((record.file, record.position));
    batch.facts.push(facts);
    Ok(())
}

async fn flush(
    store: &mut Store,
    ledger: &mut Ledger,
    batch: &mut Batch,
    progress: &Progress,
) -> Result<(), Error> {
    let Batch {
        facts,
        places,
        reached,
        ..
    } = std::mem::take(batch);
    let before = ledger.reached;
    // Stretches of the batch still to be written: one that Postgres finds fault with is halved until the faulty posting is found.
    let mut stretches = Vec::new();
    stretches.push(0..facts.len());
    while let Some(stretch) = stretches.pop() {
        let is_last = stretches.is_empty();
        ledger.reached = reached.filter(|_| is_last).or(before);
        let outcomes = match store.write(&facts[stretch.clone()], ledger).await {
            Ok(outcomes) => outcomes,
            Err(error) if is_about_data(&error) && stretch.len() > 1 => {
                let middle = stretch.start + stretch.len() / 2;
                stretches.push(middle..stretch.end);
                stretches.push(stretch.start..middle);
                continue;
            }
            Err(error) if is_about_data(&error) && stretch.len() == 1 => {
                let at = stretch.start;
                ledger.reject(rejection(&facts[at], &places[at], error.to_string()));
                continue;
            }
            Err(error) => return Err(error),
        };
        for (at, outcome) in stretch.clone().zip(outcomes) {
            let reason = match outcome {
                Outcome::Added | Outcome::Changed | Outcome::Unchanged => continue,
                Outcome::Collision => {
                    format!("its id {} already belongs to another posting", facts[at].id)
                }
                Outcome::Forgotten => "forgotten on request".to_owned(),
            };
            ledger.reject(rejection(&facts[at], &places[at], reason));
        }
        progress.add_stored(stretch.len());
    }
    progress.set_rejected(ledger.rejected);
    Ok(())
}

fn rejection(facts: &Facts, place: &(std::sync::Arc<str>, String), reason: String) -> Rejection {
    Rejection {
        file: place.0.to_string(),
        position: place.1.clone(),
        reason,
        source: Some(facts.source.clone()),
    }
}
