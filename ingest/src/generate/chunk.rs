//! A part of a market as rows for COPY: made by itself, so that all cores work and memory stays flat.

use super::advertisement::advertise;
use super::market::Market;
use super::random::stream;
use super::source;
use crate::store::Error;
use crate::store::generated::{Rows, row};

/// Postings in a chunk.
pub(super) const POSTINGS: u32 = 10_000;

/// A part of a market.
#[derive(Default)]
pub(crate) struct Chunk {
    /// Its postings, as COPY reads them.
    pub(crate) rows: Vec<u8>,
    /// Their ids.
    pub(crate) ids: Vec<i64>,
    /// How many each source has.
    pub(crate) by_source: [u64; source::COUNT],
    /// Ranks of the employers that they name, ascending.
    pub(crate) employers: Vec<u32>,
}

/// The chunk of a number: the same whatever was made before.
pub(super) fn make(market: &Market, chunk: u32) -> Result<Chunk, Error> {
    let mut random = stream(market.seed, chunk);
    let start = chunk.saturating_mul(POSTINGS);
    let end = start.saturating_add(POSTINGS).min(market.size);
    let mut made = Chunk::default();
    let mut rows = Rows::default();
    let mut number = start;
    while number < end {
        let (postings, employer) = advertise(&mut random, market, number, (end - number) as usize);
        for posting in &postings {
            row(&mut rows, posting)?;
            made.ids.push(posting.id);
            let source = market
                .source_ids
                .iter()
                .position(|id| *id == posting.source_id);
            if let Some(count) = source.and_then(|source| made.by_source.get_mut(source)) {
                *count += 1;
            }
            number += 1;
        }
        made.employers.extend(employer);
    }
    made.employers.sort_unstable();
    made.employers.dedup();
    made.rows = rows.finish();
    Ok(made)
}
