//! The server itself, and how it stops.

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Extension, Router};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    time::sleep,
};

use super::stopping::{Phase, Stopping};

/// How long requests under way may still take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `shutdown` is done: then no new connection is taken, requests under way are answered, and clients that hold
/// their connections beyond ten seconds are left.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let (phase, heard) = watch::channel(Phase::Serving);
    let shutdown = async move {
        shutdown.await;
        phase.send_replace(Phase::Stopping);
        told.notify_one();
    };
    let router = router.layer(Extension(Stopping::new(heard)));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(shutdown);
    let deadline = async {
        stopping.notified().await;
        sleep(GRACE).await;
    };
    tokio::select! {
        ended = server => ended,
        () = deadline => {
            tracing::warn!("some connections were still open ten seconds after the server was told to stop");
            Ok(())
        }
    }
}
