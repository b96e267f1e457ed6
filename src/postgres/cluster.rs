//! The data itself: made once, complete or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::binaries::{Binaries, SUPPORTED};
use super::folder::Folder;
use super::{DATABASE, Error, Progress, command, random, settings};

/// Character rules to try, best first: those of Unicode where the system has them, or upper case would stop at ASCII.
const CHARACTER_RULES: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// The major version that made the data, or nothing where there is no data yet.
pub(super) fn version(folder: &Folder) -> Result<Option<u32>, Error> {
    let cluster = folder.cluster();
    if !cluster
        .try_exists()
        .map_err(Error::folder("look at", &cluster))?
    {
        return Ok(None);
    }
    let path = folder.data().join("PG_VERSION");
    let text = fs::read_to_string(&path).map_err(Error::folder("read", &path))?;
    let text = text.trim();
    match text.parse() {
        Ok(major) if SUPPORTED.contains(&major) => Ok(Some(major)),
        _ => Err(Error::UnsupportedData {
            data: folder.data(),
            version: text.to_owned(),
        }),
    }
}

/// The password of the server's only user.
pub(super) fn password(folder: &Folder) -> Result<String, Error> {
    let path = folder.password();
    let text = fs::read_to_string(&path).map_err(Error::folder("read", &path))?;
    Ok(text.trim().to_owned())
}

/// Makes the data in a folder beside and puts it in place with one rename.
pub(super) fn set_up(
    folder: &Folder,
    binaries: &Binaries,
    progress: &Progress,
) -> Result<(), Error> {
    progress(&format!(
        "setting up a private PostgreSQL {} in {}",
        binaries.major,
        folder.path().display()
    ));
    let beside = folder.make_temporary()?;
    let result = fill(&beside, folder, binaries);
    if result.is_err() {
        folder.remove_leftovers();
    }
    result
}

fn fill(beside: &Path, folder: &Folder, binaries: &Binaries) -> Result<(), Error> {
    write_password(&beside.join("password"), folder)?;
    let data = beside.join("data");
    folder.make_for_server(&data)?;
    run_initdb(beside, folder, binaries)?;
    make_database(&data, folder, binaries)?;
    sync(beside)?;
    let cluster = folder.cluster();
    fs::rename(beside, &cluster).map_err(Error::folder("put in place", &cluster))?;
    sync(folder.path())
}

fn run_initdb(beside: &Path, folder: &Folder, binaries: &Binaries) -> Result<(), Error> {
    let mut rules = CHARACTER_RULES.into_iter().peekable();
    while let Some(rule) = rules.next() {
        let mut initdb = binaries.program("initdb", folder.server());
        initdb
            .arg("--pgdata")
            .arg(beside.join("data"))
            .arg("--pwfile")
            .arg(beside.join("password"));
        initdb.args([
            "--username",
            settings::USER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
        ]);
        initdb.args(["--locale=C", "--lc-ctype", rule]);
        match command::run_for(&mut initdb, "", &folder.data()) {
            // Refused before anything is written, so that the next one finds an empty place.
            Err(Error::Program { output, .. })
                if output.contains("locale") && rules.peek().is_some() => {}
            result => return result.map(drop),
        }
    }
    Ok(())
}

/// Makes the database before the server ever runs, which spares this module a client.
fn make_database(data: &Path, folder: &Folder, binaries: &Binaries) -> Result<(), Error> {
    let mut single = binaries.program("postgres", folder.server());
    single.args(["--single", "-D"]).arg(data).arg("postgres");
    let text = command::run_for(
        &mut single,
        &format!("CREATE DATABASE {DATABASE}\n"),
        &folder.data(),
    )?;
    // The single-user server ends well even when its statement failed.
    if text.contains("ERROR:") {
        return Err(Error::program(
            "postgres --single",
            &folder.data(),
            command::last_lines(&text),
        ));
    }
    Ok(())
}

fn write_password(path: &Path, folder: &Folder) -> Result<(), Error> {
    let password = random::word()?;
    let write = || {
        let mut file = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(path)?;
        writeln!(file, "{password}")?;
        file.sync_all()
    };
    write().map_err(Error::folder("write", path))?;
    folder.server().give(path)
}

fn sync(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(Error::folder("write", folder))
}
