//! A fresh database for every test, on a private Postgres of the same kind that users get, away from the user's own data.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

use ::migration::{Migrator, MigratorTrait};
use ingest::reading::Reader;
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, PgPool};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use tokio::sync::OnceCell;
use waymark::database;
use waymark::postgres::{Instance, Options};

/// A test's own database, dropped with it.
pub(crate) struct World {
    /// The database, with schema and catalogue and no postings.
    pub(crate) connection: DatabaseConnection,
    /// Its address, for `DATABASE_URL`.
    pub(crate) url: String,
    name: String,
    instance: Arc<Instance>,
}

impl World {
    /// A database with schema and catalogue and no postings.
    pub(crate) async fn new() -> Self {
        let instance = instance();
        let template = template(&instance).await;
        Self::create(instance, Some(template)).await
    }

    /// A database with the schema and nothing in it.
    pub(crate) async fn migrated() -> Self {
        let world = Self::empty().await;
        Migrator::up(&world.connection, None).await.unwrap();
        world
    }

    /// A database with nothing in it.
    pub(crate) async fn empty() -> Self {
        Self::create(instance(), None).await
    }

    async fn create(instance: Arc<Instance>, template: Option<&str>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // What the binary does at its start, for clients that live in the tests; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let from = template.map_or(String::new(), |template| format!(" template {template}"));
        execute(&instance, format!("create database {name}{from}")).await;
        let url = instance.url(&name);
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .connect(&url)
            .await
            .unwrap();
        Self {
            connection: SqlxPostgresConnector::from_sqlx_postgres_pool(pool),
            url,
            name,
            instance,
        }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        self.connection.get_postgres_connection_pool()
    }

    /// The tables, of whatever schema, with a row that holds a word in any of its columns.
    pub(crate) async fn tables_with(&self, word: &str) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables
             where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
        )
        .fetch_all(self.pool())
        .await
        .unwrap();
        let mut found = Vec::new();
        for table in tables {
            let statement = format!(
                "select exists (select from {table} t where strpos(lower(t::text), lower($1)) > 0)"
            );
            let holds = sqlx::query_scalar(AssertSqlSafe(statement)).bind(word);
            if holds.fetch_one(self.pool()).await.unwrap() {
                found.push(table);
            }
        }
        found
    }

    /// One number that a statement answers with.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement)
            .fetch_one(self.pool())
            .await
            .unwrap()
    }
}

impl std::ops::Deref for World {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        &self.connection
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let statement = format!("drop database if exists {} with (force)", self.name);
        let instance = Arc::clone(&self.instance);
        // A runtime of its own: the test's may be the one that is ending.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(execute(&instance, statement));
        });
        dropping.join().unwrap();
    }
}

/// What postings are read with.
pub(crate) fn reader() -> Arc<Reader> {
    static READER: Mutex<Weak<Reader>> = Mutex::new(Weak::new());
    let mut shared = READER.lock().unwrap();
    shared.upgrade().unwrap_or_else(|| {
        let reader = Arc::new(Reader::load().unwrap());
        *shared = Arc::downgrade(&reader);
        reader
    })
}

/// The folder of the tests' Postgres: short, because sockets' paths are, and one for each checkout.
pub(crate) fn data_dir() -> PathBuf {
    let checkout = entity::hash::version(env!("CARGO_MANIFEST_DIR").as_bytes());
    std::env::temp_dir().join(format!("waymark-tests-{}", &checkout[..8]))
}

/// The Postgres that the tests of this process share; it stops when no test holds it.
fn instance() -> Arc<Instance> {
    static SHARED: Mutex<Weak<Instance>> = Mutex::new(Weak::new());
    let mut shared = SHARED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let instance = Arc::new(Instance::start(&Options::new(data_dir())).unwrap());
        *shared = Arc::downgrade(&instance);
        instance
    })
}

/// The database that fresh ones are copied from; made once for each version of schema and content.
async fn template(instance: &Instance) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE.get_or_init(|| make_template(instance)).await
}

async fn make_template(instance: &Instance) -> String {
    // The test binary holds schema and content, so a changed one makes a new template.
    let binary = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let name = format!("template_{}", &entity::hash::version(&binary)[..16]);
    let mut connection = connect(instance).await;
    sqlx::query("select pg_advisory_lock(1)")
        .execute(&mut connection)
        .await
        .unwrap();
    drop_leftovers(&mut connection, &name).await;
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut connection)
            .await
            .unwrap();
    if !exists {
        execute(instance, format!("create database {name}_unfinished")).await;
        let options = instance.url(&format!("{name}_unfinished")).parse().unwrap();
        let database = database::connect(options).await.unwrap();
        database::prepare(&database, &reader()).await.unwrap();
        database.close().await.unwrap();
        execute(
            instance,
            format!("alter database {name}_unfinished rename to {name}"),
        )
        .await;
    }
    sqlx::query("select pg_advisory_unlock(1)")
        .execute(&mut connection)
        .await
        .unwrap();
    name
}

/// Drops what killed test runs and older versions left behind.
async fn drop_leftovers(connection: &mut PgConnection, template: &str) {
    let unused: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database where (datname like 'template\\_%' or datname like 'test\\_%')
         and datname <> $1 and not exists (select from pg_stat_activity where pg_stat_activity.datname = pg_database.datname)
         and split_part(datname, '_', 2) <> $2",
    )
    .bind(template)
    .bind(std::process::id().to_string())
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    for name in unused {
        // Another test run may have been faster.
        let statement = format!("drop database if exists {name}");
        let _ = sqlx::query(AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await;
    }
}

async fn connect(instance: &Instance) -> PgConnection {
    PgConnection::connect(&instance.url("postgres"))
        .await
        .unwrap()
}

async fn execute(instance: &Instance, statement: String) {
    let mut connection = connect(instance).await;
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}
