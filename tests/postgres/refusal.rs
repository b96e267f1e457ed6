//! What cannot work is refused with a message that says what to do.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use waymark::postgres::{Error, Instance};

use crate::support::{Home, answer, is_root};

#[test]
fn without_postgres_one_line_says_how_to_install_it() {
    let home = Home::new();
    let mut options = home.options();
    options.places = vec![home.path().to_path_buf()];
    let error = Instance::start(&options).err().unwrap();
    let text = error.to_string();
    assert!(
        matches!(error, Error::Missing { .. }) && text.lines().count() == 1,
        "{text}"
    );
    assert!(
        text.starts_with("no PostgreSQL 14 to 18 was found; install it and start again: "),
        "{text}"
    );
}

#[test]
fn half_an_installation_does_not_count() {
    let home = Home::new();
    for program in ["initdb", "pg_ctl"] {
        fs::write(home.path().join(program), "").unwrap();
    }
    let mut options = home.options();
    options.places = vec![home.path().to_path_buf()];
    assert!(matches!(
        Instance::start(&options),
        Err(Error::Missing { .. })
    ));
}

#[test]
fn data_of_another_version_names_the_version_it_needs() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let major = instance.major();
    drop(instance);
    let version = home.data_dir().join("postgres/cluster/data/PG_VERSION");
    // A version that is surely not installed here.
    let installed: Vec<u32> = (14..=18)
        .filter(|major| Path::new(&format!("/usr/lib/postgresql/{major}")).exists())
        .collect();
    let needed = (14..=18)
        .find(|other| *other != major && !installed.contains(other))
        .unwrap();
    fs::write(&version, format!("{needed}\n")).unwrap();
    let error = Instance::start(&home.options()).err().unwrap();
    let text = error.to_string();
    assert!(
        matches!(error, Error::OtherVersion { needed: named, .. } if named == needed),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "made by PostgreSQL {needed}, which was not found (only {major}."
        )),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1);
    fs::write(&version, "12\n").unwrap();
    let error = Instance::start(&home.options()).err().unwrap();
    assert!(
        matches!(&error, Error::UnsupportedData { version, .. } if version == "12"),
        "{error}"
    );
    fs::write(&version, format!("{major}\n")).unwrap();
    Instance::start(&home.options()).unwrap().stop().unwrap();
}

#[test]
fn a_failed_start_shows_the_end_of_the_log_and_where_it_is() {
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    let overrides = home
        .data_dir()
        .join("postgres/cluster/data/postgresql.auto.conf");
    let before = fs::read_to_string(&overrides).unwrap();
    writeln!(
        fs::OpenOptions::new()
            .append(true)
            .open(&overrides)
            .unwrap(),
        "shared_buffers = nonsense"
    )
    .unwrap();
    let error = Instance::start(&home.options()).err().unwrap();
    let text = error.to_string();
    assert!(matches!(error, Error::Start { .. }), "{text}");
    assert!(
        text.contains("shared_buffers") && text.contains("postgres/server.log"),
        "{text}"
    );
    // The refused start holds nothing back.
    fs::write(&overrides, before).unwrap();
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(
        answer(&instance.url("waymark"), "SELECT 'repaired'"),
        "repaired"
    );
}

#[test]
fn damaged_data_is_never_replaced() {
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    let version = home.data_dir().join("postgres/cluster/data/PG_VERSION");
    fs::remove_file(&version).unwrap();
    let error = Instance::start(&home.options()).err().unwrap();
    assert!(
        error.to_string().starts_with(&format!(
            "cannot read {}",
            version.canonicalize().unwrap_or(version).display()
        )),
        "{error}"
    );
    assert!(home.data_dir().join("postgres/cluster/data/base").is_dir());
}

#[test]
fn a_file_in_the_place_of_the_folder_and_unusable_paths_are_refused() {
    let home = Home::new();
    fs::write(home.data_dir(), "a file").unwrap();
    assert!(matches!(
        Instance::start(&home.options()),
        Err(Error::Folder { .. })
    ));
    let mut options = home.options();
    options.data_dir = home.path().join("$(touch here)");
    assert!(matches!(
        Instance::start(&options),
        Err(Error::UnusablePath { .. })
    ));
}

#[test]
fn a_full_disk_is_called_so() {
    let home = Home::new();
    let disk = home.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mut mount = Command::new("mount");
    mount
        .args(["-t", "tmpfs", "-o", "size=16m,mode=755", "waymark-test"])
        .arg(&disk);
    // Only root may make a small disk; the reading of the message is tested without one.
    if !is_root() || !mount.status().is_ok_and(|status| status.success()) {
        return;
    }
    let mut options = home.options();
    options.data_dir = disk.join("data");
    let result = Instance::start(&options);
    let left: Vec<_> = fs::read_dir(disk.join("data/postgres"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    drop(Command::new("umount").arg(&disk).status());
    let error = result.err().unwrap();
    assert!(matches!(error, Error::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("make room"));
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().starts_with("new-")),
        "{left:?}"
    );
}
