//! Reads stored texts again under the present vocabulary, while the figures of the one before go on being served.
//!
//! New readings are gathered in a table of their own, a batch at a time, so that a reread that is killed goes on where it stopped.
//! When every text has been read, one transaction takes all readings over and serves the new vocabulary: a figure is of
//! one vocabulary at every moment. Only skills are read again: titles, places and pay come from fields that are not kept.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::run::{Kind, Status};
use rustc_hash::FxHashSet;
use sea_orm::sqlx::{self, Connection, PgConnection, PgPool};
use serde::Serialize;

use crate::parallel;
use crate::reading::Reader;
use crate::store::{self, Due, Reading, Readings, StoredText, duplicates};

/// Texts read and staged in one transaction.
const BATCH: i64 = 1_000;

/// A reread could not be finished; what it has read is kept for the next one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Store(#[from] store::Error),
    /// A thread ended before its time.
    #[error("a text could not be read, which is a bug in Waymark: please report it")]
    Thread(#[from] tokio::task::JoinError),
}

/// What a reread did.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The run's id, for `waymark runs show`; none where there was nothing to do.
    pub run: Option<i64>,
    /// The version that was served before.
    pub from: String,
    /// The version that is served now.
    pub to: String,
    /// Texts read by this run; an interrupted one may have read others.
    pub read: u64,
    /// Postings that name other skills than before, or ask otherwise.
    pub changed: u64,
    /// Postings that counted before and do not any more, because their texts are gone.
    pub leaving: u64,
    /// Texts that could not be read, which is a bug in Waymark.
    pub failed: u64,
    /// Seconds it took.
    pub seconds: f64,
}

/// What a reread would do.
///
/// # Errors
/// When Postgres refuses, or the catalogue has not been written to it.
pub async fn due(pool: &PgPool, reader: &Reader) -> Result<Due, Error> {
    Ok(store::due(pool, reader.vocabulary_key().version).await?)
}

/// Whether the figures are of the reader's vocabulary.
///
/// # Errors
/// When Postgres refuses.
pub async fn is_served(pool: &PgPool, reader: &Reader) -> Result<bool, Error> {
    let served: bool = sqlx::query_scalar(
        "select exists (select from served_vocabulary join vocabulary on id = vocabulary_id where version = $1)",
    )
    .bind(reader.vocabulary_key().version)
    .fetch_one(pool)
    .await?;
    Ok(served)
}

/// Reads what is due; `progress` hears how many texts were read, of how many. Dropped or killed at any moment, it leaves the
/// figures as they were and what it has read to the next one. Two at once take turns.
///
/// # Errors
/// When Postgres refuses.
pub async fn reread(
    pool: &PgPool,
    reader: &Arc<Reader>,
    now: DateTime<Utc>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Summary, Error> {
    let started = std::time::Instant::now();
    // A connection of its own: when it is dropped, Postgres forgets the turn and the transaction with it.
    let mut connection = pool.acquire().await?.detach();
    let readings = Readings::open(&mut connection, &reader.vocabulary_key()).await?;
    let due = due(pool, reader).await?;
    let mut work = Work {
        reader,
        readings,
        run: None,
        read: 0,
        failed: FxHashSet::default(),
    };
    let mut changed = 0;
    if due.is_any() {
        let run = open_run(&mut connection, &due, reader, now).await?;
        work.run = Some(run);
        let mut after = i64::MIN;
        loop {
            let mut transaction = connection.begin().await?;
            let last = work.batch(&mut transaction, after).await?;
            transaction.commit().await?;
            progress(work.read, due.texts);
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        changed = work.finish(&mut connection, now, started).await?;
    }
    connection.close().await?;
    Ok(Summary {
        run: work.run,
        from: due.served,
        to: reader.vocabulary_key().version.to_owned(),
        read: work.read,
        changed,
        leaving: due.leaving,
        failed: work.failed.len() as u64,
        seconds: started.elapsed().as_secs_f64(),
    })
}

struct Work<'a> {
    reader: &'a Arc<Reader>,
    readings: Readings,
    run: Option<i64>,
    read: u64,
    failed: FxHashSet<i64>,
}

impl Work<'_> {
    /// Reads the next texts and tells the last of them; `None` where none is left.
    async fn batch(
        &mut self,
        connection: &mut PgConnection,
        after: i64,
    ) -> Result<Option<i64>, Error> {
        let texts = self.readings.next(connection, after, BATCH).await?;
        let Some(last) = texts.last().map(|text| text.posting) else {
            return Ok(None);
        };
        let texts = Arc::new(texts);
        let reader = Arc::clone(self.reader);
        let parts = parallel::in_parts(&texts, move |texts| {
            texts
                .iter()
                .map(|text| read(&reader, text))
                .collect::<Vec<_>>()
        });
        let mut read = Vec::with_capacity(texts.len());
        for (text, reading) in texts.iter().zip(parts.await?.into_iter().flatten()) {
            match reading {
                Some(reading) => read.push(reading),
                None => _ = self.failed.insert(text.posting),
            }
        }
        self.readings.stage(connection, &read).await?;
        self.read += read.len() as u64;
        sqlx::query("update run set read = $2, rejected = $3 where id = $1")
            .bind(self.run)
            .bind(i64::try_from(self.read).unwrap_or(i64::MAX))
            .bind(i64::try_from(self.failed.len()).unwrap_or(i64::MAX))
            .execute(connection)
            .await?;
        Ok(Some(last))
    }

    /// Reads what imports have brought meanwhile while they wait, and serves the new readings.
    async fn finish(
        &mut self,
        connection: &mut PgConnection,
        now: DateTime<Utc>,
        started: std::time::Instant,
    ) -> Result<u64, Error> {
        let mut transaction = connection.begin().await?;
        // Before any row is locked, as imports do: in one order nobody waits for ever.
        duplicates::lock(&mut transaction).await?;
        let anew = self.readings.serve(&mut transaction).await?;
        let mut after = i64::MIN;
        while let Some(last) = self.batch(&mut transaction, after).await? {
            after = last;
        }
        let changed = self.readings.take_over(&mut transaction, anew).await?;
        let finished = now + chrono::Duration::from_std(started.elapsed()).unwrap_or_default();
        sqlx::query("update run set finished_at = $2, status = $3 where id = $1")
            .bind(self.run)
            .bind(finished)
            .bind(Status::Succeeded as i16)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(changed)
    }
}

/// Reads one text. A bug that panics costs this text only, and the summary counts it.
fn read(reader: &Reader, text: &StoredText) -> Option<Reading> {
    let demand = || reader.demand(&text.text, text.company.as_deref());
    let skills = std::panic::catch_unwind(AssertUnwindSafe(demand));
    Some(Reading {
        posting: text.posting,
        hash: text.hash,
        skills: skills.ok()?,
    })
}

async fn open_run(
    connection: &mut PgConnection,
    due: &Due,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let input = format!(
        "stored texts, vocabulary {} → {}",
        due.served,
        reader.vocabulary_key().version
    );
    let run = sqlx::query_scalar(
        "insert into run (kind, input, started_at, status) values ($1, $2, $3, $4) returning id",
    )
    .bind(Kind::Reread as i16)
    .bind(input)
    .bind(now)
    .bind(Status::Running as i16)
    .fetch_one(connection)
    .await?;
    Ok(run)
}
