//! Starting and stopping the server process, whatever earlier processes left behind.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use super::binaries::Binaries;
use super::folder::Folder;
use super::process::Mark;
use super::{Error, Progress, command, error, log, settings, socket};

/// How often the state of a process is looked at.
const PAUSE: Duration = Duration::from_millis(20);
/// Recovery after a crash replays at most a few checkpoints of work.
const LONGEST_RECOVERY: Duration = Duration::from_mins(10);
/// A server that says it is ready answers at once.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// After this the wait is worth a word.
const SHORT: Duration = Duration::from_secs(3);
/// The children of a killed server notice within moments, unless they are busy.
const LAST_BREATH: Duration = Duration::from_secs(3);

/// The server of one folder; every method but [`Self::is_running`] is for the holder of the turn only.
pub(super) struct Server {
    folder: Folder,
    binaries: Binaries,
    progress: Progress,
    mark: Mark,
}

/// What the running server writes about itself.
struct PidFile {
    pid: u32,
    socket: Option<PathBuf>,
    status: String,
}

impl Server {
    /// The server whose data is in `folder`.
    pub(super) fn new(
        folder: Folder,
        binaries: Binaries,
        progress: Progress,
    ) -> Result<Self, Error> {
        let data = folder.data();
        let mark = Mark::of(&data).map_err(Error::folder("look at", &data))?;
        Ok(Self {
            folder,
            binaries,
            progress,
            mark,
        })
    }

    /// Where its files are.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The programs it is driven with.
    pub(super) fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// Who is told what happens.
    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether a server process lives.
    pub(super) fn is_running(&self) -> bool {
        self.living().is_some()
    }

    /// Starts the server unless it runs, waits until it answers, and returns the folder of its socket.
    pub(super) fn ensure_running(&self) -> Result<PathBuf, Error> {
        let mut attempts_left = 3;
        loop {
            attempts_left -= 1;
            if let Some(pid_file) = self.living()
                && let Some(socket) = self.wait_for(pid_file.pid)?
            {
                return Ok(socket);
            }
            self.clear_remains()?;
            let result = self.launch();
            // Somebody killed while starting the server may have left one that was only just coming up.
            if result.is_ok() || attempts_left == 0 || !self.is_running() {
                return result;
            }
        }
    }

    /// Stops the server; work that is under way is rolled back.
    pub(super) fn stop(&self) -> Result<(), Error> {
        if let Some(PidFile { pid, .. }) = self.living() {
            (self.progress)("stopping PostgreSQL");
            let stopped = self
                .pg_ctl_stop("fast", "60")
                .or_else(|_| self.pg_ctl_stop("immediate", "20"));
            if stopped.is_err() && self.mark.lives(pid) {
                return Err(self.stuck(pid, "does not stop"));
            }
        }
        socket::clear(&self.folder, true);
        Ok(())
    }

    fn pg_ctl_stop(&self, mode: &str, seconds: &str) -> Result<String, Error> {
        let mut pg_ctl = self.binaries.program("pg_ctl", self.folder.server());
        pg_ctl
            .arg("stop")
            .arg("-D")
            .arg(self.folder.data())
            .args(["-w", "-m", mode, "-t", seconds]);
        command::run_for(&mut pg_ctl, "", &self.folder.data())
    }

    fn living(&self) -> Option<PidFile> {
        let text = fs::read_to_string(self.folder.data().join("postmaster.pid")).ok()?;
        PidFile::parse(&text).filter(|pid_file| self.mark.lives(pid_file.pid))
    }

    /// Waits for a server that lives; nothing when it ended instead.
    fn wait_for(&self, pid: u32) -> Result<Option<PathBuf>, Error> {
        let mut wait = Wait::new();
        while let Some(pid_file) = self.living() {
            let changing = ["starting", "stopping"].contains(&pid_file.status.as_str());
            match pid_file.socket {
                Some(path) if pid_file.status == "ready" && socket::answers(&path) => {
                    return Ok(Some(path));
                }
                _ => {}
            }
            let longest = if changing {
                LONGEST_RECOVERY
            } else {
                LONGEST_ANSWER
            };
            if wait.pause(longest, &self.progress) {
                return Err(self.stuck(pid, "does not answer"));
            }
        }
        Ok(None)
    }

    /// Sees to it that nothing of an earlier server works on the data, then removes its traces.
    fn clear_remains(&self) -> Result<(), Error> {
        for signal in ["", "QUIT", "KILL"] {
            if self.is_running() {
                // One has come up after all; starting another will fail and show it.
                return Ok(());
            }
            let workers = self.mark.workers();
            for pid in workers.iter().filter(|_| !signal.is_empty()) {
                let mut kill = self.binaries.program("pg_ctl", self.folder.server());
                kill.args(["kill", signal, &pid.to_string()]);
                // One that ended by itself in the meantime is what we want.
                drop(command::run_for(&mut kill, "", &self.folder.data()));
            }
            let begin = Instant::now();
            while begin.elapsed() < LAST_BREATH
                && !self.mark.workers().is_empty()
                && !self.is_running()
            {
                thread::sleep(PAUSE);
            }
        }
        if let Some(&pid) = self.mark.workers().first() {
            return Err(self.stuck(pid, "does not end"));
        }
        // Its process is hidden from us, so it could not be stopped either; a second server would ruin the data.
        if socket::answers(&socket::current(&self.folder)) {
            return Err(Error::Elsewhere {
                data: self.folder.data(),
            });
        }
        drop(fs::remove_file(self.folder.data().join("postmaster.pid")));
        socket::clear(&self.folder, false);
        Ok(())
    }

