//! The folder that holds the server, and who may use it.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::Error;
use super::account::Account;
use super::random;

/// `<data_dir>/postgres` and the two accounts it serves: its owner, and the one the server runs as. They differ for root,
/// who never writes where the server may, so that a server gone astray cannot lead root to other files.
pub(super) struct Folder {
    path: PathBuf,
    owner: Account,
    server: Account,
}

impl Folder {
    /// Makes the folder where needed and finds out which account the server in it runs as.
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, Error> {
        let me = Account::of_this_process()?;
        let data_dir = std::path::absolute(data_dir).map_err(Error::folder("find", data_dir))?;
        require_usable(&data_dir)?;
        make_way(&data_dir, me)?;
        let data_dir = data_dir
            .canonicalize()
            .map_err(Error::folder("find", &data_dir))?;
        require_usable(&data_dir)?;
        let path = data_dir.join("postgres");
        make_unless_there(&path, 0o700)?;
        let metadata = fs::metadata(&path).map_err(Error::folder("look at", &path))?;
        let (owner, server, mode) = if !me.is_root() {
            if metadata.uid() != me.uid {
                return Err(Error::NotOwned {
                    folder: path,
                    owner: metadata.uid(),
                    uid: me.uid,
                });
            }
            me.require_name()?;
            (me, me, 0o700)
        } else if metadata.uid() == 0 {
            (me, server_of_root(&path)?, 0o711)
        } else {
            let owner = Account::owner(&metadata);
            (owner, owner, 0o700)
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))
            .map_err(Error::folder("set the rights of", &path))?;
        server.require_way_to(&path)?;
        Ok(Self {
            path,
            owner,
            server,
        })
    }

    /// Who the server runs as and who owns its data.
    pub(super) fn server(&self) -> Account {
        self.server
    }

    /// Who owns everything else.
    pub(super) fn owner(&self) -> Account {
        self.owner
    }

    /// Makes a folder that only the server (and root) may enter.
    pub(super) fn make_for_server(&self, path: &Path) -> Result<(), Error> {
        make(path, 0o700)?;
        self.server.give(path)
    }

    /// Makes a folder of the owner that the server may enter.
    pub(super) fn make_for_owner(&self, path: &Path) -> Result<(), Error> {
        let mode = if self.owner == self.server {
            0o700
        } else {
            0o711
        };
        make(path, mode)?;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(Error::folder("set the rights of", path))?;
        self.owner.give(path)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appears complete or not at all: the data and the password that opens it.
    pub(super) fn cluster(&self) -> PathBuf {
        self.path.join("cluster")
    }

    /// PostgreSQL's own data folder.
    pub(super) fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }

    /// The file with the password.
    pub(super) fn password(&self) -> PathBuf {
        self.cluster().join("password")
    }

    /// The messages of the server.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("server.log")
    }

    /// Copies of PostgreSQL that were fetched.
    pub(super) fn binaries(&self) -> PathBuf {
        self.path.join("binaries")
    }

    /// Where the socket is, unless that path is too long for one.
    pub(super) fn socket(&self) -> PathBuf {
        self.path.join("socket")
    }

    /// Names the folder of the socket where it is elsewhere.
    pub(super) fn socket_note(&self) -> PathBuf {
        self.path.join("socket.path")
    }

    /// Held by everybody who uses the server.
    pub(super) fn users_lock(&self) -> PathBuf {
        self.path.join("users.lock")
    }

    /// Held by the one who starts or stops the server.
    pub(super) fn turn_lock(&self) -> PathBuf {
        self.path.join("turn.lock")
    }

    /// Makes an empty folder with a name nobody else uses; its prefix is what [`Self::remove_leftovers`] looks for.
    pub(super) fn make_temporary(&self) -> Result<PathBuf, Error> {
        let path = self.path.join(format!("{TEMPORARY}{}", random::word()?));
        self.make_for_owner(&path)?;
        Ok(path)
    }

    /// Removes what killed processes left half made; only under the turn. One that still runs then fails in its own folder, which harms nobody.
    pub(super) fn remove_leftovers(&self) {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return;
        };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                // What cannot be removed now is tried again at the next start.
                drop(fs::remove_dir_all(entry.path()));
            }
        }
    }
}

const TEMPORARY: &str = "new-";

/// Whoever owns the data already, so that it is never split between two accounts.
fn server_of_root(path: &Path) -> Result<Account, Error> {
    match fs::metadata(path.join("cluster/data")) {
        Ok(metadata) if metadata.uid() != 0 => Ok(Account::owner(&metadata)),
        _ => Account::for_root(),
    }
}

fn make(path: &Path, mode: u32) -> Result<(), Error> {
    fs::DirBuilder::new()
        .mode(mode)
        .create(path)
        .map_err(Error::folder("make", path))
}

fn make_unless_there(path: &Path, mode: u32) -> Result<(), Error> {
    match fs::DirBuilder::new().mode(mode).create(path) {
        // Another process that starts at the same time may be faster.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::folder("make", path)(error))
        }
        _ => Ok(()),
    }
}

/// Makes the missing folders on the way; those that root makes may be entered by the server.
fn make_way(path: &Path, me: Account) -> Result<(), Error> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|folder| !folder.exists())
        .collect();
    let mode = if me.is_root() { 0o755 } else { 0o700 };
    for folder in missing.into_iter().rev() {
        make_unless_there(folder, mode)?;
        // A narrow umask of root would otherwise close it.
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))
            .map_err(Error::folder("set the rights of", folder))?;
    }
    Ok(())
}

fn require_usable(path: &Path) -> Result<(), Error> {
    if is_usable(path) {
        Ok(())
    } else {
        Err(Error::UnusablePath {
            path: path.to_path_buf(),
        })
    }
}

/// `initdb` hands paths to a shell within double quotes, and the configuration is text.
fn is_usable(path: &Path) -> bool {
    path.to_str()
        .is_some_and(|path| !path.chars().any(|c| c.is_control() || "\"$`\\".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_a_shell_would_misread_are_refused() {
        for path in ["/a/$(id)", "/a/\"b", "/a/`b`", "/a\\b", "/a\nb"] {
            assert!(!is_usable(Path::new(path)), "{path}");
        }
        for path in [
            "/home/someone/.local/share/waymark",
            "/with space/ü",
            "/it's/x",
        ] {
            assert!(is_usable(Path::new(path)), "{path}");
        }
    }
}
