//! Sources, entered when their first posting is.

use std::collections::BTreeSet;

use sea_orm::sqlx::{self, PgConnection};

use super::{Error, Keys};
use crate::generate;
use crate::sample;
use crate::source::{card, is_first_party};

/// Enters the sources that are new and learns their ids.
pub(super) async fn ensure(
    connection: &mut PgConnection,
    slugs: impl Iterator<Item = &str>,
    keys: &mut Keys,
) -> Result<(), Error> {
    let new: BTreeSet<&str> = slugs
        .filter(|slug| !keys.sources.contains_key(*slug))
        .collect();
    for slug in new {
        let id = enter(connection, slug).await?;
        keys.sources.insert(slug.to_owned(), id);
    }
    Ok(())
}

/// Enters one source, if it is new, and learns its id.
pub(super) async fn enter(connection: &mut PgConnection, slug: &str) -> Result<i32, Error> {
    let card = card(slug);
    let terms = card.map(|card| card.terms);
    // A newer version may know more of a source that is already there.
    sqlx::query_scalar(
        "insert into source (slug, name, url, attribution, sample, first_party, terms, terms_url, terms_read_on, redistribution)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9::date, $10)
         on conflict (slug) do update set name = excluded.name, url = excluded.url, attribution = excluded.attribution,
            terms = excluded.terms, terms_url = excluded.terms_url, terms_read_on = excluded.terms_read_on,
            redistribution = excluded.redistribution returning id",
    )
    .bind(slug)
    .bind(card.map_or(slug, |card| card.name))
    .bind(card.map(|card| card.url))
    .bind(card.and_then(|card| card.attribution))
    .bind(sample::SOURCES.contains(&slug) || generate::is_generated(slug))
    .bind(is_first_party(slug))
    .bind(terms.map(|terms| terms.summary))
    .bind(terms.and_then(|terms| terms.url))
    .bind(terms.map(|terms| terms.read_on))
    .bind(terms.map(|terms| terms.redistribution))
    .fetch_one(connection)
    .await
}
