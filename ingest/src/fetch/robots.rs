//! What a site lets robots read (RFC 9309): asked once a day for all workers, through a library that knows the rules.

use std::time::Duration;

use reqwest::Url;
use robotxt::{AccessResult, BYTE_LIMIT, Robots};
use sea_orm::sqlx::{self, PgPool};

use super::error::FetchError;
use super::key::Keys;
use super::question::Question;
use super::retry::{self, Outcome};
use super::settings::PRODUCT;
use super::{Client, address, pace};
use crate::source::{Accept, Card};

/// How long a robots.txt is relied on.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a site is left alone whose robots.txt cannot be had.
const KEPT_UNREACHABLE: Duration = Duration::from_secs(600);

/// Whether an address may be read, and how much time has to lie between two requests.
pub(super) async fn check(client: &Client, card: &Card, url: &Url) -> Result<Duration, FetchError> {
    let host = address::host(url);
    let text = match known(&client.pool, &host).await? {
        Some(text) => text,
        None => ask(client, card, url, &host).await?,
    };
    let robots = Robots::from_access(AccessResult::Successful(text.as_bytes()), PRODUCT);
    if !robots.is_url_allowed(url) {
        return Err(FetchError::forbidden(
            &host,
            "its robots.txt does not want this address read",
        ));
    }
    Ok(robots.crawl_delay().unwrap_or_default())
}

async fn known(pool: &PgPool, host: &str) -> Result<Option<String>, sqlx::Error> {
    let row: Option<Option<String>> = sqlx::query_scalar(
        "select robots from host where name = $1 and robots_until > clock_timestamp()",
    )
    .bind(host)
    .fetch_optional(pool)
    .await?;
    Ok(row.flatten())
}

async fn ask(client: &Client, card: &Card, url: &Url, host: &str) -> Result<String, FetchError> {
    let mut address = url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    address.set_fragment(None);
    let question = Question {
        card,
        url: address,
        accept: Accept::Html,
        post: None,
        validator: None,
        keys: Keys::default(),
        obeys_robots: false,
        limits: (u64::MAX, u64::MAX),
        time: client.settings.timeout,
        stays_open: true,
    };
    let text = match read(client, &question).await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).replace('\0', ""),
        // Nobody wrote any rules.
        Err(
            FetchError::Refused { .. } | FetchError::Gone { .. } | FetchError::Unexpected { .. },
        ) => String::new(),
        Err(FetchError::Temporary { what, .. }) => {
            let because = format!(
                "nothing may be read at {host} while its robots.txt cannot be had: it {what}"
            );
            let until = pace::block(&client.pool, host, KEPT_UNREACHABLE, &because).await?;
            return Err(FetchError::Later { until, because });
        }
        Err(error) => return Err(error),
    };
    store(&client.pool, host, &text).await?;
    Ok(text)
}

/// The beginning of a robots.txt: what lies beyond the limit is not worth having.
async fn read(client: &Client, question: &Question<'_>) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    if let Outcome::Open(mut reply) = retry::persist(client, question).await? {
        while bytes.len() <= BYTE_LIMIT {
            let Some(piece) = reply.body.next().await? else {
                break;
            };
            bytes.extend_from_slice(&piece);
        }
    }
    bytes.truncate(BYTE_LIMIT);
    Ok(bytes)
}

async fn store(pool: &PgPool, host: &str, text: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into host (name, free_at, robots, robots_until)
         values ($1, clock_timestamp(), $2, clock_timestamp() + make_interval(secs => $3))
         on conflict (name) do update set robots = excluded.robots, robots_until = excluded.robots_until",
    )
    .bind(host)
    .bind(text)
    .bind(KEPT.as_secs_f64())
    .execute(pool)
    .await?;
    Ok(())
}
