//! The log of what each transaction did to postings, and what a reader of it may rely on.
//!
//! One row of `posting_change` is one transaction. Its number is drawn while the writers' lock is held, so the rows a reader sees
//! up to a number are all that there will ever be up to it. Numbers may be left out: a transaction that failed drew one.
//!
//! `added`, `changed`, `closed` and `reopened` are what people are told. `touched` names every other posting whose row says
//! something else to statistics than before, and those that were erased. Days are days in UTC: a sighting that moves no day is
//! not logged. Together, whoever keeps postings in memory has to read no more than
//!
//! - the rows of all ids of an entry, where a row that is missing is a posting that is no more;
//! - the rows of their canonical ids as they are now, and the members of these clusters. A cluster that gains a member, or one of
//!   whose members closes, opens or moves a day, is known by that member; a cluster that loses one is named itself;
//! - `served_vocabulary`: a reread that serves another one enters no ids, since every posting would be among them, and whoever
//!   holds readings of the former one reads everything anew.
//!
//! The entries and the rows belong to one snapshot: read them in one statement or one repeatable transaction. An id may stand in
//! several entries, and a row that is named may be as it was.

use rustc_hash::FxHashSet;
use sea_orm::sqlx::{self, PgConnection};

use super::Error;

/// What a transaction did, by ids of postings.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) added: Vec<i64>,
    pub(super) changed: Vec<i64>,
    pub(super) closed: Vec<i64>,
    pub(super) reopened: Vec<i64>,
    /// What else statistics must read again; whether some are named twice, or above as well, is no matter.
    pub(super) touched: Vec<i64>,
}

impl Changes {
    /// Enters them, if there are any, and wakes whoever listens once the transaction is committed. The writers' lock must be held:
    /// entries then stand in the order of their commits.
    pub(super) async fn write(mut self, connection: &mut PgConnection) -> Result<(), Error> {
        let told = [&self.added, &self.changed, &self.closed, &self.reopened];
        let mut named: FxHashSet<i64> = told.into_iter().flatten().copied().collect();
        self.touched.retain(|id| named.insert(*id));
        if named.is_empty() {
            return Ok(());
        }
        self.enter(connection).await
    }

    /// Enters them even where there are none.
    pub(super) async fn enter(self, connection: &mut PgConnection) -> Result<(), Error> {
        sqlx::query(
            "with entered as (insert into posting_change (added, changed, closed, reopened, touched)
                values ($1, $2, $3, $4, $5) returning id)
             select pg_notify('posting_change', id::text) from entered",
        )
        .bind(self.added)
        .bind(self.changed)
        .bind(self.closed)
        .bind(self.reopened)
        .bind(self.touched)
        .execute(connection)
        .await?;
        Ok(())
    }
}
