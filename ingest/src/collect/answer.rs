//! From the bytes of an answer to facts: pure, on a thread of its own.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;

use crate::facts::Facts;
use crate::reading::{Observation, Reader};
use crate::source::{self, Drift, Listing, Request, Source, WireError};
use crate::store::Rejection;

/// What was read of an answer.
#[derive(Default)]
pub(super) struct Read {
    /// Facts, each posting once.
    pub(super) facts: Vec<Facts>,
    /// Records, refused ones among them.
    pub(super) records: u64,
    /// What was refused.
    pub(super) rejections: Vec<Rejection>,
    /// Postings that are open, with no facts here.
    pub(super) listed: Vec<i64>,
    /// Postings that are gone.
    pub(super) removed: Vec<i64>,
    /// What to ask next.
    pub(super) next: Vec<Request>,
    /// Why the answer shows a part only of what is open.
    pub(super) partial_because: Option<String>,
    /// How it differs from the form we know.
    pub(super) drift: Vec<String>,
}

/// Reads an answer.
///
/// # Errors
/// When the answer as a whole is not of the form that the source is known to give.
pub(super) fn read(
    reader: &Reader,
    source: &dyn Source,
    target: &source::Target,
    request: &Request,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Read, WireError> {
    let answer = source.parse(target, request, body)?;
    let slug = source.card().slug;
    let ids = |external_ids: Vec<String>| {
        let id = |external_id: &String| entity::hash::posting_id(slug, external_id);
        external_ids.iter().map(id).collect::<Vec<_>>()
    };
    let mut read = Read {
        records: answer.records.len() as u64,
        listed: ids(answer.listed),
        removed: ids(answer.removed),
        next: answer.next,
        drift: differences(&answer.drift),
        partial_because: (answer.listing == Listing::Partial)
            .then(|| "the source shows only a part of what is open".to_owned()),
        ..Read::default()
    };
    let observation = Observation {
        now,
        day: None,
        is_listing: true,
    };
    let mut seen = FxHashSet::default();
    let mut unknown = 0_usize;
    for record in answer.records {
        let mut reject = |reason| {
            read.rejections.push(Rejection {
                file: request.url.clone(),
                position: record.position.clone(),
                reason,
                source: Some(slug.to_owned()),
            });
        };
        match record.result {
            Err(reason) => {
                unknown += 1;
                reject(reason);
            }
            Ok(raw) => {
                let id = entity::hash::posting_id(slug, &raw.external_id);
                match reader.read_guarded(&raw, observation) {
                    Ok(facts) if seen.insert(id) => read.facts.push(facts),
                    Ok(_) => {}
                    Err(reason) => {
                        // It cannot be read, but it is there.
                        read.listed.push(id);
                        reject(reason);
                    }
                }
            }
        }
    }
    if unknown > 0 && read.partial_because.is_none() {
        // Any of the postings that are missing may be the one that could not be read.
        read.partial_because = Some(format!("{unknown} records could not be read"));
    }
    Ok(read)
}

/// The differences as they are shown: which fields are missing, which are new.
fn differences(drift: &Drift) -> Vec<String> {
    let missing = drift
        .missing
        .iter()
        .map(|field| format!("missing: {field}"));
    let unknown = drift
        .unknown
        .iter()
        .map(|field| format!("unknown: {field}"));
    missing.chain(unknown).collect()
}
