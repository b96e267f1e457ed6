//! Asking again: a few times, with growing pauses, and only where another answer may come.

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use sea_orm::sqlx::{self, PgPool};

use super::error::FetchError;
use super::pause::{self, RetryAfter};
use super::question::{Failure, Question, Reply};
use super::{Client, address, body, media, pace};
use crate::source::Accept;

/// What came of a question.
pub(super) enum Outcome {
    /// Nothing has changed.
    Unchanged,
    /// An answer that was read to its end.
    Whole {
        /// Its body, unpacked.
        bytes: Vec<u8>,
        /// Its head.
        headers: HeaderMap,
    },
    /// An answer that whoever asked will read.
    Open(Reply),
}

/// Asks until there is an answer, or no sense in asking again.
pub(super) async fn persist(
    client: &Client,
    question: &Question<'_>,
) -> Result<Outcome, FetchError> {
    let home = address::host(&question.url);
    let mut attempt = 0;
    loop {
        let backoff = pause::backoff(client.settings.first_pause, attempt);
        attempt += 1;
        let is_last = attempt >= client.settings.attempts;
        match ask_once(client, question).await {
            Ok(outcome) => return Ok(outcome),
            Err(Failure::Lasting(error)) => return Err(error),
            Err(Failure::Passing(error)) if is_last => {
                pace::failed(&client.pool, &home).await?;
                return Err(error);
            }
            Err(Failure::Passing(_)) => tokio::time::sleep(backoff).await,
            Err(Failure::Busy { host, status, wait }) => {
                let wait = match wait {
                    Some(RetryAfter::Wait(wait)) => wait,
                    Some(RetryAfter::Until(until)) => from_now(&client.pool, until).await?,
                    None => backoff,
                };
                let because = format!("{host} asks to be left alone ({status})");
                let mut until = pace::block(&client.pool, &host, wait, &because).await?;
                if is_last {
                    until = pace::failed(&client.pool, &host).await?.unwrap_or(until);
                }
                if is_last || wait > client.settings.patience {
                    return Err(FetchError::Later { until, because });
                }
                // The next attempt waits for its turn, which is when the block ends.
            }
        }
    }
}

async fn ask_once(client: &Client, question: &Question<'_>) -> Result<Outcome, Failure> {
    let reply = question.ask(client).await?;
    let failures = reply.failures;
    let outcome = read(client, question, reply).await?;
    if failures > 0 {
        let home = address::host(&question.url);
        let forgotten = pace::succeeded(&client.pool, &home).await;
        forgotten.map_err(FetchError::from)?;
    }
    Ok(outcome)
}

async fn read(
    client: &Client,
    question: &Question<'_>,
    reply: Reply,
) -> Result<Outcome, FetchError> {
    if reply.unchanged {
        return Ok(Outcome::Unchanged);
    }
    if question.stays_open {
        return Ok(Outcome::Open(reply));
    }
    let host = reply.body.host().to_owned();
    let mut bytes = reply.body.whole().await?;
    drop(reply.permit);
    if question.accept == Accept::Xml {
        bytes = body::unpack_file(bytes, &host, client.settings.largest_plain)?;
    }
    let stated = reply.headers.get(CONTENT_TYPE);
    let stated = stated.map_or(String::new(), |stated| {
        String::from_utf8_lossy(stated.as_bytes()).into_owned()
    });
    if let Some(what) = media::mismatch(question.accept, &stated, &bytes) {
        return Err(FetchError::unexpected(&host, question.keys.masked(&what)));
    }
    Ok(Outcome::Whole {
        bytes,
        headers: reply.headers,
    })
}

/// How long it is until a moment, by the clock that all workers share.
async fn from_now(pool: &PgPool, until: DateTime<Utc>) -> Result<std::time::Duration, sqlx::Error> {
    let now: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()")
        .fetch_one(pool)
        .await?;
    Ok((until - now).to_std().unwrap_or_default())
}
