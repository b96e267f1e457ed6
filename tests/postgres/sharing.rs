use waymark::postgres::Instance;

use crate::child::Child;
use crate::support::{Home, Told, answer, eventually, ps, query, runs, server_pid, signal};

#[test]
fn three_cold_starters_make_one_server_and_the_last_one_stops_it() {
    let home = Home::new();
    let mut children: Vec<Child> = (0..3).map(|_| Child::start(&home.data_dir())).collect();
    let urls: Vec<String> = children.iter_mut().map(Child::url).collect();
    assert!(urls.iter().all(|url| *url == urls[0]));
    let said = |word: &str| {
        children
            .iter()
            .flat_map(|child| &child.progress)
            .filter(|line| line.contains(word))
            .count()
    };
    assert_eq!((said("setting up"), said("starting PostgreSQL")), (1, 1));
    let pid = server_pid(&home.data_dir()).unwrap();
    for child in children {
        assert!(runs(pid));
        assert_eq!(answer(&urls[0], "SELECT 'shared'"), "shared");
        child.leave();
    }
    assert!(!runs(pid));
}

#[test]
fn two_shares_in_one_process_count_as_two() {
    let home = Home::new();
    let first = Instance::start(&home.options()).unwrap();
    let second = Instance::start(&home.options()).unwrap();
    let url = second.url("waymark");
    first.stop().unwrap();
    assert_eq!(answer(&url, "SELECT 'still'"), "still");
    second.stop().unwrap();
    assert!(query(&url, "SELECT 'gone'").is_err());
}

#[test]
fn a_server_outlives_a_killed_waymark_and_the_next_one_stops_it() {
    let home = Home::new();
    let mut child = Child::start(&home.data_dir());
    let url = child.url();
    query(&url, "CREATE TABLE kept AS SELECT 'here'::text AS word").unwrap();
    let pid = server_pid(&home.data_dir()).unwrap();
    child.kill();
    assert!(runs(pid));
    let mut options = home.options();
    let told = Told::default();
    told.listen(&mut options);
    let instance = Instance::start(&options).unwrap();
    assert_eq!(server_pid(&home.data_dir()), Some(pid));
    assert_eq!(told.count("starting PostgreSQL"), 0);
    assert_eq!(
        answer(&instance.url("waymark"), "SELECT word FROM kept"),
        "here"
    );
    drop(instance);
    assert!(!runs(pid));
}

#[test]
fn a_killed_waymark_does_not_keep_its_share() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let mut child = Child::start(&home.data_dir());
    child.url();
    child.kill();
    let pid = server_pid(&home.data_dir()).unwrap();
    drop(instance);
    assert!(!runs(pid));
}

#[test]
fn an_interrupt_from_the_terminal_does_not_reach_the_server() {
    let home = Home::new();
    let mut child = Child::start(&home.data_dir());
    let url = child.url();
    let pid = server_pid(&home.data_dir()).unwrap();
    assert_eq!(ps("pgid", pid), pid.to_string());
    signal("INT", &format!("-{}", child.id()));
    child.wait();
    assert_eq!(answer(&url, "SELECT 'alive'"), "alive");
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(server_pid(&home.data_dir()), Some(pid));
    drop(instance);
    eventually("the server ended", || !runs(pid));
}
