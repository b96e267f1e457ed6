//! A server on a database of its own, and what it asks of that database.

use std::sync::{Arc, Mutex, PoisonError};

use api::{Accounts, FiguresAt, Service, Settings};
use chrono::{DateTime, TimeZone, Utc};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Row};
use serde_json::{Value, json};

use crate::world::World;

/// What time it is in every test.
pub(crate) fn clock() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0)
        .single()
        .expect("the moment exists")
}

/// Where something is served from now on.
pub(crate) async fn listening(service: Service) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(service.serve(listener, std::future::pending()));
    url
}

/// A running server.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) url: String,
    /// Its database, which is dropped with it.
    pub(crate) database: World,
    statements: Arc<Mutex<Vec<String>>>,
    client: reqwest::Client,
}

impl Server {
    /// Serves a database with the clock stopped, and lets the database count.
    pub(crate) async fn start(world: World) -> Self {
        let mut settings = Settings::new(clock);
        settings.in_memory = false;
        Self::start_with(world, settings).await
    }

    /// Serves a database under some settings.
    pub(crate) async fn start_with(world: World, settings: Settings) -> Self {
        Self::start_for(world, settings, Accounts::local()).await
    }

    /// Serves a database to people who are known in some way.
    pub(crate) async fn start_for(world: World, settings: Settings, accounts: Accounts) -> Self {
        Self::start_as(world, settings, |service| Service {
            accounts,
            ..service
        })
        .await
    }

    /// Serves a database by a service that is made as wished.
    pub(crate) async fn start_as(
        world: World,
        settings: Settings,
        adapt: impl FnOnce(Service) -> Service,
    ) -> Self {
        let statements = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&statements);
        let mut database = world.connection.clone();
        database.set_metric_callback(move |info| {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(info.statement.sql.clone());
        });
        let service = adapt(Service {
            figures: FiguresAt::Beside,
            ..Service::new(database, settings)
        });
        Self {
            url: listening(service).await,
            database: world,
            statements,
            client: reqwest::Client::new(),
        }
    }

    /// A server that somebody else has started over a database.
    pub(crate) fn at(url: String, database: World) -> Self {
        Self {
            url,
            database,
            statements: Arc::default(),
            client: reqwest::Client::new(),
        }
    }

    /// Waits until it is ready.
    pub(crate) async fn is_ready(&self) {
        self.is_ready_at(&self.url).await;
    }

    async fn is_ready_at(&self, url: &str) {
        let ready = async || {
            let response = self.client.get(format!("{url}/readyz")).send().await;
            response.expect("the server answers").status().is_success()
        };
        while !ready().await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// The address of another server over the same database, once it is ready.
    pub(crate) async fn beside(&self, settings: Settings) -> String {
        let service = Service::new(self.database.connection.clone(), settings);
        let url = listening(service).await;
        self.is_ready_at(&url).await;
        url
    }

    /// What requests are sent with.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// A request to a path.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// The whole answer to a query.
    pub(crate) async fn answer(&self, query: &str) -> Value {
        self.answer_at(&self.url, query).await
    }

    /// The whole answer of a server to a query.
    pub(crate) async fn answer_at(&self, url: &str, query: &str) -> Value {
        let body = json!({ "query": query });
        let request = self.client.post(format!("{url}/graphql")).json(&body);
        let response = request.send().await.expect("the server answers");
        response.json().await.expect("the answer is JSON")
    }

    /// The data of a query that has to succeed.
    pub(crate) async fn data(&self, query: &str) -> Value {
        let mut answer = self.answer(query).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// Code and message of the first error of a query that has to fail.
    pub(crate) async fn error(&self, query: &str) -> (String, String) {
        let answer = self.answer(query).await;
        let error = &answer["errors"][0];
        let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }

    /// The statements that a query takes, and its data.
    pub(crate) async fn statements(&self, query: &str) -> (Vec<String>, Value) {
        self.log().clear();
        let data = self.data(query).await;
        let statements = self.log().clone();
        (statements, data)
    }

    /// The plan that Postgres keeps for a statement whatever its values are, and how it went with these, if any.
    pub(crate) async fn plan(&self, statement: &str, values: &[&str]) -> String {
        let places = (1..20).filter(|number| statement.contains(&format!("${number}")));
        let places = places.map(|number| *values.get(number - 1).unwrap_or(&"null"));
        let analyze = if values.is_empty() {
            ""
        } else {
            "(analyze, costs off)"
        };
        let script = format!(
            "set plan_cache_mode = force_generic_plan; prepare page as {statement}; explain {analyze} execute page({})",
            places.collect::<Vec<_>>().join(", ")
        );
        let mut connection = PgConnection::connect(&self.database.url)
            .await
            .expect("a connection");
        let rows = sqlx::raw_sql(AssertSqlSafe(script))
            .fetch_all(&mut connection)
            .await;
        let rows = rows.expect("a plan");
        let lines = rows.iter().map(|row| row.get::<String, _>(0));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Everything that was asked of the database since the log was last emptied.
    pub(crate) fn said(&self) -> Vec<String> {
        self.log().clone()
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
