//! Through apt: the packages of the distribution, downloaded with lists and caches of our own, so that neither rights nor
//! changes to the system are needed; installing them would also start a server for the whole system.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::Progress;
use super::super::command;
use super::{files_ending_with, one_line, run};

/// Unpacks the programs, and the libraries that are missing here, to `copy` in the folder `beside`.
pub(super) fn fetch(beside: &Path, need: Option<u32>, progress: &Progress) -> Result<(), String> {
    if ![("apt-get", "--version"), ("dpkg-deb", "--version")]
        .into_iter()
        .all(is_here)
    {
        return Err("apt is not installed".to_owned());
    }
    let package = need.map_or_else(
        || "postgresql".to_owned(),
        |major| format!("postgresql-{major}"),
    );
    progress(&format!(
        "fetching PostgreSQL with apt-get install --download-only {package}"
    ));
    let configuration = beside.join("apt.conf");
    fs::write(&configuration, settings(beside)).map_err(one_line)?;
    for folder in ["lists/partial", "archives/partial"] {
        fs::create_dir_all(beside.join(folder)).map_err(one_line)?;
    }
    run(apt(&configuration).arg("update"))?;
    run(apt(&configuration)
        .args([
            "install",
            "--yes",
            "--no-install-recommends",
            "--download-only",
        ])
        .arg(package))?;
    let copy = beside.join("copy");
    for archive in files_ending_with(&beside.join("archives"), "deb") {
        run(Command::new("dpkg-deb").arg("-x").arg(archive).arg(&copy))?;
    }
    // The server of a distribution looks for these at their place in the system, and nowhere else.
    let zones = "usr/share/zoneinfo/UTC";
    if copy.join(zones).exists() && !Path::new("/").join(zones).exists() {
        return Err("apt could fetch it, but tzdata is not installed".to_owned());
    }
    Ok(())
}

fn apt(configuration: &Path) -> Command {
    let mut command = Command::new("apt-get");
    command
        .arg("--quiet")
        .arg("-c")
        .arg(configuration)
        .current_dir("/");
    command
        .env("LC_ALL", "C")
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The hooks of the system are for its own lists and archives.
fn settings(beside: &Path) -> String {
    let beside = beside.display();
    format!(
        "Dir::State::lists \"{beside}/lists\";\n\
         Dir::Cache \"{beside}\";\n\
         Dir::Cache::archives \"{beside}/archives\";\n\
         Debug::NoLocking \"true\";\n\
         APT::Sandbox::User \"\";\n\
         #clear APT::Update::Pre-Invoke;\n\
         #clear APT::Update::Post-Invoke;\n\
         #clear APT::Update::Post-Invoke-Success;\n\
         #clear DPkg::Post-Invoke;\n"
    )
}

fn is_here((program, question): (&str, &str)) -> bool {
    matches!(
        command::run(Command::new(program).arg(question), ""),
        Ok(Ok(_))
    )
}
