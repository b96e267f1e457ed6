//! Erases on request what was stored of a posting, a company or a domain, and keeps it from coming back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, PgConnection, PgPool};
use serde::Serialize;

use crate::store::{Error, duplicates, erasure};

pub(crate) mod address;
mod quotation;
mod subject;

pub use subject::Subject;

use quotation::Quotations;

/// What is stored of something that is to be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Postings by source.
    pub postings: BTreeMap<String, u64>,
    /// Their texts.
    pub texts: u64,
    /// Former stretches of time in which they were open.
    pub spells: u64,
    /// Refused records, requests still to be made, and notes on answers that name what is to be forgotten.
    pub quotations: u64,
    /// Companies that are left without a posting.
    pub companies: Vec<String>,
    /// Boards that are followed and show nothing else: each source with its board.
    pub boards: Vec<(String, String)>,
    #[serde(skip)]
    ids: Vec<i64>,
    #[serde(skip)]
    quoted: Quotations,
}

impl Found {
    /// Whether nothing is stored.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.postings.is_empty() && self.companies.is_empty() && self.quotations == 0
    }
}

/// Tells what is stored of a subject; nothing is changed.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(pool: &PgPool, subject: &Subject) -> Result<Found, Error> {
    let mut connection = pool.acquire().await?;
    find_over(&mut connection, subject).await
}

/// Erases what is stored of a subject, remembers hashes of it, and tells what there was. All of it happens or nothing.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget(pool: &PgPool, subject: &Subject, now: DateTime<Utc>) -> Result<Found, Error> {
    let mut transaction = pool.begin().await?;
    duplicates::lock(&mut transaction).await?;
    let found = find_over(&mut transaction, subject).await?;
    found.quoted.erase(&mut transaction).await?;
    erasure::erase(&mut transaction, &found.ids).await?;
    erasure::erase_companies(&mut transaction, &Vec::from_iter(subject.company())).await?;
    // A posting stays forgotten even where it comes again from another address or under another name.
    let hashes: Vec<i64> = found.ids.iter().copied().chain([subject.hash()]).collect();
    sqlx::query(
        "insert into forgotten (hash, forgotten_at) select hash, $2 from unnest($1::bigint[]) hash on conflict (hash) do nothing",
    )
    .bind(hashes)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(found)
}

async fn find_over(connection: &mut PgConnection, subject: &Subject) -> Result<Found, Error> {
    let postings = subject.postings(connection).await?;
    let ids: Vec<i64> = postings.iter().map(|posting| posting.id).collect();
    let companies = companies(connection, subject, &ids).await?;
    let quoted = Quotations::find(connection, subject, &postings, &companies).await?;
    let mut found = Found {
        texts: count(
            connection,
            "select count(*) from posting_text where posting_id = any($1)",
            &ids,
        )
        .await?,
        spells: count(
            connection,
            "select count(*) from posting_spell where posting_id = any($1)",
            &ids,
        )
        .await?,
        quotations: quoted.count(),
        boards: boards(connection, &ids).await?,
        postings: BTreeMap::new(),
        companies,
        ids,
        quoted,
    };
    for posting in postings {
        *found.postings.entry(posting.source).or_default() += 1;
    }
    Ok(found)
}

async fn count(
    connection: &mut PgConnection,
    statement: &'static str,
    ids: &[i64],
) -> Result<u64, Error> {
    let count: i64 = sqlx::query_scalar(statement)
        .bind(ids)
        .fetch_one(connection)
        .await?;
    Ok(count.unsigned_abs())
}

/// Companies that nobody would know of but by these postings.
async fn companies(
    connection: &mut PgConnection,
    subject: &Subject,
    ids: &[i64],
) -> Result<Vec<String>, Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "with meant as materialized (select $2 as id union select company_id from posting where id = any($1)),
         others as materialized (select distinct company_id as id from posting
            where company_id in (select id from meant) and id <> all($1))
         select name from company where id in (select id from meant) and id not in (select id from others) order by name",
    )
    .bind(ids)
    .bind(subject.company())
    .fetch_all(connection)
    .await?;
    Ok(names)
}

/// Boards that are followed and showed these postings and no others.
async fn boards(
    connection: &mut PgConnection,
    ids: &[i64],
) -> Result<Vec<(String, String)>, Error> {
    let boards: BTreeSet<(String, String)> = sqlx::query_as(
        "with meant as materialized (select distinct target_id as id from posting where id = any($1)),
         others as materialized (select distinct target_id as id from posting
            where target_id in (select id from meant) and id <> all($1))
         select s.slug, t.board from target t join source s on s.id = t.source_id where t.enabled and t.board <> ''
         and t.id in (select id from meant) and t.id not in (select id from others)",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?
    .into_iter()
    .collect();
    Ok(Vec::from_iter(boards))
}
