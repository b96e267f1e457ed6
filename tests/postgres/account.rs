//! Who the server runs as. Where the tests run as an ordinary user, only that case can be shown.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use waymark::postgres::{Error, Instance};

use crate::child::Child;
use crate::support::{Home, answer, is_root, nobody, ps, runs, server_pid};

#[test]
fn the_server_never_runs_as_root() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let pid = server_pid(&home.data_dir()).unwrap();
    let owner = fs::metadata(home.data_dir().join("postgres/cluster/data"))
        .unwrap()
        .uid();
    assert_ne!(owner, 0);
    assert_eq!(ps("uid", pid), owner.to_string());
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'in'"), "in");
}

#[test]
fn an_ordinary_user_needs_no_rights_and_root_joins_as_that_user() {
    let home = Home::new();
    if !is_root() {
        Instance::start(&home.options()).unwrap().stop().unwrap();
        return;
    }
    let (uid, gid) = nobody();
    fs::create_dir(home.data_dir()).unwrap();
    chown(home.data_dir(), Some(uid), Some(gid)).unwrap();
    let mut child = as_user(&home, uid, gid);
    assert_eq!(answer(&child.url(), "SELECT 'plain'"), "plain");
    let pid = server_pid(&home.data_dir()).unwrap();
    assert_eq!(ps("uid", pid), uid.to_string());
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(server_pid(&home.data_dir()), Some(pid));
    child.leave();
    assert!(runs(pid));
    drop(instance);
    assert!(!runs(pid));
    // Root starts the data of an ordinary user as that user, and the user can go on afterwards.
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(
        ps("uid", server_pid(&home.data_dir()).unwrap()),
        uid.to_string()
    );
    drop(instance);
    let mut child = as_user(&home, uid, gid);
    child.url();
    child.leave();
}

#[test]
fn a_closed_folder_on_the_way_is_named() {
    if !is_root() {
        return;
    }
    let home = Home::new();
    let closed = home.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let mut options = home.options();
    options.data_dir = closed.join("below/data");
    let error = Instance::start(&options).err().unwrap();
    assert!(
        matches!(&error, Error::Closed { folder, .. } if *folder == closed.canonicalize().unwrap()),
        "{error}"
    );
    assert!(error.to_string().contains("chmod o+x"));
}

#[test]
fn the_data_of_somebody_else_is_refused() {
    if !is_root() {
        return;
    }
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    let (uid, gid) = nobody();
    let refusal = as_user(&home, uid, gid).refusal();
    assert!(
        refusal.contains("belongs to user id") && refusal.contains("start Waymark as its owner"),
        "{refusal}"
    );
}

#[test]
fn a_user_without_a_name_is_told_so() {
    if !is_root() {
        return;
    }
    let home = Home::new();
    fs::create_dir(home.data_dir()).unwrap();
    chown(home.data_dir(), Some(54_321), Some(54_321)).unwrap();
    let refusal = as_user(&home, 54_321, 54_321).refusal();
    assert!(
        refusal.starts_with("user id 54321 has no name"),
        "{refusal}"
    );
}

#[test]
fn a_narrow_umask_does_not_lock_the_server_out() {
    let home = Home::new();
    let original = Child::command(&home.data_dir());
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "umask 077; exec \"$0\" \"$@\""])
        .arg(original.get_program());
    let mut child = Child::run(alike(&mut command, &original));
    assert_eq!(answer(&child.url(), "SELECT 'open'"), "open");
    child.leave();
}

#[test]
fn a_server_in_another_container_is_left_alone() {
    let home = Home::new();
    let original = Child::command(&home.data_dir());
    let mut command = Command::new("unshare");
    command
        .args(["--pid", "--fork", "--mount-proc"])
        .arg(original.get_program());
    // Ordinary users and some containers may not make namespaces.
    let may = Command::new("unshare")
        .args(["--pid", "--fork", "--mount-proc", "true"])
        .status();
    if !may.is_ok_and(|status| status.success()) {
        return;
    }
    let instance = Instance::start(&home.options()).unwrap();
    let url = instance.url("waymark");
    let pid = server_pid(&home.data_dir()).unwrap();
    let refusal = Child::run(alike(&mut command, &original)).refusal();
    assert!(
        refusal.starts_with("a PostgreSQL in another container"),
        "{refusal}"
    );
    assert_eq!(server_pid(&home.data_dir()), Some(pid));
    assert_eq!(answer(&url, "SELECT 'unharmed'"), "unharmed");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let home = Home::new();
    let locked = home.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let child = if is_root() {
        let (uid, gid) = nobody();
        Child::run(copied(&home, &locked.join("data")).uid(uid).gid(gid))
    } else {
        Child::start(&locked.join("data"))
    };
    let refusal = child.refusal();
    assert!(
        refusal.starts_with("cannot make ") && refusal.contains("Permission denied"),
        "{refusal}"
    );
    assert!(
        refusal.contains("locked/data") && refusal.contains("choose another data folder"),
        "{refusal}"
    );
}

fn as_user(home: &Home, uid: u32, gid: u32) -> Child {
    Child::run(copied(home, &home.data_dir()).uid(uid).gid(gid))
}

/// The second process from a copy that everybody may run, wherever the sources are.
fn copied(home: &Home, data_dir: &Path) -> Command {
    let original = Child::command(data_dir);
    let program = home.path().join("program");
    if !program.exists() {
        // Copied by a process of its own: a file that this one had open for writing is busy for as long as a child that another
        // test starts meanwhile holds on to it.
        let mut copy = Command::new("cp");
        copy.arg(original.get_program()).arg(&program);
        assert!(copy.status().unwrap().success());
    }
    let mut command = Command::new(program);
    alike(&mut command, &original);
    command
}

/// Adds the arguments and variables of another command.
fn alike<'a>(command: &'a mut Command, original: &Command) -> &'a mut Command {
    command
        .args(original.get_args())
        .current_dir("/")
        .process_group(0);
    for (name, value) in original.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}
