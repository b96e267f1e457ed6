//! Where the server's socket is: in the data folder, unless no socket can be there.

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::Folder;
use super::{Error, random, settings};

/// The shortest limit of the systems we know is 104 bytes, with a zero at the end.
const LONGEST_PATH: usize = 103;
/// The question for encryption, the shortest one that every PostgreSQL answers before it knows the user.
const QUESTION: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
/// How long a server may think about it.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);

/// The folder for the socket of the next start; an earlier choice is kept, because connection strings name it.
pub(super) fn choose(folder: &Folder) -> Result<PathBuf, Error> {
    if let Some(path) = note(folder) {
        // Cleaners of temporary folders may have removed it.
        if fits(&path) && (folder.make_for_server(&path).is_ok() || is_ours(&path, folder)) {
            return Ok(path);
        }
    }
    let inside = folder.socket();
    if inside.is_dir() {
        folder.server().give(&inside)?;
    } else {
        folder.make_for_server(&inside)?;
    }
    if fits(&inside) && takes_sockets(&inside) {
        return Ok(inside);
    }
    let name = format!("waymark-{}", &random::word()?[..12]);
    let mut outside = env::temp_dir().join(&name);
    if !fits(&outside) {
        outside = Path::new("/tmp").join(&name);
    }
    folder.make_for_server(&outside)?;
    let note = folder.socket_note();
    fs::write(&note, outside.as_os_str().as_encoded_bytes())
        .map_err(Error::folder("write", &note))?;
    folder.owner().give(&note)?;
    Ok(outside)
}

/// Where the socket of an earlier start is.
pub(super) fn current(folder: &Folder) -> PathBuf {
    note(folder)
        .filter(|path| is_ours(path, folder))
        .unwrap_or_else(|| folder.socket())
}

/// Removes the socket of a server that is gone, and with `all` the folder outside that was made for it.
pub(super) fn clear(folder: &Folder, all: bool) {
    let outside = note(folder).filter(|path| is_ours(path, folder));
    let socket = file(outside.as_deref().unwrap_or(&folder.socket()));
    // PostgreSQL puts the path of its own lock beside the socket.
    for path in [
        socket.with_file_name(format!(".s.PGSQL.{}.lock", settings::PORT)),
        socket,
    ] {
        drop(fs::remove_file(path));
    }
    if let (true, Some(outside)) = (all, outside) {
        drop(fs::remove_dir(outside));
        drop(fs::remove_file(folder.socket_note()));
    }
}

/// Whether a PostgreSQL answers there; that somebody listens is not enough.
pub(super) fn answers(socket: &Path) -> bool {
    ask(socket).is_ok_and(|answer| answer == *b"N" || answer == *b"S")
}

fn ask(socket: &Path) -> io::Result<[u8; 1]> {
    let mut stream = UnixStream::connect(file(socket))?;
    stream.set_read_timeout(Some(LONGEST_ANSWER))?;
    stream.write_all(&QUESTION)?;
    let mut answer = [0];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

fn file(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{}", settings::PORT))
}

/// The folder outside that an earlier start noted.
fn note(folder: &Folder) -> Option<PathBuf> {
    fs::read_to_string(folder.socket_note())
        .ok()
        .map(PathBuf::from)
}

/// Whether a folder belongs to the server and is closed to others.
fn is_ours(path: &Path, folder: &Folder) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| {
        metadata.is_dir()
            && metadata.uid() == folder.server().uid
            && metadata.permissions().mode() & 0o777 == 0o700
    })
}

/// Short enough for a socket, and free of what the configuration would have to quote.
fn fits(folder: &Path) -> bool {
    let plain = |path: &str| {
        path.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@ ".contains(&byte))
    };
    file(folder).as_os_str().len() <= LONGEST_PATH && folder.to_str().is_some_and(plain)
}

/// Some shared folders of virtual machines hold files but no sockets.
fn takes_sockets(folder: &Path) -> bool {
    let probe = folder.join("probe");
    drop(fs::remove_file(&probe));
    let taken = UnixListener::bind(&probe).is_ok();
    drop(fs::remove_file(&probe));
    taken
}

/// Writes bytes so that they can stand anywhere in a URL.
pub(super) fn percent_encode(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_or_unusual_paths_do_not_fit() {
        assert!(fits(Path::new("/var/lib/waymark/postgres/socket")));
        assert!(fits(Path::new(
            "/Users/someone/Library/Application Support/waymark/postgres/socket"
        )));
        assert!(fits(Path::new(&format!("/{}", "a".repeat(88)))));
        assert!(!fits(Path::new(&format!("/{}", "a".repeat(89)))));
        assert!(!fits(Path::new("/a,b")));
        assert!(!fits(Path::new("/ü")));
    }

    #[test]
    fn encodes_what_a_url_would_misread() {
        assert_eq!(percent_encode(b"/a b/c.d"), "%2Fa%20b%2Fc.d");
        assert_eq!(percent_encode("ü&?".as_bytes()), "%C3%BC%26%3F");
    }
}
