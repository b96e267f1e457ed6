//! Figures about the server and what it serves, for those who watch over it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router, extract,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use entity::health::{Health, of_target};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::{
    net::TcpListener,
    sync::Mutex,
    time::{Instant, timeout},
};

use super::State;
use crate::{
    demand::column::Market,
    feed::Kept,
    metrics::{CONTENT_TYPE, Exposition, Sample, number, seconds},
    query::{change, ingest::Sum, target},
};

/// How long what was read of the database is given again.
const LASTING: Duration = Duration::from_secs(5);

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What proxies add to requests that they pass on.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

const HEALTHS: [(Health, &str); 6] = [
    (Health::Healthy, "healthy"),
    (Health::Empty, "empty"),
    (Health::Degraded, "degraded"),
    (Health::NeverSucceeded, "never_succeeded"),
    (Health::Dead, "dead"),
    (Health::Disabled, "disabled"),
];

/// Where Prometheus looks for figures.
const PATH: &str = "/metrics";

/// Where figures about a server are served, which are not for everybody.
#[derive(Debug, Default)]
pub enum FiguresAt {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Beside everything else, to all who reach it without a proxy.
    Beside,
    /// Where nothing else is served.
    Apart(TcpListener),
}

/// Figures where nothing else is served.
pub(super) fn router(state: State) -> Router {
    Router::new().route(PATH, get(watched)).with_state(state)
}

/// Figures beside everything else.
pub(super) fn router_beside() -> Router<State> {
    Router::new().route(PATH, get(beside))
}

/// What was read of the database, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures(Arc<Mutex<Option<(Instant, Known)>>>);

/// What the database says.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Whether it answered.
    answers: bool,
    sum: Sum,
    succeeded_at: Option<DateTime<Utc>>,
    /// How many targets there are of each health, in the order of the list.
    targets: [u64; HEALTHS.len()],
    /// Since when there is more in the log than is in memory.
    behind_since: Option<DateTime<Utc>>,
}

impl Figures {
    /// What the database says; what it said before where it does not answer in time.
    async fn known(&self, state: &State, log: Option<i64>) -> Known {
        let mut kept = self.0.lock().await;
        let fresh = kept.as_ref().filter(|(read, _)| read.elapsed() < LASTING);
        if let Some((_, known)) = fresh {
            return known.clone();
        }
        let before = kept.take().map(|(_, known)| known).unwrap_or_default();
        let now = (state.settings.clock)();
        let reading = before.clone().read(&state.database, log, now);
        let known = match timeout(PATIENCE, reading).await {
            Ok(Ok(known)) => known,
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "figures about the database cannot be read");
                before.silent()
            }
            Err(_) => before.silent(),
        };
        *kept = Some((Instant::now(), known.clone()));
        known
    }
}

impl Known {
    /// The same of a database that does not answer.
    fn silent(self) -> Self {
        Self {
            answers: false,
            ..self
        }
    }

    async fn read(
        self,
        database: &DatabaseConnection,
        log: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let sum = self.sum.brought_up_to_date(database).await?;
        let succeeded_at = crate::query::ingest::succeeded_at(database).await?;
        let mut targets = [0; HEALTHS.len()];
        for target in target::all(database).await? {
            let health = of_target(&target, now).health;
            for ((named, _), count) in HEALTHS.iter().zip(&mut targets) {
                *count += u64::from(*named == health);
            }
        }
        let behind_since = match log {
            Some(log) => change::next_at(database, log).await?,
            None => None,
        };
        Ok(Self {
            answers: true,
            sum,
            succeeded_at,
            targets,
            behind_since,
        })
    }

    fn expose(&self, exposition: &mut Exposition) {
        exposition.value(
            "waymark_database_up",
            "Whether the database answered the latest questions about it.",
            f64::from(u8::from(self.answers)),
        );
        let taken = self.sum.taken();
        let records = [
            ("added", taken.added),
            ("changed", taken.changed),
            ("unchanged", taken.unchanged),
            ("rejected", taken.rejected),
            ("closed", taken.closed),
            ("reopened", taken.reopened),
        ];
        let record =
            |(result, count): (&str, i64)| (vec![("result", result.to_owned())], whole(count));
        exposition.counter(
            "waymark_ingest_postings_total",
            "Postings that runs of all kinds took in, by what that changed, and records that they rejected.",
            records.into_iter().map(record).collect(),
        );
        if let Some(moment) = self.succeeded_at {
            exposition.value(
                "waymark_ingest_last_success_timestamp_seconds",
                "When the latest run that succeeded ended, in seconds since 1970.",
                seconds(moment),
            );
        }
        let target = |((_, health), count): (&(Health, &str), &u64)| -> Sample {
            (vec![("health", (*health).to_owned())], number(*count))
        };
        exposition.gauge(
            "waymark_ingest_targets",
            "Sources and boards that are collected, by how they fare.",
            HEALTHS.iter().zip(&self.targets).map(target).collect(),
        );
    }
}

