//! HTTP: one GraphQL endpoint with its guards, the explorer page, the method page and two probes.

mod accept;
mod body;
mod cache;
mod document;
mod executor;
mod expansion;
mod explorer;
mod figures;
mod gate;
mod graphql;
pub(crate) mod guards;
mod health;
mod identity;
mod introspection;
mod observation;
mod operation;
mod origin;
mod packing;
mod persisted;
mod refusal;
mod reply;
mod request_id;
mod scan;
mod server;
mod socket;
mod stopping;
mod stream;
mod trace;

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
use std::{
    future::{Future, pending},
    mem::take,
    sync::Arc,
};
use tokio::net::TcpListener;

use crate::{
    Accounts, Settings,
    demand::engine::Engine,
    feed::{Follower, Keeper},
    graphql::{Given, METHOD_PATH, Schema, schema},
    metrics::Metrics,
    readiness::text::Recogniser,
};

pub use origin::Origins;
pub use persisted::{Fault, Trusted};

use server::Places;

pub use figures::FiguresAt;

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
    /// Documents that need only be named.
    persisted: persisted::Persisted,
    /// Whose pages may ask.
    origins: Arc<Origins>,
    /// How much is executed.
    gate: gate::Gate,
    /// Who holds connections for subscriptions.
    sockets: Arc<Places>,
    /// What the server counts of itself.
    metrics: Metrics,
    /// What the database says for those who watch over the server.
    figures: figures::Figures,
}

impl State {
    /// Who answers a request: one version of the market for all of it.
    fn engine(&self) -> Engine {
        let market = self.keeper.kept().market();
        Engine::new(self.database.clone(), market).watched(self.metrics.clone())
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
    /// Where figures about the server are served.
    pub figures: FiguresAt,
    /// Documents that are known beforehand; none, and any other is answered, where nothing is given.
    pub trusted: Trusted,
    /// Which sites' pages may ask; only this server's own where nothing is given.
    pub origins: Origins,
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
            figures: FiguresAt::Nowhere,
            trusted: Trusted::default(),
            origins: Origins::default(),
        }
    }

    /// Everything that is served, for a server of one's own: this one has no limits on connections.
    pub fn router(self) -> Router {
        let beside = matches!(self.figures, FiguresAt::Beside);
        routes(self.state(), beside)
    }

    /// Serves until `shutdown` is done: then no new connection is taken, requests under way are answered, web sockets are closed with the
    /// code for it, and what is still open after ten seconds is cut.
    pub async fn serve(mut self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        let limits = (self.settings, self.accounts.is_behind_proxy());
        let figures = take(&mut self.figures);
        let state = self.state();
        let metrics = state.metrics.clone();
        let watched = figures::router(state.clone());
        let router = routes(state, matches!(figures, FiguresAt::Beside));
        let serving = server::serve(listener, router, limits, metrics.clone(), shutdown);
        if let FiguresAt::Apart(listener) = figures {
            let watching = server::serve(listener, watched, limits, metrics, pending());
            tokio::select! {
                () = serving => {}
                () = watching => {}
            }
        } else {
            serving.await;
        }
    }

    fn state(self) -> State {
        let Self {
            database,
            settings,
            accounts,
            recogniser,
            figures: _,
            trusted,
            origins,
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
            persisted: persisted::Persisted::new(trusted),
            origins: Arc::new(origins),
            gate: gate::Gate::new(&settings),
            sockets: Places::new(settings.max_sockets, settings.max_sockets_per_address),
            metrics: Metrics::new((settings.clock)()),
            figures: figures::Figures::default(),
            database,
            settings,
        }
    }
}

fn routes(state: State, shows_figures: bool) -> Router {
    let endpoint = get(graphql::get)
        .post(graphql::post)
        .fallback(graphql::other);
    let endpoint = match state.origins.layer() {
        Some(layer) => endpoint.layer(layer),
        None => endpoint,
    };
    let figures = if shows_figures {
        figures::router_beside()
    } else {
        Router::new()
    };
    Router::new()
        .merge(figures)
        .route("/", get(|| async { Redirect::temporary("/graphiql") }))
        .route("/graphql", endpoint)
        .route("/graphql/", any(unslashed))
        .route("/graphiql", get(explorer::page))
        .route("/graphiql/", any(unslashed))
        .route("/graphiql/{file}", get(explorer::file))
        .route(METHOD_PATH, get(method))
        .route("/healthz", get(health::lives))
        .route("/readyz", get(health::ready))
        .with_state(state)
        .layer(from_fn(packing::pack))
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
