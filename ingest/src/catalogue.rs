//! Writes what the product ships — skills, regions, roles, roadmaps — into its tables. Doing it twice changes nothing.

use entity::content::{ContentError, identifier, roadmap};
use sea_orm::DbErr;
use sea_orm::sqlx::{self, PgConnection, PgPool, PgTransaction};

use crate::gazetteer::Gazetteer;
use crate::reading::Reader;

mod identifiers;
mod regions;
pub mod roadmaps;
mod roles;
mod skills;

/// The shipped content is faulty, or Postgres refused it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A content file has a mistake.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// A roadmap file has mistakes.
    #[error("{}", lines(.0))]
    Roadmap(Vec<ContentError>),
    /// Postgres refused.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Postgres refused to read.
    #[error("the database failed: {0}")]
    Read(#[from] DbErr),
    /// A roadmap's text could not be made into a document.
    #[error("a roadmap's article cannot be stored or read: {0}")]
    Article(#[from] serde_json::Error),
}

/// One mistake a line.
fn lines(mistakes: &[ContentError]) -> String {
    let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Only one process writes the catalogue at a time.
const LOCK: i64 = 0x5761_796d_6172_6b01;

const VOCABULARY: &str = "vocabulary";
const IDENTIFIERS: &str = "identifiers";
const REGIONS: &str = "regions";
const ROLES: &str = "roles";

/// Brings the tables up to what this program ships, as one transaction; parts that are as they should be are not touched.
///
/// # Errors
/// When the content has a mistake or Postgres refuses; then nothing is written.
pub async fn write(pool: &PgPool, reader: &Reader) -> Result<(), Error> {
    let mut transaction = begin(pool).await?;
    for (part, version) in versions(reader)? {
        if !is_outdated(&mut transaction, part, &version).await? {
            continue;
        }
        match part {
            VOCABULARY => skills::write(&mut transaction, &reader.vocabulary).await?,
            IDENTIFIERS => {
                let shipped = entity::content::file(identifier::FILE)?;
                let entries = identifier::load(&shipped, &reader.vocabulary)?;
                identifiers::write(&mut transaction, &entries).await?;
            }
            REGIONS => {
                let gazetteer = Gazetteer::embedded().map_err(Clone::clone)?;
                regions::write(&mut transaction, gazetteer).await?;
            }
            _ => roles::write(&mut transaction, &reader.roles).await?,
        }
    }
    roadmaps::write(&mut transaction, reader, &roadmap::files()?).await?;
    transaction.commit().await?;
    Ok(())
}

/// A transaction that is the only one to write the catalogue.
async fn begin(pool: &PgPool) -> Result<PgTransaction<'static>, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction)
}

/// The parts of which the tables hold another version than this program ships; nothing is written.
///
/// # Errors
/// When the content has a mistake or Postgres refuses.
pub async fn outdated(pool: &PgPool, reader: &Reader) -> Result<Vec<&'static str>, Error> {
    let stored: Vec<(String, String)> = sqlx::query_as("select part, version from catalogue")
        .fetch_all(pool)
        .await?;
    let mut parts = versions(reader)?.to_vec();
    parts.retain(|(part, version)| {
        let is_this = |(stored, of): &(String, String)| stored == part && of == version;
        !stored.iter().any(is_this)
    });
    Ok(parts.into_iter().map(|(part, _)| part).collect())
}

/// The version of each part that this program ships, in the order in which they are written.
fn versions(reader: &Reader) -> Result<[(&'static str, String); 4], Error> {
    let of_file = |name| -> Result<String, Error> {
        let shipped = entity::content::file(name)?;
        Ok(entity::hash::version(shipped.text.as_bytes()))
    };
    Ok([
        (VOCABULARY, reader.vocabulary.version.clone()),
        (IDENTIFIERS, of_file(identifier::FILE)?),
        (REGIONS, Gazetteer::version()?),
        (ROLES, of_file("roles.yaml")?),
    ])
}

/// Whether a part of the tables is of another version, and notes that it is of this one from now on.
async fn is_outdated(
    connection: &mut PgConnection,
    part: &str,
    version: &str,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query(
        "insert into catalogue (part, version) values ($1, $2)
         on conflict (part) do update set version = excluded.version where catalogue.version <> excluded.version",
    )
    .bind(part)
    .bind(version)
    .execute(connection)
    .await?;
    Ok(written.rows_affected() > 0)
}

/// An array of slugs as Postgres writes it: slugs hold nothing that needs quoting.
fn slug_array<'a>(slugs: impl Iterator<Item = &'a str>) -> String {
    format!("{{{}}}", slugs.collect::<Vec<_>>().join(","))
}
