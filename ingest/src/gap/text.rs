//! The stored texts, a batch at a time.

use chrono::NaiveDate;
use sea_orm::sqlx::{self, PgPool};
use tokio::sync::mpsc;

/// Texts in memory at a time; three times that while some are searched and the next are on their way.
const BATCH: i64 = 1_000;

/// One stored text.
#[derive(Debug)]
pub(super) struct Text {
    /// The posting.
    pub(super) posting: i64,
    /// Its title and description.
    pub(super) text: String,
    /// Its employer, with the name.
    pub(super) company: Option<(i64, String)>,
    /// The day it is counted on.
    pub(super) day: NaiveDate,
}

/// The texts that are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Market {
    /// How many there are.
    pub(super) postings: u64,
    /// The latest day of them.
    pub(super) latest: Option<NaiveDate>,
}

/// One posting of each cluster of duplicates, if it has a text.
const COUNT: &str = "select count(*), max(coalesce(p.posted_on, p.first_seen::date))
    from posting_text t join posting p on p.id = t.posting_id
    where p.canonical_id = p.id and ($1::date is null or coalesce(p.posted_on, p.first_seen::date) >= $1)";

const NEXT: &str = "select t.posting_id, t.text, p.company_id, c.name, coalesce(p.posted_on, p.first_seen::date)
    from posting_text t join posting p on p.id = t.posting_id left join company c on c.id = p.company_id
    where p.canonical_id = p.id and ($1::date is null or coalesce(p.posted_on, p.first_seen::date) >= $1)
    and t.posting_id > $2 order by t.posting_id limit $3";

type Row = (i64, String, Option<i64>, Option<String>, NaiveDate);

/// How much there is to look at.
pub(super) async fn market(pool: &PgPool, since: Option<NaiveDate>) -> Result<Market, sqlx::Error> {
    let (postings, latest): (i64, _) = sqlx::query_as(COUNT).bind(since).fetch_one(pool).await?;
    Ok(Market {
        postings: postings.unsigned_abs(),
        latest,
    })
}

/// The texts in batches, read ahead by one.
pub(super) fn batches(
    pool: &PgPool,
    since: Option<NaiveDate>,
) -> mpsc::Receiver<Result<Vec<Text>, sqlx::Error>> {
    let (sender, receiver) = mpsc::channel(1);
    let pool = pool.clone();
    tokio::spawn(async move {
        let mut after = i64::MIN;
        loop {
            let batch = next(&pool, since, after).await;
            let last = batch.as_ref().ok().and_then(|texts| texts.last());
            let more = last.map(|text| text.posting);
            // Nobody waiting for more is no failure.
            let heard = (more.is_some() || batch.is_err()) && sender.send(batch).await.is_ok();
            match more.filter(|_| heard) {
                Some(posting) => after = posting,
                None => return,
            }
        }
    });
    receiver
}

async fn next(
    pool: &PgPool,
    since: Option<NaiveDate>,
    after: i64,
) -> Result<Vec<Text>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(NEXT)
        .bind(since)
        .bind(after)
        .bind(BATCH)
        .fetch_all(pool)
        .await?;
    let text = |(posting, text, company, name, day): Row| Text {
        posting,
        text,
        company: company.zip(name),
        day,
    };
    Ok(rows.into_iter().map(text).collect())
}
