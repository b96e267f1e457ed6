//! A made-up market of any size, for benchmarks and demonstrations: postings as they would be stored, without texts to read.
//!
//! Rows go straight into `posting`. What a reader would find in a text, what settling duplicates would find among copies and what a
//! collection would note of a closing stands in them as those would have written it. Sources, employers and addresses say that
//! they are made up, every answer that counts such a posting says so, and [`clear`] takes all of them away again.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, Utc};
use entity::content::ContentError;
use sea_orm::sqlx::PgPool;
use serde::Serialize;
use tokio::task::{JoinError, JoinHandle};

use crate::reading::Reader;
use crate::store::generated::{self, Intake};
use crate::store::{self, Counts};
use chunk::Chunk;
use market::Market;

mod advertisement;
mod calendar;
pub(crate) mod chunk;
mod cluster;
mod demand;
mod employer;
mod life;
mod market;
mod pay;
mod place;
mod random;
pub(crate) mod source;
mod title;

pub use source::{is_generated, slugs};

/// What to make up.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many postings.
    pub postings: u32,
    /// What decides all that is left to chance: equal plans give equal postings.
    pub seed: u64,
    /// How many months the market reaches back.
    pub months: u32,
    /// The day at whose beginning it ends.
    pub until: NaiveDate,
    /// Whether real postings may be there already.
    pub beside_real: bool,
}

/// How far a generation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many postings are written.
    Postings(u32),
    /// So many indexes of so many are made again.
    Indexes(usize, usize),
}

/// What a generation did.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The run's id.
    pub run: i64,
    /// Postings written.
    pub added: u64,
    /// The seed.
    pub seed: u64,
    /// The first day of the market.
    pub from: NaiveDate,
    /// The day at whose beginning it ends.
    pub until: NaiveDate,
    /// Seconds it took, with indexes and statistics for the planner.
    pub seconds: f64,
    /// Of these, seconds for indexes and statistics.
    pub index_seconds: f64,
    /// Postings by source.
    pub sources: BTreeMap<&'static str, u64>,
}

/// No postings were made up; what was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Real postings are there, and nobody said that made-up ones may stand beside them.
    #[error(
        "there are real postings in this database, and made-up ones would count beside them in every answer"
    )]
    RealPostings,
    /// The seed's postings are there already.
    #[error("postings of the seed {0} are already there: clear them first, or choose another seed")]
    SeedTaken(u64),
    /// A content file of the sample has a mistake.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Store(#[from] store::Error),
    /// A thread ended before its time.
    #[error("postings could not be made up, which is a bug in Waymark: please report it")]
    Thread(#[from] JoinError),
}

/// Makes up a market and writes it as one transaction, which a killed process leaves without a trace. Where there are no
/// postings yet, the table is closed to readers until all are there, and its indexes are made at the end.
///
/// # Errors
/// When real postings are in the way, the seed is taken, or Postgres refuses.
pub async fn generate(
    pool: &PgPool,
    reader: &Reader,
    plan: &Plan,
    now: DateTime<Utc>,
    mut progress: impl FnMut(Step),
) -> Result<Summary, Error> {
    let started = Instant::now();
    let mut intake = Intake::begin(pool, &reader.vocabulary_key(), plan, now).await?;
    if intake.holds_real_postings().await? && !plan.beside_real {
        return Err(Error::RealPostings);
    }
    intake.make_way().await?;
    let (keys, vocabulary) = (intake.keys(), intake.vocabulary());
    let market = Arc::new(Market::new(plan, reader, keys, vocabulary)?);
    let mut written = 0;
    let mut employers = vec![false; market.employers.count()];
    let mut chunks = Chunks::new(&market);
    while let Some(chunk) = chunks.next().await? {
        if written == 0 && intake.holds_any(&chunk.ids).await? {
            return Err(Error::SeedTaken(plan.seed));
        }
        written += u32::try_from(chunk.ids.len()).unwrap_or(u32::MAX);
        for rank in &chunk.employers {
            if let Some(named) = employers.get_mut(*rank as usize) {
                *named = true;
            }
        }
        intake.take(chunk).await?;
        progress(Step::Postings(written));
    }
    intake
        .enter_employers(market.employers.named(&employers))
        .await?;
    let indexing = Instant::now();
    intake
        .restore_indexes(|done, all| progress(Step::Indexes(done, all)))
        .await?;
    let index_seconds = indexing.elapsed().as_secs_f64();
    let elapsed = started.elapsed();
    let finished = now + chrono::Duration::from_std(elapsed).unwrap_or_default();
    let (run, counts) = intake.finish(finished).await?;
    let added = |slug| counts.get(slug).map_or(0, |counts: &Counts| counts.added);
    Ok(Summary {
        run,
        added: u64::from(written),
        seed: plan.seed,
        from: market.calendar.date(0),
        until: plan.until,
        seconds: started.elapsed().as_secs_f64(),
        index_seconds,
        sources: slugs().map(|slug| (slug, added(slug))).collect(),
    })
}

/// Takes all made-up postings of this kind away, a batch at a time, with the sources, runs and employers that nothing else needs.
/// `progress` hears how many are gone. What is left by one that is killed goes with the next one.
///
/// # Errors
/// When Postgres refuses.
pub async fn clear(pool: &PgPool, progress: impl FnMut(u64)) -> Result<u64, Error> {
    Ok(generated::clear(pool, progress).await?)
}

/// How many postings [`clear`] would take away.
///
/// # Errors
/// When Postgres refuses.
pub async fn count(pool: &PgPool) -> Result<u64, Error> {
    Ok(generated::count(pool).await?)
}

/// The chunks of a market in their order, made ahead on all cores.
struct Chunks<'a> {
    market: &'a Arc<Market>,
    next: u32,
    count: u32,
    ahead: VecDeque<JoinHandle<Result<Chunk, store::Error>>>,
    most: usize,
}

impl<'a> Chunks<'a> {
    fn new(market: &'a Arc<Market>) -> Self {
        Self {
            market,
            next: 0,
            count: market.size.div_ceil(chunk::POSTINGS),
            ahead: VecDeque::new(),
            most: std::thread::available_parallelism().map_or(1, usize::from) + 1,
        }
    }

    async fn next(&mut self) -> Result<Option<Chunk>, Error> {
        while self.next < self.count && self.ahead.len() < self.most {
            let (market, number) = (Arc::clone(self.market), self.next);
            let making = tokio::task::spawn_blocking(move || chunk::make(&market, number));
            self.ahead.push_back(making);
            self.next += 1;
        }
        match self.ahead.pop_front() {
            Some(making) => Ok(Some(making.await??)),
            None => Ok(None),
        }
    }
}