    fn launch(&self) -> Result<PathBuf, Error> {
        (self.progress)(&format!("starting PostgreSQL {}", self.binaries.version));
        let socket = socket::choose(&self.folder)?;
        let (mut child, begin) = self.spawn(&socket)?;
        let mut wait = Wait::new();
        loop {
            let ended = child.try_wait().map_err(cannot_run)?;
            if let Some(status) = ended {
                return Err(self.start_failure(status, begin));
            }
            if self
                .living()
                .is_some_and(|pid_file| pid_file.pid == child.id() && pid_file.status == "ready")
                && socket::answers(&socket)
            {
                break;
            }
            if wait.pause(LONGEST_RECOVERY, &self.progress) {
                return Err(self.stuck(child.id(), "does not become ready"));
            }
        }
        // Somebody must take its exit status, or it would stay as a zombie as long as we live.
        let reaper = thread::Builder::new().name("postgres-reaper".to_owned());
        reaper.spawn(move || child.wait()).map_err(cannot_run)?;
        Ok(socket)
    }

    /// Starts the process; returns it and the length of the log before.
    fn spawn(&self, socket: &Path) -> Result<(Child, u64), Error> {
        let path = self.folder.log();
        log::shorten(&path).map_err(Error::folder("shorten", &path))?;
        let output = log::open(&path).map_err(Error::folder("open", &path))?;
        self.folder.owner().give(&path)?;
        let begin = output
            .metadata()
            .map_err(Error::folder("look at", &path))?
            .len();
        let errors = output.try_clone().map_err(Error::folder("open", &path))?;
        let mut postgres = self.binaries.program("postgres", self.folder.server());
        postgres.arg("-D").arg(self.folder.data());
        for setting in settings::all(socket, self.mark.name()) {
            postgres.arg("-c").arg(setting);
        }
        // Its own process group, so that Ctrl-C reaches us and we stop it in good order.
        postgres.stdout(output).stderr(errors).process_group(0);
        let child = postgres.spawn().map_err(cannot_run)?;
        Ok((child, begin))
    }

    fn start_failure(&self, status: ExitStatus, begin: u64) -> Error {
        let log = self.folder.log();
        let output = log::tail(&log, begin);
        if error::speaks_of_full_disk(&output) {
            return Error::DiskFull {
                path: self.folder.data(),
                output,
            };
        }
        Error::Start {
            status: status.to_string(),
            log,
            output,
        }
    }

    fn stuck(&self, pid: u32, problem: &'static str) -> Error {
        Error::Stuck {
            pid,
            problem,
            data: self.folder.data(),
            log: self.folder.log(),
        }
    }
}

fn cannot_run(source: std::io::Error) -> Error {
    Error::Run {
        program: "postgres".to_owned(),
        source,
    }
}

impl PidFile {
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // A server in single-user mode writes its pid with a minus.
        let pid = lines.first()?.trim_start_matches('-').parse().ok()?;
        let socket = lines
            .get(4)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        Some(Self {
            pid,
            socket,
            status: lines.get(7).copied().unwrap_or_default().to_owned(),
        })
    }
}

/// A wait that speaks up once when it takes longer.
struct Wait {
    begin: Instant,
    spoken: bool,
}

impl Wait {
    fn new() -> Self {
        Self {
            begin: Instant::now(),
            spoken: false,
        }
    }

    /// Pauses, and returns whether the patience is at an end.
    fn pause(&mut self, longest: Duration, progress: &Progress) -> bool {
        if !self.spoken && self.begin.elapsed() > SHORT {
            self.spoken = true;
            progress("waiting for PostgreSQL; after a crash it first recovers its data");
        }
        thread::sleep(PAUSE);
        self.begin.elapsed() > longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_server_writes_about_itself() {
        let full = "4242\n/data\n1763793007\n5432\n/run/x y\n\n  6160387         3\nready   \n";
        let pid_file = PidFile::parse(full).unwrap();
        assert_eq!((pid_file.pid, pid_file.status.as_str()), (4242, "ready"));
        assert_eq!(pid_file.socket, Some(PathBuf::from("/run/x y")));
        let early = PidFile::parse("4242\n/data\n1763793007\n5432\n\n").unwrap();
        assert_eq!((early.socket, early.status.as_str()), (None, ""));
        assert_eq!(PidFile::parse("-77\n").unwrap().pid, 77);
        assert!(PidFile::parse("").is_none() && PidFile::parse("x\n").is_none());
    }
}
