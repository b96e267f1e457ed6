//! Takes in postings that nobody has published: a whole made-up market as one transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::run::{Kind, Status};
use sea_orm::sqlx::{self, PgPool, Postgres, Transaction};

use super::changes::Changes;
use super::ledger::Ledger;
use super::{Counts, Error, Keys, VocabularyKey, companies, duplicates, served, sources};
use crate::generate::chunk::Chunk;
use crate::generate::{Plan, slugs};

mod clear;
mod indexes;
mod row;

pub(crate) use clear::{clear, count};
pub(crate) use row::{Rows, row};

/// Employers written by one statement.
const EMPLOYERS: usize = 20_000;

/// A transaction that takes in a market; dropped before its end, it leaves everything as it was.
pub(crate) struct Intake {
    transaction: Transaction<'static, Postgres>,
    keys: Keys,
    vocabulary: i32,
    ledger: Ledger,
    /// Statements that make the indexes again that were taken away.
    indexes: Vec<String>,
    /// Whether the table was empty, so that rows can be written as ones that everybody sees for good.
    fresh: bool,
}

impl Intake {
    /// Waits until nobody else writes, and makes ready.
    pub(crate) async fn begin(
        pool: &PgPool,
        vocabulary: &VocabularyKey<'_>,
        plan: &Plan,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let mut transaction = pool.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let mut keys = Keys::load(&mut transaction, vocabulary).await?;
        served::take_over_if_empty(&mut transaction, keys.vocabulary_id).await?;
        let served = served::lock(&mut transaction).await?;
        sources::ensure(&mut transaction, slugs(), &mut keys).await?;
        let input = format!(
            "{} generated postings, seed {}, {} months until {}",
            plan.postings, plan.seed, plan.months, plan.until
        );
        let ledger = Ledger::open(&mut transaction, Kind::Generated, &input, now).await?;
        Ok(Self {
            transaction,
            keys,
            vocabulary: served,
            ledger,
            indexes: Vec::new(),
            fresh: false,
        })
    }

    /// The ids that this database gave.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The vocabulary that figures are made of.
    pub(crate) fn vocabulary(&self) -> i32 {
        self.vocabulary
    }

    /// Whether postings are there that somebody has published.
    pub(crate) async fn holds_real_postings(&mut self) -> Result<bool, Error> {
        sqlx::query_scalar(
            "select exists (select from source s where not s.sample and exists (select from posting p where p.source_id = s.id))",
        )
        .fetch_one(&mut *self.transaction)
        .await
    }

    /// Whether any of these postings is there already.
    pub(crate) async fn holds_any(&mut self, ids: &[i64]) -> Result<bool, Error> {
        sqlx::query_scalar("select exists (select from posting where id = any($1))")
            .bind(ids)
            .fetch_one(&mut *self.transaction)
            .await
    }

    /// Takes the indexes of an empty table away, because making them at the end is several times cheaper.
    pub(crate) async fn make_way(&mut self) -> Result<(), Error> {
        let is_empty: bool = sqlx::query_scalar("select not exists (select from posting)")
            .fetch_one(&mut *self.transaction)
            .await?;
        if is_empty {
            self.indexes = indexes::take_away(&mut self.transaction).await?;
            self.fresh = true;
        }
        Ok(())
    }

    /// Writes a chunk and enters it into the log of changes.
    pub(crate) async fn take(&mut self, chunk: Chunk) -> Result<(), Error> {
        row::copy(&mut self.transaction, chunk.rows, self.fresh).await?;
        for (slug, count) in slugs().zip(chunk.by_source) {
            let counts = self.ledger.by_source.entry(slug.to_owned()).or_default();
            counts.added += count;
            self.ledger.read += count;
        }
        let changes = Changes {
            added: chunk.ids,
            ..Changes::default()
        };
        changes.write(&mut self.transaction).await
    }

    /// Writes employers that are not there yet.
    pub(crate) async fn enter_employers(
        &mut self,
        employers: impl Iterator<Item = (i64, String)>,
    ) -> Result<(), Error> {
        let mut rows: Vec<(i64, String)> = employers.collect();
        rows.sort_unstable();
        for part in rows.chunks(EMPLOYERS) {
            let (ids, names): (Vec<i64>, Vec<&str>) =
                part.iter().map(|(id, name)| (*id, name.as_str())).unzip();
            companies::enter(&mut self.transaction, &ids, &names).await?;
        }
        Ok(())
    }

    /// Makes the indexes that were taken away, and gathers what the planner wants to know; `progress` hears how many are made,
    /// of how many.
    pub(crate) async fn restore_indexes(
        &mut self,
        progress: impl FnMut(usize, usize),
    ) -> Result<(), Error> {
        indexes::restore(&mut self.transaction, &self.indexes, progress).await?;
        sqlx::query("analyze posting")
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Writes the run's report and lets everybody see what was written; answers with the run's id and its counts.
    pub(crate) async fn finish(
        mut self,
        now: DateTime<Utc>,
    ) -> Result<(i64, BTreeMap<String, Counts>), Error> {
        self.ledger.write(&mut self.transaction, &self.keys).await?;
        let closing = self
            .ledger
            .close(&mut self.transaction, Status::Succeeded, None, now);
        closing.await?;
        self.transaction.commit().await?;
        Ok((self.ledger.run_id, self.ledger.by_source))
    }
}
