//! `waymark up`: everything that is needed, then the server until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{self, Place};
use crate::command::{reread, sample};
use crate::console;
use crate::database::Database;
use crate::vocabulary;

/// How to serve.
#[derive(Clone, Copy, Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Address and port to listen on
    #[arg(
        long,
        env = "WAYMARK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: SocketAddr,
}

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// When there is no database to be had or the address is taken.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(serve(place, arguments.listen))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(place: &Place, listen: SocketAddr) -> anyhow::Result<()> {
    // The address first: somebody who started Waymark twice should hear of it at once.
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("{listen} cannot be listened on; choose another address with --listen")
    })?;
    let stopped = stop_signal()?;
    let reader = Arc::new(vocabulary::reader(place)?);
    let database = Database::open(place, &reader).await?;
    sample::keep(&database, &reader).await?;
    let rereading = reread::begin(&database, reader).await?;
    let address = listener.local_addr()?;
    console::note(&format!(
        "serving GraphQL on http://{address}/graphql (open it in a browser to try queries); Ctrl-C stops"
    ));
    let settings = api::Settings::new(crate::clock::now);
    let router = api::router(database.for_answers().await?, settings);
    api::serve(listener, router, stopped).await?;
    if let Some(rereading) = rereading {
        // What it has read is kept; the next start goes on from there.
        rereading.abort();
        let _ = rereading.await;
    }
    database.close().await
}

/// Completes at SIGTERM or Ctrl-C.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        console::note("stopping: finishing the requests under way");
    })
}
