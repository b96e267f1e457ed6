//! `waymark doctor --distribute`: spreads the tables over the machines of a Citus coordinator.

use std::process::ExitCode;

use anyhow::{Context, bail};
use ingest::store::duplicates;
use sea_orm::sqlx::{self, Connection, PgConnection};

use crate::cli::{self, Place};
use crate::console;
use crate::database::citus::{self, Coordinator, Step};
use crate::database::{Database, schema};

/// Shows what would be done, asks, and does it.
///
/// # Errors
/// When the database is no coordinator, not ready, or in use, or when it refuses.
pub(super) fn run(place: &Place, shards: u16, agreed: bool) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let database = Database::reach(place).await?;
        let code = distribute(&database, shards, agreed).await;
        database.close().await?;
        code
    })
}

async fn distribute(database: &Database, shards: u16, agreed: bool) -> anyhow::Result<ExitCode> {
    let coordinator = ready(database).await?;
    let steps = coordinator.steps(shards);
    if steps.is_empty() {
        console::print("nothing to do: every table is where it belongs")?;
        return Ok(ExitCode::SUCCESS);
    }
    let agreed = agreed || {
        console::note(&plan(&coordinator, &steps));
        console::agrees("spread them? Waymark cannot undo it")?
    };
    if !agreed {
        console::note("nothing was done: add --yes to do it");
        return Ok(ExitCode::FAILURE);
    }
    // One connection for all: the writers' lock is held by it until the end.
    let mut connection = database.pool().acquire().await?.detach();
    let done = spread(&mut connection, &steps).await;
    connection.close().await?;
    done?;
    console::print(&format!(
        "done: {} tables are spread over {} machines; next: docs/SCALE.md, on what a coordinator is asked for",
        coordinator.progress().1,
        coordinator.machines
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The coordinator, if its tables can be spread.
async fn ready(database: &Database) -> anyhow::Result<Coordinator> {
    if database.is_replica() {
        bail!("this is a read replica: give the address of its primary");
    }
    let Some(coordinator) = citus::recognise(database.pool()).await? else {
        bail!(
            "this Postgres is no Citus coordinator, so there is nothing to spread tables over: install Citus and run \
             `create extension citus` in this database first, or stay with one machine (docs/SCALE.md says when that is enough)"
        );
    };
    if let Some(obstacle) = coordinator.obstacle() {
        bail!(obstacle);
    }
    let schema = schema::progress(database.pool()).await?;
    if schema.missing > 0 || schema.newer.is_some() {
        bail!(
            "the schema is not that of this Waymark: run a command that brings it up to date first, e.g. `waymark runs list`"
        );
    }
    Ok(coordinator)
}

fn plan(coordinator: &Coordinator, steps: &[Step]) -> String {
    let steps = steps.iter().map(|step| format!("  {}", step.what));
    let first = format!(
        "Citus {} with {} machines for rows; to be done, while nobody writes:",
        coordinator.version, coordinator.machines
    );
    let lines: Vec<String> = [first].into_iter().chain(steps).collect();
    lines.join("\n")
}

async fn spread(connection: &mut PgConnection, steps: &[Step]) -> anyhow::Result<()> {
    if let Some(run) = citus::writer(connection).await? {
        bail!(
            "run {run} is under way: stop it, or wait for its end, and stop servers that collect; then try again"
        );
    }
    if !duplicates::try_lock_out(connection).await? {
        bail!(
            "somebody is writing postings: stop imports and servers that collect, then try again"
        );
    }
    for step in steps {
        console::note(&step.what);
        // Each by itself: Citus does not make tables of both kinds in one transaction.
        sqlx::raw_sql(sqlx::AssertSqlSafe(step.statement.as_str()))
            .execute(&mut *connection)
            .await
            .with_context(|| {
                format!(
                    "`{}` was refused; what was done before it stays done, and the next try goes on from there",
                    step.statement
                )
            })?;
    }
    Ok(())
}
