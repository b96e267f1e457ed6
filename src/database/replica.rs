//! A database that follows another one and takes no writes: what has to hold before it is served from.

use anyhow::bail;
use ingest::catalogue;
use ingest::reading::Reader;
use sea_orm::sqlx::{self, PgPool};

use super::schema;
use crate::console;

/// Whether a database follows another one.
///
/// # Errors
/// When Postgres refuses.
pub async fn is_replica(pool: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select pg_is_in_recovery()")
        .fetch_one(pool)
        .await
}

/// Checks that the database which is followed has been made ready for this program; nothing can be made ready here.
pub(super) async fn check(pool: &PgPool, reader: &Reader) -> anyhow::Result<()> {
    let progress = schema::progress(pool).await?;
    if let Some(step) = progress.newer {
        bail!(
            "the database was made by a newer Waymark (step {step}): update this one before it serves from a read replica"
        );
    }
    if progress.missing > 0 {
        bail!(
            "this is a read replica, and its schema has taken {} of {} steps: run a command of this Waymark on the primary \
             first, e.g. `waymark runs list`, and try again when the replica has caught up",
            progress.known - progress.missing,
            progress.known
        );
    }
    let outdated = catalogue::outdated(pool, reader).await?;
    if !outdated.is_empty() {
        console::note(&format!(
            "warning: this read replica holds another version of {} than this Waymark ships, and is served as it is; \
             the primary is brought up to date by the next command that uses it",
            outdated.join(", ")
        ));
    }
    Ok(())
}
