//! Writes facts: one transaction per batch, rows travel by COPY, and writing twice changes nothing.

use chrono::{DateTime, Utc};
use entity::run::Status;
use rustc_hash::FxHashSet;
use sea_orm::sqlx::{self, Connection, PgConnection, PgPool};

use crate::facts::Facts;
use changes::Changes;

mod changes;
mod closing;
mod collection;
mod companies;
mod copy;
pub mod duplicates;
pub mod erasure;
mod forgotten;
pub(crate) mod generated;
mod keys;
mod known;
mod ledger;
mod postings;
mod readings;
mod served;
mod sightings;
mod sources;
pub mod targets;
mod texts;

pub use closing::{Closure, close_expired};
pub use collection::{Collection, Finish, Taken};
pub use keys::Keys;
pub use ledger::{Ledger, Rejection};
pub use readings::{Due, Reading, Readings, StoredText, due};
pub use targets::Target;

/// Postgres refused or could not be reached.
pub type Error = sqlx::Error;

/// Whether Postgres finds fault with a value (classes 22 and 23) or a size (54), rather than being in trouble itself.
#[must_use]
pub fn is_about_data(error: &Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| {
            ["22", "23", "54"]
                .iter()
                .any(|class| code.starts_with(class))
        })
}

/// What a run did to one source's postings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Postings not seen before.
    pub added: u64,
    /// Postings whose facts changed.
    pub changed: u64,
    /// Postings that were as we knew them.
    pub unchanged: u64,
    /// Records refused.
    pub rejected: u64,
    /// Postings that turned out to be gone.
    pub closed: u64,
    /// Postings that were seen again after they had closed.
    pub reopened: u64,
}

/// What became of one posting of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not seen before.
    Added,
    /// Seen before, with other facts.
    Changed,
    /// Seen before, just so.
    Unchanged,
    /// Another posting has the same id: its source and external id hash to the same 64 bits.
    Collision,
    /// Somebody has asked us to forget it; nothing of it is written.
    Forgotten,
}

/// The vocabulary that the facts were read by.
#[derive(Clone, Copy, Debug)]
pub struct VocabularyKey<'a> {
    /// Hash of its content.
    pub version: &'a str,
    /// Slugs of its skills, by position.
    pub slugs: &'a [String],
}

/// How long texts are kept.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// The moment of writing.
    pub now: DateTime<Utc>,
    /// Days from then.
    pub text_days: u16,
}

/// Writes batches of facts over one connection.
pub struct Store {
    connection: sqlx::pool::PoolConnection<sqlx::Postgres>,
    keys: Keys,
    retention: Retention,
    companies: FxHashSet<i64>,
}

impl Store {
    /// Makes ready to write: takes a connection and learns the keys of skills, regions and roles.
    ///
    /// # Errors
    /// When Postgres cannot be reached, or the catalogue has not been written to it.
    pub async fn open(
        pool: &PgPool,
        vocabulary: &VocabularyKey<'_>,
        retention: Retention,
    ) -> Result<Self, Error> {
        let mut connection = pool.acquire().await?;
        let keys = Keys::load(&mut connection, vocabulary).await?;
        copy::create_tables(&mut connection).await?;
        served::take_over_if_empty(&mut connection, keys.vocabulary_id).await?;
        Ok(Self {
            connection,
            keys,
            retention,
            companies: FxHashSet::default(),
        })
    }

    /// The connection, to open a ledger on.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Whether the connection still serves.
    pub async fn is_alive(&mut self) -> bool {
        self.connection.ping().await.is_ok()
    }

    /// Texts written from now on are kept for so long.
    pub fn renew(&mut self, retention: Retention) {
        self.retention = retention;
    }

    /// Writes one batch, whose ids must differ, and the ledger, as one transaction. The outcomes stand in the batch's order.
    ///
    /// # Errors
    /// When Postgres refuses; then nothing of the batch is written.
    pub async fn write(
        &mut self,
        batch: &[Facts],
        ledger: &mut Ledger,
    ) -> Result<Vec<Outcome>, Error> {
        let mut transaction = self.connection.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let (keys, companies) = (&mut self.keys, &mut self.companies);
        let written = write_postings(&mut transaction, batch, keys, companies, self.retention);
        let written = match written.await {
            Ok(written) => written,
            Err(error) => {
                // What this transaction entered is gone with it.
                self.keys.sources.clear();
                self.companies.clear();
                return Err(error);
            }
        };
        written.changes(batch).write(&mut transaction).await?;
        written.count(batch, ledger);
        ledger.write(&mut transaction, &self.keys).await?;
        transaction.commit().await?;
        ledger.written();
        Ok(written.outcomes)
    }

