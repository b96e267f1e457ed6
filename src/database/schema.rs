//! How far a database's schema is.

use std::collections::BTreeSet;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::{self, PgPool};

/// How far a schema is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps that this program knows.
    pub known: usize,
    /// Those of them that the schema has not taken.
    pub missing: usize,
    /// A step that it has taken and this program does not know.
    pub newer: Option<String>,
}

/// How far the schema is; nothing is changed.
///
/// # Errors
/// When Postgres refuses.
pub async fn progress(pool: &PgPool) -> Result<Progress, sqlx::Error> {
    let applied = applied(pool).await?;
    let steps = Migrator::migrations();
    let known: BTreeSet<&str> = steps.iter().map(|step| step.name()).collect();
    let missing = known.iter().filter(|step| !applied.contains(**step));
    Ok(Progress {
        known: known.len(),
        missing: missing.count(),
        newer: applied
            .iter()
            .find(|step| !known.contains(step.as_str()))
            .cloned(),
    })
}

/// The names of the steps that the schema has taken.
async fn applied(pool: &PgPool) -> Result<BTreeSet<String>, sqlx::Error> {
    let has_history: bool =
        sqlx::query_scalar("select to_regclass('seaql_migrations') is not null")
            .fetch_one(pool)
            .await?;
    if !has_history {
        return Ok(BTreeSet::new());
    }
    let names: Vec<String> = sqlx::query_scalar("select version from seaql_migrations")
        .fetch_all(pool)
        .await?;
    Ok(names.into_iter().collect())
}
