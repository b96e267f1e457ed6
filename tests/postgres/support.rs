//! A data folder of its own for every test, and what tests ask the server and the system.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, Statement};
use tempfile::TempDir;
use waymark::postgres::{FetchPolicy, Options};

/// A folder that the server's account may enter, removed at the end.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("waymark-test-")
            .tempdir()
            .unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Options for the data folder of this home that never reach for the network.
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::new(self.data_dir());
        options.fetch = FetchPolicy::Never;
        options
    }
}

/// What `Options::progress` was told.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    pub(crate) fn listen(&self, options: &mut Options) {
        let lines = Arc::clone(&self.0);
        options.progress = Arc::new(move |line| lines.lock().unwrap().push(line.to_owned()));
    }

    pub(crate) fn count(&self, part: &str) -> usize {
        self.0
            .lock()
            .unwrap()
            .iter()
            .filter(|line| line.contains(part))
            .count()
    }
}

/// Runs a statement whose answer, if any, is one text.
pub(crate) fn query(url: &str, statement: &str) -> Result<Option<String>, DbErr> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(5));
        let connection = Database::connect(options).await?;
        let row = connection
            .query_one_raw(Statement::from_string(DbBackend::Postgres, statement))
            .await?;
        connection.close().await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    })
}

/// The answer of a statement that must have one.
pub(crate) fn answer(url: &str, statement: &str) -> String {
    query(url, statement).unwrap().unwrap()
}

/// The pid of the server, as it wrote it.
pub(crate) fn server_pid(data_dir: &Path) -> Option<u32> {
    let text = fs::read_to_string(data_dir.join("postgres/cluster/data/postmaster.pid")).ok()?;
    text.lines().next()?.parse().ok()
}

/// Sends a signal as `kill` does; a negative pid is a process group.
pub(crate) fn signal(signal: &str, pid: &str) {
    let status = Command::new("/bin/sh")
        .args(["-c", &format!("kill -s {signal} -- {pid}")])
        .status()
        .unwrap();
    assert!(status.success());
}

/// One column of `ps` for a process; empty when there is none.
pub(crate) fn ps(column: &str, pid: u32) -> String {
    let output = Command::new("ps")
        .args(["-o", &format!("{column}="), "-p", &pid.to_string()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Whether a process runs; zombies do not.
pub(crate) fn runs(pid: u32) -> bool {
    let state = ps("stat", pid);
    !state.is_empty() && !state.starts_with('Z')
}

/// Waits for something that must come true soon.
pub(crate) fn eventually(what: &str, mut check: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !check() {
        assert!(
            begin.elapsed() < Duration::from_mins(1),
            "still not: {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the tests run as root.
pub(crate) fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// The user and group id of `nobody`.
pub(crate) fn nobody() -> (u32, u32) {
    let id = |flag| {
        let output = Command::new("id").args([flag, "nobody"]).output().unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    };
    (id("-u"), id("-g"))
}
