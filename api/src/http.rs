//! HTTP: one GraphQL endpoint with its guards, the explorer page, the method page and two probes.

mod body;
mod cache;
mod document;
mod executor;
mod expansion;
mod explorer;
mod gate;
mod graphql;
pub(crate) mod guards;
mod health;
mod identity;
mod refusal;
mod reply;
mod scan;
mod server;
mod socket;

use async_graphql::ValidationMode;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Uri, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use tokio::sync::Semaphore;

use crate::{
    Accounts, Settings,
    demand::engine::Engine,
    feed::{Follower, Keeper},
    graphql::{Given, METHOD_PATH, Schema, schema},
    readiness::text::Recogniser,
};

pub use server::serve;

/// What the handlers share.
#[derive(Clone)]
struct State {
    schema: Schema,
    /// The same for requests that are known to keep all rules: only the limits are checked again.
    ruled: Schema,
    database: DatabaseConnection,
    settings: Settings,
    /// How people are known.
    accounts: Accounts,
    /// Who hears of changes for all subscribers.
    follower: Follower,
    /// The market in memory.
    keeper: Keeper,
    /// Answers that are given again.
    answers: cache::Answers,
    /// Documents that were parsed already.
    documents: document::Documents,
    /// How much is executed.
    gate: gate::Gate,
    /// How many more clients may hold a connection for subscriptions.
    sockets: Arc<Semaphore>,
}

impl State {
    /// Who answers a request: one version of the market for all of it.
    fn engine(&self) -> Engine {
        Engine::new(self.database.clone(), self.keeper.kept().market())
    }
}

/// What is served, and how.
#[derive(Debug)]
pub struct Service {
    /// Where everything is kept.
    pub database: DatabaseConnection,
    /// The limits, and the clock.
    pub settings: Settings,
    /// How people are known.
    pub accounts: Accounts,
    /// What reads texts of people; the shipped vocabulary where nothing is given.
    pub recogniser: Option<Recogniser>,
}

impl Service {
    /// One for people who sign in here.
    #[must_use]
    pub fn new(database: DatabaseConnection, settings: Settings) -> Self {
        Self {
            database,
            settings,
            accounts: Accounts::local(),
            recogniser: None,
        }
    }

    /// Everything that is served.
    pub fn router(self) -> Router {
        routes(self.state())
    }

    fn state(self) -> State {
        let Self {
            database,
            settings,
            accounts,
            recogniser,
        } = self;
        let recogniser = Given(recogniser.map(Arc::new));
        let follower = Follower::new(database.clone(), settings.feed_pause);
        let keeper = if settings.in_memory {
            Keeper::new(database.clone(), follower.clone())
        } else {
            Keeper::idle()
        };
        State {
            schema: schema(
                settings,
                accounts.clone(),
                recogniser.clone(),
                ValidationMode::Strict,
            ),
            ruled: schema(settings, accounts.clone(), recogniser, ValidationMode::Fast),
            accounts,
            follower,
            keeper,
            answers: cache::Answers::new(settings.answer_cache_bytes),
            documents: document::Documents::new(settings),
            gate: gate::Gate::new(&settings),
            sockets: Arc::new(Semaphore::new(settings.max_sockets)),
            database,
            settings,
        }
    }
}

fn routes(state: State) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/graphiql") }))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/graphql/", any(unslashed))
        .route("/graphiql", get(explorer::page))
        .route("/graphiql/", any(unslashed))
        .route("/graphiql/{file}", get(explorer::file))
        .route(METHOD_PATH, get(method))
        .route("/healthz", get(health::lives))
        .route("/readyz", get(health::ready))
        .with_state(state)
        .layer(from_fn(guarded))
}

/// Leads from a path with a slash at its end to the one without.
async fn unslashed(uri: Uri) -> Redirect {
    let path = uri.path().trim_end_matches('/');
    match uri.query() {
        Some(query) => Redirect::permanent(&format!("{path}?{query}")),
        None => Redirect::permanent(path),
    }
}

/// The page that defines every term and formula.
async fn method() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, include_str!("../../docs/METHOD.md")).into_response()
}

/// What every answer says to a browser.
async fn guarded(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    response
}
