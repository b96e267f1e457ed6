//! The log of what each transaction did to postings.

use sea_orm::sqlx::{self, PgConnection};

use super::Error;

/// What a transaction did, by ids of postings.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) added: Vec<i64>,
    pub(super) changed: Vec<i64>,
    pub(super) closed: Vec<i64>,
    pub(super) reopened: Vec<i64>,
}

impl Changes {
    /// Enters them, and wakes whoever listens once the transaction is committed. The writers' lock must be held: entries then
    /// stand in the order of their commits.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<(), Error> {
        let all = [&self.added, &self.changed, &self.closed, &self.reopened];
        if all.iter().all(|ids| ids.is_empty()) {
            return Ok(());
        }
        sqlx::query(
            "with entered as (insert into posting_change (added, changed, closed, reopened) values ($1, $2, $3, $4) returning id)
             select pg_notify('posting_change', id::text) from entered",
        )
        .bind(&self.added)
        .bind(&self.changed)
        .bind(&self.closed)
        .bind(&self.reopened)
        .execute(connection)
        .await?;
        Ok(())
    }
}
