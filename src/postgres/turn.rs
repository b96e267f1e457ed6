//! The two locks by which several processes share one server. The kernel releases them when a process dies, so neither
//! can go stale.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::folder::Folder;
use super::{Error, Progress};

/// The right to start or stop the server; held by one process at a time.
pub(super) struct Turn(#[expect(dead_code, reason = "dropping the file releases its lock")] File);

impl Turn {
    /// Waits for the turn.
    pub(super) fn take(folder: &Folder, progress: &Progress) -> Result<Self, Error> {
        let path = folder.turn_lock();
        let file = open(folder, &path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                progress("waiting for another Waymark that is starting or stopping PostgreSQL");
                file.lock().map_err(Error::folder("lock", &path))?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::folder("lock", &path)(error)),
        }
        Ok(Self(file))
    }
}

/// The sign that a process uses the server; many hold it at a time.
pub(super) struct Share {
    file: File,
    path: std::path::PathBuf,
}

impl Share {
    /// Joins the users; only under a [`Turn`].
    pub(super) fn join(folder: &Folder) -> Result<Self, Error> {
        let path = folder.users_lock();
        let file = open(folder, &path)?;
        file.lock_shared().map_err(Error::folder("lock", &path))?;
        Ok(Self { file, path })
    }

    /// Leaves the users and tells whether nobody is left; only under a [`Turn`].
    pub(super) fn leave(self) -> Result<bool, Error> {
        self.file
            .unlock()
            .map_err(Error::folder("unlock", &self.path))?;
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(Error::folder("lock", &self.path)(error)),
        }
    }
}

fn open(folder: &Folder, path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    let file = options
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path);
    let file = file.map_err(Error::folder("open", path))?;
    folder.owner().give(path)?;
    Ok(file)
}
