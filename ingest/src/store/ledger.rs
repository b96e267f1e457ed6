//! What a run has done so far: counted in the same transactions as the postings, so that the report never disagrees with them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::run::{Kind, Status};
use sea_orm::sqlx::{self, PgConnection};

use super::{Counts, Error, Keys};
use crate::normalise::personal;

/// A record that was refused.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rejection {
    /// The file.
    pub file: String,
    /// Where in it, e.g. `line 7`.
    pub position: String,
    /// Why.
    pub reason: String,
    /// The source it belongs to, if that is known.
    #[serde(skip)]
    pub source: Option<String>,
}

/// The report of one run, in the making.
#[derive(Debug)]
pub struct Ledger {
    /// The run's id.
    pub run_id: i64,
    /// Records read, all told.
    pub read: u64,
    /// Records refused, all told.
    pub rejected: u64,
    /// Counts by source, all told.
    pub by_source: BTreeMap<String, Counts>,
    /// Up to where in the archive that is being read everything is stored.
    pub reached: Option<u64>,
    unwritten: Vec<Rejection>,
}

impl Ledger {
    /// Opens the report of a new run.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn open(
        connection: &mut PgConnection,
        kind: Kind,
        input: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let run_id = sqlx::query_scalar(
            "insert into run (kind, input, started_at, status) values ($1, $2, $3, $4) returning id",
        )
        .bind(kind as i16)
        .bind(input)
        .bind(now)
        .bind(Status::Running as i16)
        .fetch_one(connection)
        .await?;
        Ok(Self {
            run_id,
            read: 0,
            rejected: 0,
            by_source: BTreeMap::new(),
            reached: None,
            unwritten: Vec::new(),
        })
    }

    /// The report of a run that stopped, as it stands.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub(super) async fn resume(connection: &mut PgConnection, run_id: i64) -> Result<Self, Error> {
        let (read, rejected): (i64, i64) =
            sqlx::query_as("select read, rejected from run where id = $1")
                .bind(run_id)
                .fetch_one(&mut *connection)
                .await?;
        let rows: Vec<(String, i64, i64, i64, i64, i64, i64)> = sqlx::query_as(
            "select slug, added, changed, unchanged, rejected, closed, reopened
             from run_source join source on source.id = source_id where run_id = $1",
        )
        .bind(run_id)
        .fetch_all(connection)
        .await?;
        let counts = rows.into_iter().map(|row| {
            let (source, added, changed, unchanged, rejected, closed, reopened) = row;
            let counts = Counts {
                added: added.unsigned_abs(),
                changed: changed.unsigned_abs(),
                unchanged: unchanged.unsigned_abs(),
                rejected: rejected.unsigned_abs(),
                closed: closed.unsigned_abs(),
                reopened: reopened.unsigned_abs(),
            };
            (source, counts)
        });
        Ok(Self {
            run_id,
            read: read.unsigned_abs(),
            rejected: rejected.unsigned_abs(),
            by_source: counts.collect(),
            reached: None,
            unwritten: Vec::new(),
        })
    }

    /// Enters a refused record; it is written with the next batch.
    pub fn reject(&mut self, mut rejection: Rejection) {
        rejection.reason = impersonal(&rejection.reason).into_owned();
        self.rejected += 1;
        if let Some(source) = &rejection.source {
            self.by_source.entry(source.clone()).or_default().rejected += 1;
        }
        self.unwritten.push(rejection);
    }

    /// Writes the report as it stands, within the batch's transaction.
    pub(super) async fn write(
        &self,
        connection: &mut PgConnection,
        keys: &Keys,
    ) -> Result<(), Error> {
        // The note stands if the run is killed: it says how to go on.
        sqlx::query(
            "update run set read = $2, rejected = $3, note = coalesce($4, note) where id = $1",
        )
        .bind(self.run_id)
        .bind(signed(self.read))
        .bind(signed(self.rejected))
        .bind(self.resumption())
        .execute(&mut *connection)
        .await?;
        self.write_counts(connection, keys).await?;
        self.write_rejections(connection).await
    }

    /// How to go on with the archive that is being read.
    #[must_use]
    pub fn resumption(&self) -> Option<String> {
        let reached = self.reached?;
        Some(format!(
            "stored up to offset {reached}; go on with --from-offset {reached}"
        ))
    }

    /// Forgets what the committed transaction has written.
    pub(super) fn written(&mut self) {
        self.unwritten.clear();
    }

    async fn write_counts(&self, connection: &mut PgConnection, keys: &Keys) -> Result<(), Error> {
        let mut ids = Vec::new();
        let mut counts: [Vec<i64>; 6] = Default::default();
        for (source, count) in &self.by_source {
            let Some(id) = keys.sources.get(source) else {
                continue;
            };
            ids.push(*id);
            let values = [
                count.added,
                count.changed,
                count.unchanged,
                count.rejected,
                count.closed,
                count.reopened,
            ];
            for (column, value) in counts.iter_mut().zip(values) {
                column.push(signed(value));
            }
        }
        let [added, changed, unchanged, rejected, closed, reopened] = counts;
        sqlx::query(
            "insert into run_source (run_id, source_id, added, changed, unchanged, rejected, closed, reopened)
             select $1, * from unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
             on conflict (run_id, source_id) do update set added = excluded.added, changed = excluded.changed,
             unchanged = excluded.unchanged, rejected = excluded.rejected, closed = excluded.closed,
             reopened = excluded.reopened",
        )
        .bind(self.run_id)
        .bind(ids)
        .bind(added)
        .bind(changed)
        .bind(unchanged)
        .bind(rejected)
        .bind(closed)
        .bind(reopened)
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn write_rejections(&self, connection: &mut PgConnection) -> Result<(), Error> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let before = self.rejected - self.unwritten.len() as u64;
        let column = |get: fn(&Rejection) -> &String| -> Vec<String> {
            self.unwritten
                .iter()
                .map(|rejection| get(rejection).replace('\0', ""))
                .collect()
        };
        sqlx::query(
            "insert into run_rejection (run_id, ordinal, file, position, reason)
             select $1, $2 + t.ordinal, t.file, t.position, t.reason
             from unnest($3::text[], $4::text[], $5::text[]) with ordinality as t (file, position, reason, ordinal)",
        )
        .bind(self.run_id)
        .bind(signed(before))
        .bind(column(|rejection| &rejection.file))
        .bind(column(|rejection| &rejection.position))
        .bind(column(|rejection| &rejection.reason))
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Closes the report.
    pub(super) async fn close(
        &self,
        connection: &mut PgConnection,
        status: Status,
        note: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        sqlx::query("update run set finished_at = $2, status = $3, note = $4 where id = $1")
            .bind(self.run_id)
            .bind(now)
            .bind(status as i16)
            .bind(note.map(impersonal))
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// What our books may say: a reason quotes what was read, and that may be somebody's address.
pub(super) fn impersonal(text: &str) -> Cow<'_, str> {
    match personal::without(text) {
        kept if kept.trim().is_empty() && !text.trim().is_empty() => {
            Cow::Borrowed("what is wrong is left out, because it names how to reach a person")
        }
        kept => kept,
    }
}

/// Counts fit: nobody reads 2^63 records.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