    /// Writes what is left of the ledger and closes it.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn close(
        mut self,
        ledger: &mut Ledger,
        status: Status,
        note: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.connection.begin().await?;
        let slugs = ledger.by_source.keys().map(String::as_str);
        sources::ensure(&mut transaction, slugs, &mut self.keys).await?;
        ledger.write(&mut transaction, &self.keys).await?;
        ledger.close(&mut transaction, status, note, now).await?;
        transaction.commit().await?;
        ledger.written();
        Ok(())
    }
}

/// Writes a batch; the writers' lock must be held, so that what is known of it stays so.
async fn write_postings(
    connection: &mut PgConnection,
    batch: &[Facts],
    keys: &mut Keys,
    companies: &mut FxHashSet<i64>,
    retention: Retention,
) -> Result<Written, Error> {
    if keys.forgotten.refresh(connection).await? {
        // A company may have been forgotten with its last posting.
        companies.clear();
    }
    let served = served::lock(connection).await?;
    let known = known::known(connection, batch).await?;
    let version = keys.vocabulary_version.as_str();
    let hashes: Vec<_> = batch
        .iter()
        .map(|facts| facts.content_hash(version))
        .collect();
    let mut outcomes = known::compare(batch, &hashes, &known, [keys.vocabulary_id, served]);
    for (facts, outcome) in batch.iter().zip(&mut outcomes) {
        if keys.forgotten.holds(facts) {
            *outcome = Outcome::Forgotten;
        }
    }
    let slugs = batch.iter().map(|facts| facts.source.as_str());
    sources::ensure(connection, slugs, keys).await?;
    let remembered = batch.iter().zip(&outcomes);
    let remembered = remembered.filter(|(_, outcome)| **outcome != Outcome::Forgotten);
    companies::ensure(connection, remembered.map(|(facts, _)| facts), companies).await?;
    known::extend_sightings(connection, batch, &outcomes, &known, keys.target).await?;
    let is_written = |at: &usize| matches!(outcomes[*at], Outcome::Added | Outcome::Changed);
    let written: Vec<_> = (0..batch.len()).filter(is_written).collect();
    let rows = written.iter().map(|&at| (&batch[at], hashes[at]));
    postings::write(connection, rows, keys, served).await?;
    let texts = |outcome| {
        let outcomes = &outcomes;
        let has = written.iter().filter(move |at| outcomes[**at] == outcome);
        has.map(|at| &batch[*at])
    };
    let (new, changed) = (texts(Outcome::Added), texts(Outcome::Changed));
    texts::write(connection, new, changed, keys, served, retention).await?;
    let back = known::back(batch, &outcomes, &known);
    let moments = back.iter().map(|facts| (facts.id, facts.last_seen));
    closing::reopen(connection, moments).await?;
    let unsettled = known::unsettled(batch, &outcomes, &known);
    let mut touched = duplicates::settle(connection, &unsettled).await?;
    touched.extend(known::touched(batch, &outcomes, &known));
    let reopened = back.iter().map(|facts| facts.id).collect();
    Ok(Written {
        outcomes,
        reopened,
        touched,
    })
}

/// What writing a batch did.
struct Written {
    /// What became of each posting.
    outcomes: Vec<Outcome>,
    /// Those that had been closed.
    reopened: FxHashSet<i64>,
    /// What else the log has to name.
    touched: Vec<i64>,
}

impl Written {
    /// Enters the outcomes into the run's report.
    fn count(&self, batch: &[Facts], ledger: &mut Ledger) {
        for (facts, outcome) in batch.iter().zip(&self.outcomes) {
            let counts = ledger.by_source.entry(facts.source.clone()).or_default();
            counts.reopened += u64::from(self.reopened.contains(&facts.id));
            match outcome {
                Outcome::Added => counts.added += 1,
                Outcome::Changed => counts.changed += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                // Its record is entered as refused, with its place in the file.
                Outcome::Collision | Outcome::Forgotten => {}
            }
        }
    }

    /// What the log of changes has to say of it; a posting that is back is told of once.
    fn changes(&self, batch: &[Facts]) -> Changes {
        let of = |wanted| {
            let outcomes = batch.iter().zip(&self.outcomes);
            let wanted = outcomes.filter(move |(_, outcome)| **outcome == wanted);
            let ids = wanted.map(|(facts, _)| facts.id);
            ids.filter(|id| !self.reopened.contains(id)).collect()
        };
        Changes {
            added: of(Outcome::Added),
            changed: of(Outcome::Changed),
            closed: Vec::new(),
            reopened: self.reopened.iter().copied().collect(),
            touched: self.touched.clone(),
        }
    }
}
