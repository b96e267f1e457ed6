use std::fs;
use std::path::Path;
use std::process::Command;

use waymark::postgres::Instance;

use crate::child::Child;
use crate::support::{Home, Told, answer, eventually, ps, query, runs, server_pid, signal};

#[test]
fn a_killed_server_comes_back_with_every_row_while_waymark_runs() {
    let home = Home::new();
    let mut options = home.options();
    let told = Told::default();
    told.listen(&mut options);
    let instance = Instance::start(&options).unwrap();
    let mut other = Child::start(&home.data_dir());
    other.url();
    let url = instance.url("waymark");
    query(
        &url,
        "CREATE TABLE kept AS SELECT n FROM generate_series(1, 100000) AS n",
    )
    .unwrap();
    let pid = server_pid(&home.data_dir()).unwrap();
    signal("KILL", &pid.to_string());
    eventually("a new server", || {
        server_pid(&home.data_dir()).is_some_and(|new| new != pid && runs(new))
    });
    eventually("an answer", || query(&url, "SELECT 'up'").is_ok());
    assert_eq!(answer(&url, "SELECT count(*)::text FROM kept"), "100000");
    assert!(told.count("starting it again") <= 1);
    drop(instance);
    assert_eq!(answer(&url, "SELECT 'for the other'"), "for the other");
    let pid = server_pid(&home.data_dir()).unwrap();
    other.leave();
    assert!(!runs(pid));
}

#[test]
fn rows_are_there_after_everything_was_killed() {
    let home = Home::new();
    let mut child = Child::start(&home.data_dir());
    let url = child.url();
    query(
        &url,
        "CREATE TABLE kept AS SELECT n FROM generate_series(1, 100000) AS n",
    )
    .unwrap();
    let pid = server_pid(&home.data_dir()).unwrap();
    child.kill();
    signal("KILL", &pid.to_string());
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(
        answer(&instance.url("waymark"), "SELECT count(*)::text FROM kept"),
        "100000"
    );
    assert_ne!(server_pid(&home.data_dir()), Some(pid));
}

#[test]
fn a_child_that_outlives_its_server_is_ended() {
    let home = Home::new();
    let mut child = Child::start(&home.data_dir());
    let url = child.url();
    let server = server_pid(&home.data_dir()).unwrap();
    let clients = format!("{url}&application_name=busy");
    // Busy in a way that never looks up, so that the death of the server goes unnoticed.
    let busy = std::thread::spawn(move || {
        query(
            &clients,
            "DO $$ BEGIN FOR n IN 1..2000000000 LOOP END LOOP; END $$",
        )
    });
    let found = "SELECT pid::text FROM pg_stat_activity WHERE application_name = 'busy' AND state = 'active'";
    let mut pid = None;
    eventually("a busy child", || {
        pid = query(&url, found).unwrap();
        pid.is_some()
    });
    let pid: u32 = pid.unwrap().parse().unwrap();
    child.kill();
    signal("KILL", &server.to_string());
    let instance = Instance::start(&home.options()).unwrap();
    assert!(!runs(pid));
    assert!(busy.join().unwrap().is_err());
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'fresh'"), "fresh");
}

#[test]
fn a_stale_pid_file_of_a_zombie_or_a_stranger_is_seen_through() {
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    let mut zombie = Command::new("true").spawn().unwrap();
    eventually("a zombie", || ps("stat", zombie.id()).starts_with('Z'));
    for pid in [zombie.id(), std::process::id(), 1] {
        let data = home.data_dir().join("postgres/cluster/data");
        let text = format!(
            "{pid}\n{}\n1\n5432\n/nowhere\n\n  1  1\nready   \n",
            data.display()
        );
        fs::write(data.join("postmaster.pid"), text).unwrap();
        let instance = Instance::start(&home.options()).unwrap();
        assert_eq!(answer(&instance.url("waymark"), "SELECT 'up'"), "up");
        assert_ne!(server_pid(&home.data_dir()), Some(pid));
        drop(instance);
    }
    zombie.wait().unwrap();
}

#[test]
fn a_set_up_killed_half_way_leaves_nothing_that_hurts() {
    let home = Home::new();
    let folder = home.data_dir().join("postgres");
    let mut child = Child::start(&home.data_dir());
    eventually("a half-made cluster", || {
        half_made(&folder).is_some_and(|path| path.join("data/PG_VERSION").exists())
    });
    let half = half_made(&folder).unwrap();
    // First only Waymark, so that initdb goes on by itself for a while.
    signal("KILL", &child.id().to_string());
    child.progress.clear();
    child.wait();
    assert!(!folder.join("cluster").exists());
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'whole'"), "whole");
    drop(instance);
    Instance::start(&home.options()).unwrap().stop().unwrap();
    eventually("the half-made cluster is gone", || {
        !half.exists() && half_made(&folder).is_none()
    });
}

#[test]
fn leftovers_are_cleaned() {
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    let folder = home.data_dir().join("postgres");
    fs::create_dir_all(folder.join("new-leftover/data/base")).unwrap();
    fs::write(folder.join("new-leftover/data/base/1"), "half").unwrap();
    fs::write(folder.join("socket/.s.PGSQL.5432"), "").unwrap();
    fs::write(folder.join("users.lock"), "stale").unwrap();
    fs::write(folder.join("turn.lock"), "stale").unwrap();
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'clean'"), "clean");
    assert!(half_made(&folder).is_none());
}

fn half_made(folder: &Path) -> Option<std::path::PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    let mut names = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("new-"));
    names.next().map(|entry| entry.path())
}
