//! Words nobody can guess, for the password and for the names of folders.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Error;

/// 128 random bits as hexadecimal digits.
pub(super) fn word() -> Result<String, Error> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0; 16];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(Error::folder("read", source))?;
    let mut word = String::new();
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(word, "{byte:02x}");
    }
    Ok(word)
}
