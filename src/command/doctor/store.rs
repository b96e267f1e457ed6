//! Whether the database can be reached, and how far its schema is.

use ingest::reading::Reader;
use ingest::reread;
use sea_orm::sqlx::{self, PgPool};

use super::Report;
use crate::cli::Place;
use crate::database::{Database, citus, replica, schema};

/// Enters how it stands with the database; its schema is left as it is.
pub(super) async fn examine(place: &Place, reader: Option<&Reader>, report: &mut Report) {
    if is_to_be_made(place) {
        report.part("database", "not set up yet");
        let advice =
            "the private database is made by the first command that needs it, e.g. `waymark up`";
        report.advice.push(advice.to_owned());
        return;
    }
    let database = match Database::reach(place).await {
        Ok(database) => database,
        Err(error) => return report.failed("database", &error),
    };
    if let Err(error) = look_at(database.pool(), reader, report).await {
        report.failed("schema", &error);
    }
    if let Err(error) = database.close().await {
        report.failed("database", &error);
    }
}

/// Whether the database would be a private one that nobody has made yet.
fn is_to_be_made(place: &Place) -> bool {
    let folder = place.data_folder().ok().flatten();
    let is_there = folder.is_some_and(|folder| folder.join("postgres").is_dir());
    place.database_url.is_none() && !is_there
}

async fn look_at(
    pool: &PgPool,
    reader: Option<&Reader>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let version: String = sqlx::query_scalar("show server_version")
        .fetch_one(pool)
        .await?;
    report.part("database", format!("reachable, Postgres {version}"));
    if replica::is_replica(pool).await? {
        report.part(
            "writes",
            "none: this is a read replica, for `waymark serve`",
        );
    }
    let schema::Progress {
        known,
        missing,
        newer,
    } = schema::progress(pool).await?;
    report.part("schema", format!("{} of {known} steps", known - missing));
    if let Some(coordinator) = citus::recognise(pool).await? {
        let (done, wanted) = coordinator.progress();
        let state = format!(
            "{}, {} machines for rows, {done} of {wanted} tables spread",
            coordinator.version, coordinator.machines
        );
        report.part("citus", state);
        if done < wanted && missing == 0 {
            let advice = "this is a Citus coordinator: `waymark doctor --distribute` spreads the tables over its machines";
            report.advice.push(advice.to_owned());
        }
    }
    if let Some(step) = newer {
        report.broken.push(format!(
            "schema: the database was made by a newer Waymark (step {step}): update this one"
        ));
    } else if missing > 0 {
        let advice = "the schema is brought up to date by the next command that uses the database, e.g. `waymark up`";
        report.advice.push(advice.to_owned());
    } else if let Some(reader) = reader
        && !reread::is_served(pool, reader).await?
    {
        let advice = "the figures are those of another vocabulary: `waymark reread` reads the stored texts again";
        report.advice.push(advice.to_owned());
    }
    Ok(())
}
