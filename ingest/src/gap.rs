//! Gaps: terms that stored postings name like skills and the vocabulary does not know.
//!
//! The texts are read twice. First a census counts how each word, and each pair of words, is written over all texts: what often
//! stands in lower case is an ordinary word however a heading writes it. Then the lines that name skills asked for are
//! searched for unknown names beside them. Memory does not grow with the number of postings: the census is a table of fixed size,
//! and terms that only one employer uses are forgotten when there are too many.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::content::ContentError;
use sea_orm::sqlx::{self, PgPool};

use crate::parallel;
use crate::reading::Reader;

mod census;
mod evidence;
mod item;
mod known;
mod mention;
mod report;
mod tally;
mod text;
mod token;

pub use report::{Evidence, Gap, Neighbour, Report, Rise, Spelling};

use census::Census;
use known::Known;
use report::Draft;
use tally::Tally;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Only postings of this day and later.
    pub since: Option<NaiveDate>,
    /// Employers that must name a term.
    pub min_employers: usize,
    /// Terms to report.
    pub top: usize,
}

/// The report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A shipped file has a mistake.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A thread ended before its time.
    #[error("a text could not be searched, which is a bug in Waymark: please report it")]
    Thread(#[from] tokio::task::JoinError),
}

/// Looks for gaps in the stored texts; `progress` hears how many were read, of how many in both readings.
///
/// # Errors
/// When Postgres refuses or the shipped content has a mistake.
pub async fn find(
    pool: &PgPool,
    reader: &Arc<Reader>,
    options: Options,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, Error> {
    let known = Arc::new(Known::load(pool, reader).await?);
    let market = text::market(pool, options.since).await?;
    let total = market.postings.saturating_mul(2);
    let mut done = 0;
    let mut census = Census::default();
    let mut batches = text::batches(pool, options.since);
    while let Some(texts) = batches.recv().await {
        let texts = Arc::new(texts?);
        let parts = parallel::in_parts(&texts, Census::of).await?;
        for part in &parts {
            census.add(part);
        }
        done += texts.len() as u64;
        progress(done, total);
    }
    let census = Arc::new(census);
    let mut tally = Tally::new(market);
    let mut batches = text::batches(pool, options.since);
    while let Some(texts) = batches.recv().await {
        let texts = Arc::new(texts?);
        let (reader, known, census) = (Arc::clone(reader), Arc::clone(&known), Arc::clone(&census));
        let parts = parallel::in_parts(&texts, move |texts| {
            let found = |text| mention::find(text, &reader, &known, &census);
            texts.iter().map(found).collect::<Vec<_>>()
        });
        for (text, mentions) in texts.iter().zip(parts.await?.into_iter().flatten()) {
            tally.add(text, mentions);
        }
        done += texts.len() as u64;
        progress(done, total);
    }
    let draft = Draft::new(tally, &census, &known, reader, options);
    evidence::complete(pool, draft).await
}