/// What is watched of the server and what it serves; it is kept from those for whom a proxy asks.
async fn beside(state: extract::State<State>, headers: HeaderMap) -> Response {
    if FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    watched(state).await
}

/// What is watched of the server and what it serves.
async fn watched(extract::State(state): extract::State<State>) -> Response {
    let kept = state.keeper.kept();
    let market = kept.market();
    let log = market.as_deref().map(Market::log);
    let known = state.figures.known(&state, log).await;
    let mut exposition = Exposition::default();
    state.metrics.expose(&mut exposition);
    connections(&state, &mut exposition);
    memory(
        &kept,
        known.behind_since,
        (state.settings.clock)(),
        &mut exposition,
    );
    known.expose(&mut exposition);
    match exposition.text() {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "figures cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What is open: to clients and to the database.
fn connections(state: &State, exposition: &mut Exposition) {
    let most = state.settings.max_sockets;
    let open = state.sockets.count();
    exposition.value(
        "waymark_sockets_open",
        "Web sockets that are open.",
        size(open),
    );
    exposition.value(
        "waymark_sockets_max",
        "Web sockets that may be open.",
        size(most),
    );
    let pool = state.database.get_postgres_connection_pool();
    let (all, idle) = (pool.size(), pool.num_idle());
    let most = pool.options().get_max_connections();
    let used = f64::from(all) - size(idle);
    let count = |state: &str, count: f64| (vec![("state", state.to_owned())], count);
    exposition.gauge(
        "waymark_database_connections",
        "Connections to the database for answers; where as many are in use as there may be, requests wait.",
        vec![count("idle", size(idle)), count("in_use", used.max(0.0))],
    );
    exposition.value(
        "waymark_database_connections_max",
        "Connections to the database for answers that there may be.",
        f64::from(most),
    );
    if let Some((answers, bytes)) = state.answers.size() {
        let help = "Answers that are kept to be given again.";
        exposition.value("waymark_kept_answers", help, number(answers));
        let help = "What the answers take that are kept to be given again.";
        exposition.value("waymark_kept_answers_bytes", help, number(bytes));
    }
}

/// The market in memory.
fn memory(
    kept: &Kept,
    behind_since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    exposition: &mut Exposition,
) {
    let loading = matches!(kept, Kept::Loading);
    exposition.value(
        "waymark_market_loading",
        "Whether the market is being read into memory; nothing is ready before.",
        f64::from(u8::from(loading)),
    );
    let Some(market) = kept.market() else {
        return;
    };
    let behind = behind_since.map_or(0.0, |since| (seconds(now) - seconds(since)).max(0.0));
    for (name, help, value) in [
        (
            "waymark_market_rows",
            "Rows of the market in memory.",
            size(market.rows()),
        ),
        (
            "waymark_market_postings",
            "Postings that the market in memory counts.",
            whole(market.postings()),
        ),
        (
            "waymark_market_bytes",
            "What the columns of the market in memory take.",
            size(market.bytes()),
        ),
        (
            "waymark_market_version",
            "The last transaction of the log of changes that the market in memory holds.",
            whole(market.log()),
        ),
        (
            "waymark_market_changed_timestamp_seconds",
            "When that transaction was committed, in seconds since 1970.",
            seconds(market.moment()),
        ),
        (
            "waymark_market_behind_seconds",
            "For how long the log has held changes that are not in memory; 0 where there are none.",
            behind,
        ),
    ] {
        exposition.value(name, help, value);
    }
}

fn size(count: usize) -> f64 {
    number(u64::try_from(count).unwrap_or(u64::MAX))
}

fn whole(count: i64) -> f64 {
    number(u64::try_from(count).unwrap_or(0))
}
