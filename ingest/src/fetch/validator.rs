//! What a host said about an answer, so that the same answer need not be sent twice.

use reqwest::header::{
    ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use sea_orm::sqlx::{self, PgConnection, PgPool};

/// By what a host recognises the answer that we have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    etag: Option<String>,
    last_modified: Option<String>,
}

/// Longer addresses do not fit into an index of Postgres, whatever they are made of.
const LONGEST_ADDRESS: usize = 2_000;
/// A mark longer than this is not worth sending along.
const LONGEST_MARK: usize = 1_000;

impl Validator {
    /// What an answer's head says, if it can be asked by that.
    pub(super) fn of(headers: &HeaderMap, url: &str) -> Option<Self> {
        let mark = |name: HeaderName| {
            let mark = headers.get(name)?.to_str().ok()?;
            (!mark.is_empty() && mark.len() <= LONGEST_MARK).then(|| mark.to_owned())
        };
        let validator = Self {
            etag: mark(ETAG),
            last_modified: mark(LAST_MODIFIED),
        };
        let says_something = validator.etag.is_some() || validator.last_modified.is_some();
        (says_something && url.len() <= LONGEST_ADDRESS).then_some(validator)
    }

    /// The headers to ask with.
    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, &str)> {
        let etag = self.etag.as_deref().map(|mark| (IF_NONE_MATCH, mark));
        let modified = self.last_modified.as_deref();
        etag.into_iter()
            .chain(modified.map(|mark| (IF_MODIFIED_SINCE, mark)))
    }

    /// What is known of an address.
    pub(super) async fn known(pool: &PgPool, url: &str) -> Result<Option<Self>, sqlx::Error> {
        let row: Option<(Option<String>, Option<String>)> =
            sqlx::query_as("select etag, last_modified from validator where url = $1")
                .bind(url)
                .fetch_optional(pool)
                .await?;
        Ok(row.map(|(etag, last_modified)| Self {
            etag,
            last_modified,
        }))
    }
}

/// Forgets by what the answer from an address was recognised: to be called before another answer is stored, so that the old one is
/// never taken for what is stored.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_validator(connection: &mut PgConnection, url: &str) -> Result<(), sqlx::Error> {
    sqlx::query("delete from validator where url = $1")
        .bind(url)
        .execute(connection)
        .await?;
    Ok(())
}

/// Remembers by what the answer from an address is recognised: to be called in the transaction that stores the answer, since
/// from then on the host sends it no more.
///
/// # Errors
/// When Postgres refuses.
pub async fn store_validator(
    connection: &mut PgConnection,
    url: &str,
    validator: &Validator,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into validator (url, etag, last_modified) values ($1, $2, $3)
         on conflict (url) do update set etag = excluded.etag, last_modified = excluded.last_modified, stored_at = now()",
    )
    .bind(url)
    .bind(&validator.etag)
    .bind(&validator.last_modified)
    .execute(connection)
    .await?;
    Ok(())
}
