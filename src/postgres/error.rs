//! What can go wrong with the private server, each with what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No usable PostgreSQL is installed and none could be fetched.
    #[error("no PostgreSQL 14 to 18 was found{reason}; install it and start again: {command}")]
    Missing {
        /// Why fetching a copy did not help, in brackets, or nothing.
        reason: String,
        /// The command that installs it on this system.
        command: String,
    },
    /// The data needs a major version that is not there.
    #[error(
        "the data in {} was made by PostgreSQL {needed}, which was not found ({found}){reason}; install that version and start again: {command}",
        data.display()
    )]
    OtherVersion {
        /// The data folder.
        data: PathBuf,
        /// The major version that made the data.
        needed: u32,
        /// What was found instead.
        found: String,
        /// Why fetching a copy did not help, in brackets, or nothing.
        reason: String,
        /// The command that installs it on this system.
        command: String,
    },
    /// The data was made by a version that Waymark does not drive.
    #[error(
        "the data in {} was made by PostgreSQL {version}, but Waymark works with 14 to 18: move the folder away to start with empty data, or convert it with pg_upgrade",
        data.display()
    )]
    UnsupportedData {
        /// The data folder.
        data: PathBuf,
        /// What its `PG_VERSION` file says.
        version: String,
    },
    /// A file or folder cannot be read, made or written.
    #[error("cannot {action} {}: {source}; make room or choose another data folder that user {user} may write to", path.display())]
    Folder {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The name of the user who tried.
        user: String,
        /// What the system answered.
        source: io::Error,
    },
    /// The account of the server cannot enter a folder above the data.
    #[error(
        "PostgreSQL does not run as root but as user id {uid}, which may not enter {}: allow it with chmod o+x, or choose another data folder such as /var/lib/waymark",
        folder.display()
    )]
    Closed {
        /// The folder it cannot enter.
        folder: PathBuf,
        /// The account of the server.
        uid: u32,
    },
    /// The data folder belongs to somebody else.
    #[error(
        "{} belongs to user id {owner}, and this is user id {uid}: start Waymark as its owner, or choose another data folder",
        folder.display()
    )]
    NotOwned {
        /// The folder in question.
        folder: PathBuf,
        /// To whom it belongs.
        owner: u32,
        /// Who asked.
        uid: u32,
    },
    /// PostgreSQL refuses to run for a user id without a name.
    #[error(
        "user id {uid} has no name, and PostgreSQL needs one: add the user to /etc/passwd, or start Waymark as another user"
    )]
    NamelessUser {
        /// The id without a name.
        uid: u32,
    },
    /// Waymark runs as root and there is no account for the server.
    #[error(
        "PostgreSQL does not run as root, and there is neither a user postgres nor nobody: add one with useradd --system postgres"
    )]
    NoAccount,
    /// The path of the data folder has characters that PostgreSQL's programs cannot handle.
    #[error("the data folder {} has a double quote, backquote, dollar sign, backslash, control or non-UTF-8 character in its path: choose another one", path.display())]
    UnusablePath {
        /// The path in question.
        path: PathBuf,
    },
    /// There is no home folder to put the data in.
    #[error("no home folder is known: set HOME or XDG_DATA_HOME, or name a data folder")]
    NoHome,
    /// A program could not be run at all.
    #[error("cannot run {program}: {source}")]
    Run {
        /// The program.
        program: String,
        /// What the system answered.
        source: io::Error,
    },
    /// A program of PostgreSQL ended with an error.
    #[error("{program} failed:\n{output}")]
    Program {
        /// The program.
        program: String,
        /// The last lines it wrote.
        output: String,
    },
    /// There is no room for the data.
    #[error("the disk that holds {} is full: make room and start again\n{output}", path.display())]
    DiskFull {
        /// The data folder.
        path: PathBuf,
        /// The last lines PostgreSQL wrote.
        output: String,
    },
    /// The server ended while starting.
    #[error("PostgreSQL did not start ({status}); its log {} ends with:\n{output}", log.display())]
    Start {
        /// How the server process ended.
        status: String,
        /// The log file.
        log: PathBuf,
        /// The last lines of this start in the log.
        output: String,
    },
    /// The server of the data belongs to another container.
    #[error(
        "a PostgreSQL in another container or on another host works on {}: stop it there, or choose another data folder here",
        data.display()
    )]
    Elsewhere {
        /// The data folder.
        data: PathBuf,
    },
    /// A server process neither answers nor ends.
    #[error(
        "PostgreSQL process {pid} in {} {problem}: see {}, then end it with kill -QUIT {pid} and start again",
        data.display(), log.display()
    )]
    Stuck {
        /// The process.
        pid: u32,
        /// What it does not do.
        problem: &'static str,
        /// The data folder.
        data: PathBuf,
        /// The log file.
        log: PathBuf,
    },
}

impl Error {
    /// Turns the failure of a file operation into an error that names the path and the user.
    pub(super) fn folder(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Folder {
            action,
            path,
            user: super::account::name_of_this_process(),
            source,
        }
    }

    /// Chooses between a full disk and any other failure of one of PostgreSQL's programs.
    pub(super) fn program(program: &str, data: &Path, output: String) -> Self {
        if speaks_of_full_disk(&output) {
            Self::DiskFull {
                path: data.to_path_buf(),
                output,
            }
        } else {
            Self::Program {
                program: program.to_owned(),
                output,
            }
        }
    }
}

/// Whether PostgreSQL's messages name a full disk as the cause.
pub(super) fn speaks_of_full_disk(output: &str) -> bool {
    output.contains("No space left on device") || output.contains("Disk quota exceeded")
}
