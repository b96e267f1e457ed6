//! `waymark up`: everything that is needed, then the server until it is told to stop.

mod accounts;
mod figures;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use ingest::reading::Reader;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cli::{self, Place};
use crate::command::{collect, reread, sample};
use crate::configuration::{Configuration, Figures};
use crate::console;
use crate::database::Database;
use crate::vocabulary;

/// How to serve.
#[derive(Clone, Debug, Args)]
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
    /// Collect nothing, whatever waymark.toml lists
    #[arg(long)]
    pub no_collect: bool,
    /// Hold no market in memory: the database counts, which takes no memory and much more time
    #[arg(long, env = "WAYMARK_NO_MEMORY")]
    pub no_memory: bool,
    /// Where to serve figures for Prometheus, apart from everything else; `none` for nowhere [default: /metrics beside everything
    /// else, where no other machine and no proxy gets there]
    #[arg(long, env = "WAYMARK_METRICS", value_name = "ADDRESS:PORT")]
    pub metrics: Option<Figures>,
    /// How people are known.
    #[command(flatten)]
    pub accounts: accounts::Arguments,
}

/// How to serve and nothing else.
#[derive(Clone, Debug, Args)]
pub struct ServeArguments {
    /// Address and port to listen on
    #[arg(
        long,
        env = "WAYMARK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS:PORT"
    )]
    listen: SocketAddr,
    /// Collect as well what waymark.toml lists, by its schedules
    #[arg(long)]
    collect: bool,
    /// Hold no market in memory: the database counts, which takes no memory and much more time
    #[arg(long, env = "WAYMARK_NO_MEMORY")]
    no_memory: bool,
    /// Where to serve figures for Prometheus, apart from everything else; `none` for nowhere [default: /metrics beside everything
    /// else, where no other machine and no proxy gets there]
    #[arg(long, env = "WAYMARK_METRICS", value_name = "ADDRESS:PORT")]
    metrics: Option<Figures>,
    #[command(flatten)]
    accounts: accounts::Arguments,
}

/// Where to serve, and whom.
#[derive(Clone, Copy)]
struct At<'a> {
    listen: SocketAddr,
    metrics: Option<Figures>,
    accounts: &'a accounts::Arguments,
}

/// What runs beside the server.
#[derive(Clone, Copy)]
struct Beside {
    sample: bool,
    collection: bool,
    market: bool,
}

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// When there is no database to be had, the address is taken, or what people send there could be read by others.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let beside = Beside {
        sample: true,
        collection: !arguments.no_collect,
        market: !arguments.no_memory,
    };
    let at = At {
        listen: arguments.listen,
        metrics: arguments.metrics,
        accounts: &arguments.accounts,
    };
    cli::runtime()?.block_on(serve(place, at, beside))?;
    Ok(ExitCode::SUCCESS)
}

/// Serves until SIGTERM or Ctrl-C, without the sample.
///
/// # Errors
/// When there is no database to be had, the address is taken, or what people send there could be read by others.
pub fn serve_only(place: &Place, arguments: &ServeArguments) -> anyhow::Result<ExitCode> {
    let beside = Beside {
        sample: false,
        collection: arguments.collect,
        market: !arguments.no_memory,
    };
    let at = At {
        listen: arguments.listen,
        metrics: arguments.metrics,
        accounts: &arguments.accounts,
    };
    cli::runtime()?.block_on(serve(place, at, beside))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(place: &Place, at: At<'_>, beside: Beside) -> anyhow::Result<()> {
    let listen = at.listen;
    let accounts = at.accounts.accounts(listen)?;
    let configuration = Configuration::load(place)?;
    let trusted = trusted(&configuration).await?;
    // The address first: somebody who started Waymark twice should hear of it at once.
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("{listen} cannot be listened on; choose another address with --listen")
    })?;
    let said = at.metrics.or(configuration.serve.metrics);
    let figures = figures::place(said, listen, at.accounts.is_behind_proxy()).await?;
    let stop = stop_channel("stopping: finishing the requests under way")?;
    let reader = Arc::new(vocabulary::reader(place)?);
    let recogniser = api::Recogniser::new(&reader.vocabulary)?;
    let database = if beside.sample || beside.collection {
        Database::open(place, &reader).await?
    } else {
        Database::open_for_answers(place, &reader).await?
    };
    if beside.sample {
        sample::keep(&database, &reader).await?;
    }
    let rereading = rereading(&database, &reader).await?;
    let collecting = if beside.collection {
        collect::beside(place, &database, reader, stop.clone()).await?
    } else {
        None
    };
    let address = listener.local_addr()?;
    console::note(&format!(
        "serving GraphQL on http://{address}/graphql (open it in a browser to try queries); Ctrl-C stops"
    ));
    let settings = api::Settings {
        in_memory: beside.market,
        ..configuration
            .serve
            .limit(api::Settings::new(crate::clock::now))
    };
    let service = api::Service {
        accounts,
        recogniser: Some(recogniser),
        figures,
        trusted,
        origins: configuration.serve.origins,
        ..api::Service::new(
            database.for_answers(settings.request_timeout).await?,
            settings,
        )
    };
    service.serve(listener, told(stop)).await;
    if let Some(collecting) = collecting {
        let _ = collecting.await;
    }
    if let Some(rereading) = rereading {
        // What it has read is kept; the next start goes on from there.
        rereading.abort();
        let _ = rereading.await;
    }
    database.close().await
}

/// Goes on with reading stored texts again, if the database takes writes and there are any to read.
async fn rereading(
    database: &Database,
    reader: &Arc<Reader>,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    if database.is_replica() {
        console::note(
            "the database is a read replica: nothing is written, and changes are seen as they arrive; people \
             sign up and in at a server of the primary",
        );
        return Ok(None);
    }
    reread::begin(database, Arc::clone(reader)).await
}

/// The documents that are known beforehand; those that this server's schema cannot answer are told of, and answered with what is wrong.
async fn trusted(configuration: &Configuration) -> anyhow::Result<api::Trusted> {
    let file = configuration.file.as_deref();
    let Some((path, trusted)) = configuration.serve.trusted(file)? else {
        return Ok(api::Trusted::default());
    };
    let settings = configuration
        .serve
        .limit(api::Settings::new(crate::clock::now));
    for api::Fault { id, reason } in trusted.faults(&settings).await {
        console::note(&format!("{}: document {id}: {reason}", path.display()));
    }
    let others = if configuration.serve.documents_only {
        "and no others"
    } else {
        "and any other"
    };
    console::note(&format!(
        "{} documents are known by name, {others} are answered",
        trusted.count()
    ));
    Ok(trusted)
}

/// Says at SIGTERM or Ctrl-C that it is time to stop, and tells whoever watches so.
///
/// # Errors
/// When the system gives no signals.
pub fn stop_channel(note: &'static str) -> anyhow::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        console::note(note);
        // Nobody listens any more when all is done.
        let _ = sender.send(true);
    });
    Ok(receiver)
}

/// Completes once it is time to stop.
async fn told(mut stop: watch::Receiver<bool>) {
    // The sender waits for a signal as long as the process lives.
    let _ = stop.wait_for(|stop| *stop).await;
}
