//! Files that people keep and we add to: written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;

/// Changes a file's text, which is `beginning` where there is no file yet. Two who change files of one folder at once take
/// turns.
///
/// # Errors
/// When the change is refused, or the file cannot be read or written; then it is as it was.
pub(crate) fn change<T>(
    path: &Path,
    beginning: &str,
    change: impl FnOnce(&str) -> anyhow::Result<(String, T)>,
) -> anyhow::Result<T> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let failed = || format!("{} cannot be written", path.display());
    fs::create_dir_all(folder).with_context(failed)?;
    let turn = File::open(folder).with_context(failed)?;
    turn.lock().with_context(failed)?;
    let before = match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    };
    let (after, value) = change(before.as_deref().unwrap_or(beginning))?;
    if before.as_deref() != Some(after.as_str()) {
        replace(path, &after).with_context(failed)?;
    }
    Ok(value)
}

/// Puts a new text in a file's place at one stroke.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let new = path.with_file_name(name);
    let mut file = File::create(&new)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)
}
