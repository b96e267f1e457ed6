use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use waymark::postgres::Instance;

use crate::child::Child;
use crate::support::{Home, Told, answer, query, runs, server_pid};

#[test]
fn a_cold_start_answers_and_the_drop_stops_it() {
    let home = Home::new();
    let mut options = home.options();
    let told = Told::default();
    told.listen(&mut options);
    let instance = Instance::start(&options).unwrap();
    let url = instance.url("waymark");
    assert_eq!(answer(&url, "SELECT current_database()::text"), "waymark");
    assert_eq!(answer(&url, "SHOW server_encoding"), "UTF8");
    assert_eq!(answer(&url, "SHOW fsync"), "on");
    assert_eq!(answer(&url, "SHOW listen_addresses"), "");
    assert_eq!(answer(&url, "SHOW timezone"), "UTC");
    assert_eq!(answer(&url, "SHOW jit"), "off");
    assert_eq!(answer(&url, "SHOW data_checksums"), "on");
    assert_eq!(
        answer(
            &url,
            "SELECT string_agg(x, '' ORDER BY x) FROM (VALUES ('b'), ('B'), ('ä')) AS t (x)"
        ),
        "Bbä"
    );
    assert!(answer(&url, "SHOW server_version").starts_with(&instance.major().to_string()));
    assert_eq!(told.count("setting up a private PostgreSQL"), 1);
    let pid = server_pid(&home.data_dir()).unwrap();
    assert!(runs(pid));
    let socket = instance.socket_folder().join(".s.PGSQL.5432");
    assert!(socket.exists());
    drop(instance);
    assert!(!runs(pid) && !socket.exists() && server_pid(&home.data_dir()).is_none());
    assert!(query(&url, "SELECT 'x'").is_err());
}

#[test]
fn an_instance_can_be_shared_between_threads() {
    fn require<T: Send + Sync>(_: &T) {}
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    require(&instance);
    let url = instance.url("waymark");
    std::thread::spawn(move || drop(instance)).join().unwrap();
    assert!(query(&url, "SELECT 'x'").is_err());
}

#[test]
fn upper_and_lower_case_reach_beyond_ascii() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let url = instance.url("waymark");
    assert_eq!(answer(&url, "SELECT lower('ÄÖÜ É')"), "äöü é");
    assert_eq!(
        answer(&url, "SELECT ('GRÖSSE' ILIKE 'grösse')::text"),
        "true"
    );
}

#[test]
fn a_warm_start_finds_the_rows_and_the_same_url() {
    let home = Home::new();
    let first = Instance::start(&home.options()).unwrap();
    let url = first.url("waymark");
    query(&url, "CREATE TABLE kept AS SELECT 'here'::text AS word").unwrap();
    first.stop().unwrap();
    let mut options = home.options();
    let told = Told::default();
    told.listen(&mut options);
    let second = Instance::start(&options).unwrap();
    assert_eq!(second.url("waymark"), url);
    assert_eq!(answer(&url, "SELECT word FROM kept"), "here");
    assert_eq!(
        (told.count("setting up"), told.count("starting PostgreSQL")),
        (0, 1)
    );
}

#[test]
fn only_the_owner_with_the_password_gets_in() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let url = instance.url("waymark");
    let (_, rest) = url.split_once('@').unwrap();
    for user in ["waymark:wrong", "waymark", "postgres", "root"] {
        assert!(
            query(&format!("postgres://{user}@{rest}"), "SELECT 'in'").is_err(),
            "{user}"
        );
    }
    let mode = |path: &str| {
        let path = home.data_dir().join("postgres").join(path);
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode("socket"), mode("cluster/data")), (0o700, 0o700));
    assert_eq!(
        (mode("cluster/password"), mode("server.log")),
        (0o600, 0o600)
    );
    // Where the server is not the owner, it must get through, but nobody may look around.
    assert_eq!((mode("") & 0o766, mode("cluster") & 0o766), (0o700, 0o700));
}

#[test]
fn taken_ports_and_sockets_do_not_matter() {
    let home = Home::new();
    Instance::start(&home.options()).unwrap().stop().unwrap();
    // Where the port is taken already, that serves as well.
    let _port = TcpListener::bind("127.0.0.1:5432");
    let socket = home.data_dir().join("postgres/socket/.s.PGSQL.5432");
    let squatter = UnixListener::bind(&socket).unwrap();
    fs::write(
        socket.with_file_name(".s.PGSQL.5432.lock"),
        format!("{}\n", std::process::id()),
    )
    .unwrap();
    let instance = Instance::start(&home.options()).unwrap();
    assert_eq!(answer(&instance.url("waymark"), "SELECT 'ours'"), "ours");
    drop(squatter);
}

#[test]
fn long_and_unusual_paths_get_a_socket_elsewhere() {
    for name in ["x".repeat(120), "it's a, wide ü path".to_owned()] {
        let home = Home::new();
        let mut options = home.options();
        options.data_dir = home.path().join(name);
        let instance = Instance::start(&options).unwrap();
        let socket = instance.socket_folder().to_path_buf();
        assert!(!socket.starts_with(home.path()));
        assert_eq!(
            fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
            0o700
        );
        let url = instance.url("waymark");
        assert_eq!(answer(&url, "SELECT 'there'"), "there");
        let second = Instance::start(&options).unwrap();
        assert_eq!(second.url("waymark"), url);
        drop((instance, second));
        assert!(!socket.exists());
        let again = Instance::start(&options).unwrap();
        assert_eq!(answer(&again.url("waymark"), "SELECT 'again'"), "again");
    }
}

#[test]
fn a_space_in_the_path_is_no_trouble() {
    let home = Home::new();
    let mut options = home.options();
    options.data_dir = home.path().join("Application Support");
    let instance = Instance::start(&options).unwrap();
    assert!(
        instance
            .socket_folder()
            .ends_with("Application Support/postgres/socket")
    );
    assert_eq!(
        answer(&instance.url("waymark"), "SELECT 'inside'"),
        "inside"
    );
}

#[test]
fn variables_for_another_server_do_not_mislead() {
    let home = Home::new();
    let mut command = Child::command(&home.data_dir());
    command.envs([
        ("PGDATA", "/nowhere"),
        ("PGPORT", "1"),
        ("PGHOST", "/nowhere"),
        ("PGDATESTYLE", "nonsense"),
    ]);
    command.envs([
        ("LC_ALL", "nonsense"),
        ("TZ", "nonsense"),
        ("PGUSER", "other"),
        ("PGSSLMODE", "verify-full"),
    ]);
    let mut child = Child::run(&mut command);
    assert_eq!(answer(&child.url(), "SELECT 'ours'"), "ours");
    child.leave();
}

#[test]
fn psql_understands_the_url_as_well() {
    let home = Home::new();
    let instance = Instance::start(&home.options()).unwrap();
    let url = instance.url("waymark");
    // Some distributions ship the server without psql; sqlx is then the only witness.
    if let Ok(output) = std::process::Command::new("psql")
        .args([&url, "-Atc", "SELECT 'psql'"])
        .output()
    {
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "psql\n",
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(answer(&url, "SELECT 'sqlx'"), "sqlx");
}
