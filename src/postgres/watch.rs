//! Starts a killed server again while somebody uses it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::server::Server;
use super::turn::Turn;
use super::{Error, log};

const PERIOD: Duration = Duration::from_secs(1);
/// A server that does not start is tried less and less often.
const LONGEST_PERIOD: Duration = Duration::from_secs(30);

/// A thread that looks after the server; dropping it ends the thread.
pub(super) struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look after the server whose clients connect through `socket`.
    pub(super) fn start(server: Arc<Server>, socket: PathBuf) -> Result<Self, Error> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new().name("postgres-watch".to_owned());
        let thread = thread.spawn(move || look_after(&server, &socket, &stopped));
        let thread = thread.map_err(|source| Error::Run {
            program: "a thread".to_owned(),
            source,
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has been printed; there is nothing to add.
            drop(thread.join());
        }
    }
}

fn look_after(server: &Server, socket: &PathBuf, stopped: &Receiver<()>) {
    let mut period = PERIOD;
    while stopped.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
        period = PERIOD;
        if server.is_running() {
            // A log that cannot be shortened is no reason to disturb anybody.
            drop(log::shorten(&server.folder().log()));
        } else if let Err(error) = revive(server, socket, stopped) {
            (server.progress())(&format!("PostgreSQL could not be started again: {error}"));
            period = (period * 2).min(LONGEST_PERIOD);
        }
    }
}

fn revive(server: &Server, socket: &PathBuf, stopped: &Receiver<()>) -> Result<(), Error> {
    let turn = Turn::take(server.folder(), server.progress())?;
    // While we waited, somebody else may have started it, or our own process may have begun to leave.
    if server.is_running() || stopped.try_recv() == Err(TryRecvError::Disconnected) {
        return Ok(());
    }
    (server.progress())("PostgreSQL ended unexpectedly; starting it again");
    let found = server.ensure_running()?;
    drop(turn);
    if found != *socket {
        (server.progress())(&format!(
            "PostgreSQL is now at {}; restart Waymark to use it",
            found.display()
        ));
    }
    Ok(())
}
