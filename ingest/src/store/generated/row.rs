//! Rows in COPY's binary format: Postgres takes them in without reading numbers and moments from text.

use entity::posting::Model;
use sea_orm::sqlx::encode::IsNull;
use sea_orm::sqlx::postgres::PgArgumentBuffer;
use sea_orm::sqlx::{Encode, PgConnection, Postgres};

use crate::store::Error;

/// Columns in the order in which [`row`] writes them; the others are null.
const COLUMNS: &str = "id, source_id, external_id, title, company_id, role_id, seniority, location, region_ids, place_resolved,
    work_mode, remote_scope, pay_text, pay_min, pay_max, pay_currency, pay_period, posted_on, first_seen, last_seen, closed_at,
    closed_because, url, text_hash, content_hash, canonical_id, complete, vocabulary_id, skill_ids, requirement_levels,
    duplicate_key, print, cluster_region_ids, cluster_first_seen, cluster_last_open, cluster_posted_on, expires_at";
/// How many these are.
const COUNT: i16 = 37;

/// What the format begins with: its signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What stands for a row after the last one, and for the length of nothing.
const END: i16 = -1;
const NULL: i32 = -1;

/// Rows being gathered for one COPY.
pub(crate) struct Rows(PgArgumentBuffer);

impl Default for Rows {
    fn default() -> Self {
        let mut buffer = PgArgumentBuffer::default();
        buffer.extend_from_slice(HEADER);
        Self(buffer)
    }
}

impl Rows {
    fn value<'q>(&mut self, value: impl Encode<'q, Postgres>) -> Result<(), Error> {
        let at = self.0.len();
        self.0.extend_from_slice(&NULL.to_be_bytes());
        let is_null = value.encode_by_ref(&mut self.0).map_err(Error::Encode)?;
        if let IsNull::No = is_null {
            let length = self.0.len() - at - size_of::<i32>();
            let length = i32::try_from(length).map_err(|error| Error::Encode(error.into()))?;
            self.0[at..at + size_of::<i32>()].copy_from_slice(&length.to_be_bytes());
        }
        Ok(())
    }

    /// All rows, as COPY reads them.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.extend_from_slice(&END.to_be_bytes());
        std::mem::take(&mut *self.0)
    }
}

/// Adds the row of a posting.
pub(crate) fn row(rows: &mut Rows, posting: &Model) -> Result<(), Error> {
    rows.0.extend_from_slice(&COUNT.to_be_bytes());
    rows.value(posting.id)?;
    rows.value(posting.source_id)?;
    rows.value(posting.external_id.as_str())?;
    rows.value(posting.title.as_str())?;
    rows.value(posting.company_id)?;
    rows.value(posting.role_id)?;
    rows.value(posting.seniority.map(|level| level as i16))?;
    rows.value(posting.location.as_deref())?;
    rows.value(posting.region_ids.as_slice())?;
    rows.value(posting.place_resolved)?;
    rows.value(posting.work_mode.map(|mode| mode as i16))?;
    rows.value(posting.remote_scope.as_slice())?;
    rows.value(posting.pay_text.as_deref())?;
    rows.value(posting.pay_min)?;
    rows.value(posting.pay_max)?;
    rows.value(posting.pay_currency.as_deref())?;
    rows.value(posting.pay_period.map(|period| period as i16))?;
    rows.value(posting.posted_on)?;
    rows.value(posting.first_seen)?;
    rows.value(posting.last_seen)?;
    rows.value(posting.closed_at)?;
    rows.value(posting.closed_because.as_deref())?;
    rows.value(posting.url.as_deref())?;
    rows.value(posting.text_hash)?;
    rows.value(posting.content_hash)?;
    rows.value(posting.canonical_id)?;
    rows.value(posting.complete)?;
    rows.value(posting.vocabulary_id)?;
    rows.value(posting.skill_ids.as_slice())?;
    rows.value(posting.requirement_levels.as_slice())?;
    rows.value(posting.duplicate_key)?;
    rows.value(posting.print.as_deref())?;
    rows.value(posting.cluster_region_ids.as_deref())?;
    rows.value(posting.cluster_first_seen)?;
    rows.value(posting.cluster_last_open)?;
    rows.value(posting.cluster_posted_on)?;
    rows.value(posting.expires_at)
}

/// Writes rows; into a table that the transaction has emptied, as ones that everybody sees for good.
pub(super) async fn copy(
    connection: &mut PgConnection,
    rows: Vec<u8>,
    fresh: bool,
) -> Result<(), Error> {
    let frozen = if fresh { ", freeze" } else { "" };
    let statement = format!("copy posting ({COLUMNS}) from stdin (format binary{frozen})");
    let mut copy = connection.copy_in_raw(&statement).await?;
    if let Err(error) = copy.send(rows).await {
        copy.abort("the rows could not be sent").await?;
        return Err(error);
    }
    copy.finish().await?;
    Ok(())
}
