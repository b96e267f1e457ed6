//! The database that a command works on: the user's own, or a private one that is started for it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use ingest::catalogue;
use ingest::reading::Reader;
use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{self, ConnectOptions, Connection, PgPool};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};

use crate::cli::Place;
use crate::console;
use crate::postgres::{self, Instance};

pub mod citus;
pub mod placement;
pub mod replica;
pub mod schema;

/// Connections a process holds at most.
const CONNECTIONS: u32 = 16;

/// How long a connection may have rested without being asked whether it still holds.
const REST: Duration = Duration::from_secs(1);

/// An open database with its schema up to date.
pub struct Database {
    /// For entities and statements.
    pub connection: DatabaseConnection,
    options: PgConnectOptions,
    is_replica: bool,
    // Dropped last: the server must outlive the connections to it.
    instance: Option<Instance>,
}

impl Database {
    /// Opens the database and brings its schema and catalogue up to date.
    ///
    /// # Errors
    /// When there is no Postgres to be had, it cannot be reached, it refuses, or it is a read replica.
    pub async fn open(place: &Place, reader: &Reader) -> anyhow::Result<Self> {
        let database = Self::reach(place).await?;
        if database.is_replica {
            bail!(
                "the database is a read replica, which takes no writes: give this command the address of the primary; a replica \
                 is served from by `waymark serve`, without collecting"
            );
        }
        prepare(&database.connection, reader).await?;
        Ok(database)
    }

    /// Opens the database for answering only: a read replica is taken as it is, if its primary is up to date.
    ///
    /// # Errors
    /// When there is no Postgres to be had, it cannot be reached, or it refuses.
    pub async fn open_for_answers(place: &Place, reader: &Reader) -> anyhow::Result<Self> {
        let database = Self::reach(place).await?;
        if database.is_replica {
            replica::check(database.pool(), reader).await?;
        } else {
            prepare(&database.connection, reader).await?;
        }
        Ok(database)
    }

    /// Opens the database as it is.
    ///
    /// # Errors
    /// When there is no Postgres to be had, or it cannot be reached.
    pub async fn reach(place: &Place) -> anyhow::Result<Self> {
        let (options, instance) = if let Some(url) = &place.database_url {
            (parse(url)?, None)
        } else {
            let instance = start_private(place)?;
            (parse(&instance.url(postgres::DATABASE))?, Some(instance))
        };
        let connection = connect(options.clone()).await?;
        let is_replica = replica::is_replica(connection.get_postgres_connection_pool()).await?;
        Ok(Self {
            connection,
            options,
            is_replica,
            instance,
        })
    }

    /// Whether it follows another database and takes no writes.
    #[must_use]
    pub fn is_replica(&self) -> bool {
        self.is_replica
    }

    /// Connections for answering requests that may take so long: Postgres itself gives up a statement that nobody waits for any more.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn for_answers(&self, patience: Duration) -> anyhow::Result<DatabaseConnection> {
        let patience = [("statement_timeout", patience.as_millis().to_string())];
        connect(self.options.clone().options(patience)).await
    }

    /// Connections for statements that may take minutes, which nobody needs to be warned of.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn for_long_statements(&self) -> anyhow::Result<DatabaseConnection> {
        connect(self.options.clone().disable_statement_logging()).await
    }

    /// Connections for so many collections at once, which each hold one, for the client and for the queue of jobs.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn for_collection(&self, workers: usize) -> anyhow::Result<PgPool> {
        let connections = u32::try_from(2 * workers + 6).unwrap_or(u32::MAX);
        let pool = PgPoolOptions::new().max_connections(connections);
        Ok(pool.connect_with(self.options.clone()).await?)
    }

    /// The pool beneath the connection.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        self.connection.get_postgres_connection_pool()
    }

    /// Closes the connections and gives back the share in the private Postgres.
    ///
    /// # Errors
    /// When the private Postgres does not stop.
    pub async fn close(self) -> anyhow::Result<()> {
        self.pool().close().await;
        match self.instance {
            Some(instance) => Ok(instance.stop()?),
            None => Ok(()),
        }
    }
}

fn parse(url: &str) -> anyhow::Result<PgConnectOptions> {
    url.parse().context(
        "DATABASE_URL is not understood: it should look like postgres://user:password@host:5432/database",
    )
}

fn start_private(place: &Place) -> anyhow::Result<Instance> {
    let data_dir = match &place.data_dir {
        Some(folder) => std::path::absolute(folder)?,
        None => postgres::default_data_dir()?,
    };
    let mut options = postgres::Options::new(data_dir);
    options.progress = Arc::new(console::note);
    Ok(Instance::start(&options)?)
}

/// Connects to Postgres.
///
/// # Errors
/// When it cannot be reached.
pub async fn connect(options: PgConnectOptions) -> anyhow::Result<DatabaseConnection> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        // One that was used a moment ago still holds; to ask before every statement would double the ways to Postgres and back.
        .test_before_acquire(false)
        .before_acquire(|connection, usage| {
            Box::pin(async move {
                if usage.idle_for > REST {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .context(
            "the database cannot be reached: is Postgres running, and is DATABASE_URL right?",
        )?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Brings the schema and what the product ships up to date.
///
/// # Errors
/// When Postgres refuses, or the shipped content has a mistake.
pub async fn prepare(connection: &DatabaseConnection, reader: &Reader) -> anyhow::Result<()> {
    migrate(connection)
        .await
        .context("the schema cannot be brought up to date")?;
    catalogue::write(connection.get_postgres_connection_pool(), reader)
        .await
        .context("skills, regions, roles and roadmaps cannot be written")?;
    Ok(())
}

/// Applies what is missing of the schema, one process at a time.
async fn migrate(connection: &DatabaseConnection) -> anyhow::Result<()> {
    const LOCK: i64 = 0x5761_796d_6172_6b00;
    let pool = connection.get_postgres_connection_pool();
    let mut guard = pool.acquire().await?;
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut *guard)
        .await?;
    let result = Migrator::up(connection, None).await;
    sqlx::query("select pg_advisory_unlock($1)")
        .bind(LOCK)
        .execute(&mut *guard)
        .await?;
    Ok(result?)
}
