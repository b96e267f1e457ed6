//! The log file of the server, kept short.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::command::last_lines;

/// A log longer than this is set aside.
const LONGEST: u64 = 8 * 1024 * 1024;
/// More than the lines shown can need.
const TAIL: u64 = 64 * 1024;

/// Opens the log for the server to append to.
pub(super) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
}

/// Sets a long log aside. The server appends to the same file, so it is copied and emptied rather than renamed.
pub(super) fn shorten(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.len() > LONGEST => {
            fs::copy(path, path.with_extension("log.old"))?;
            OpenOptions::new().write(true).open(path)?.set_len(0)
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// The last lines written since the log was `start` bytes long.
pub(super) fn tail(path: &Path, start: u64) -> String {
    let read = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(
            start.max(length.saturating_sub(TAIL)).min(length),
        ))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(last_lines(&String::from_utf8_lossy(&bytes)))
    };
    read().unwrap_or_else(|error| format!("(the log cannot be read: {error})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_long_log_is_set_aside_while_the_server_appends_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.log");
        shorten(&path).unwrap();
        let mut server = open(&path).unwrap();
        let line = [b'x'; 1024];
        for _ in 0..=LONGEST / 1024 {
            server.write_all(&line).unwrap();
        }
        shorten(&path).unwrap();
        writeln!(server, "after").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after\n");
        assert!(
            fs::metadata(folder.path().join("server.log.old"))
                .unwrap()
                .len()
                > LONGEST
        );
    }

    #[test]
    fn the_tail_starts_where_this_start_began() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.log");
        fs::write(&path, "old\nnew\n").unwrap();
        assert_eq!(tail(&path, 4), "new");
        assert_eq!(tail(&path, 400), "");
        assert!(tail(&folder.path().join("none"), 0).contains("cannot be read"));
    }
}
