//! The server itself: whom it lets in, how long it bears with them, and how it stops.

mod attended;
mod connection;
mod course;
mod debt;
mod place;
mod stream;

use std::{
    future::Future,
    io::{self, ErrorKind, Write},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::service::TowerToHyperService;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};

use self::{connection::hold, course::Patience, stream::Stream};
pub(super) use self::{course::Course, place::Places};
use super::stopping::{Phase, Stopping};
use crate::{Settings, metrics::Metrics};

/// How long requests under way may still take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long no connection is taken after the system had none to give.
const PAUSE: Duration = Duration::from_millis(100);

/// How many bytes of a connection are held at least.
const LEAST_BUFFER: usize = 65_536;

/// What somebody reads for whom there is no place.
const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\ncontent-length: 103\r\n\
connection: close\r\n\r\n{\"errors\":[{\"message\":\"too many connections are open; try again\",\"extensions\":{\"code\":\"OVERLOADED\"}}]}\n";

/// Serves within limits, to clients of a proxy or to any, until `shutdown` is done.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    (settings, is_behind_proxy): (Settings, bool),
    metrics: Metrics,
    shutdown: impl Future<Output = ()> + Send,
) {
    let (phase, told) = watch::channel(Phase::Serving);
    let stopping = Stopping::new(told);
    let doors = Doors::new(router, settings, is_behind_proxy, (metrics, stopping));
    let doors = Arc::new(doors);
    tokio::select! {
        () = doors.receive(&listener) => {}
        () = shutdown => {}
    }
    drop(listener);
    phase.send_replace(Phase::Stopping);
    if timeout(GRACE, doors.places.emptied()).await.is_err() {
        tracing::warn!(
            "some connections were still open ten seconds after the server was told to stop"
        );
    }
    phase.send_replace(Phase::Over);
}

/// Where clients come in, and what they find.
struct Doors {
    router: TowerToHyperService<Router>,
    places: Arc<Places>,
    speech: http1::Builder,
    patience: Patience,
    answer_patience: Duration,
    metrics: Metrics,
    stopping: Stopping,
}

impl Doors {
    fn new(
        router: Router,
        settings: Settings,
        is_behind_proxy: bool,
        (metrics, stopping): (Metrics, Stopping),
    ) -> Self {
        // All clients of a proxy come from its address.
        let most_of_one = if is_behind_proxy {
            settings.max_connections
        } else {
            settings.max_connections_per_address
        };
        let mut speech = http1::Builder::new();
        speech
            // Connections have times of their own: one for a head that has begun to come, one for the rest between requests.
            .header_read_timeout(None)
            .max_header_size(settings.max_head_bytes)
            .max_buf_size(settings.max_head_bytes.max(LEAST_BUFFER));
        Self {
            router: TowerToHyperService::new(router),
            places: Places::new(settings.max_connections, most_of_one),
            speech,
            patience: Patience {
                head: settings.header_patience,
                idle: settings.idle_patience,
            },
            answer_patience: settings.answer_patience,
            metrics,
            stopping,
        }
    }

    /// Takes connections for ever.
    async fn receive(self: &Arc<Self>, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((socket, address)) => self.admit(socket, address),
                Err(cause) if is_of_client(&cause) => {}
                Err(cause) => {
                    tracing::warn!(%cause, "no connection can be taken");
                    // The system has most likely run out of files, and one that waits holds one.
                    self.places.free();
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn admit(self: &Arc<Self>, socket: TcpStream, address: SocketAddr) {
        let course = Arc::new(Course::fresh());
        let Some(place) = self.places.take(address.ip(), Arc::clone(&course)) else {
            self.metrics.limited("connections");
            tracing::debug!("a connection was refused, since too many are open");
            // Nothing was sent yet, so this fits in, and who does not read it is cut off all the same.
            let _ = socket
                .into_std()
                .and_then(|mut socket| socket.write(FULL.as_bytes()));
            return;
        };
        // Answers are written at once, so there is nothing to wait for to go along with them.
        if socket.set_nodelay(true).is_ok() {
            let stream = Stream::new(socket, Arc::clone(&course), place, self.answer_patience);
            tokio::spawn(hold(stream, address, course, Arc::clone(self)));
        }
    }
}

/// Whether a connection failed before it was taken, which says nothing about the next one.
fn is_of_client(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}
