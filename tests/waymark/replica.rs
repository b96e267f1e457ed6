//! Serving from a read replica: a real primary with a real standby that streams from it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, Connection, PgConnection};
use serde_json::Value;

use crate::binary;
use crate::serve::Up;
use crate::world::World;

/// A primary and a standby in a folder of their own, reached by their sockets only; stopped with the test.
struct Pair {
    home: tempfile::TempDir,
    programs: PathBuf,
    account: (u32, u32),
}

impl Pair {
    /// Starts both, with the programs and the account of the tests' own Postgres, which keeps no log to stream from.
    async fn start() -> Self {
        let world = World::empty().await;
        let ask = async |statement: &'static str| -> String {
            let answer = sqlx::query_scalar(statement);
            answer.fetch_one(world.pool()).await.unwrap()
        };
        let programs = ask("select setting from pg_config where name = 'BINDIR'").await;
        let data = ask("show data_directory").await;
        let owner = fs::metadata(data).unwrap();
        let home = tempfile::Builder::new().prefix("waymark-test-").tempdir();
        let home = home.unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        chown(home.path(), Some(owner.uid()), Some(owner.gid())).unwrap();
        let pair = Self {
            home,
            programs: programs.into(),
            account: (owner.uid(), owner.gid()),
        };
        let (primary, standby) = (pair.folder("primary"), pair.folder("standby"));
        pair.run(
            "initdb",
            &["-D", &primary, "-U", "waymark", "-A", "trust", "-E", "UTF8"],
        );
        pair.server("start", "primary");
        let socket = pair.home.path().to_str().unwrap();
        let streamed = [
            "-h",
            socket,
            "-p",
            port("primary"),
            "-U",
            "waymark",
            "-D",
            &standby,
        ];
        pair.run(
            "pg_basebackup",
            &[&streamed[..], &["-R", "-X", "stream", "-c", "fast"]].concat(),
        );
        pair.server("start", "standby");
        pair
    }

    fn folder(&self, name: &str) -> String {
        self.home.path().join(name).to_str().unwrap().to_owned()
    }

    fn url(&self, name: &str) -> String {
        let socket = self.home.path().display();
        format!(
            "postgres://waymark@localhost/postgres?host={socket}&port={}&sslmode=disable",
            port(name)
        )
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .uid(self.account.0)
            .gid(self.account.1);
        command.current_dir(self.home.path());
        // A server that is started outlives the command, and must not hold its output open.
        let log = fs::File::create(self.home.path().join("log")).unwrap();
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let status = command.status().unwrap();
        let log = fs::read_to_string(self.home.path().join("log")).unwrap();
        assert!(status.success(), "{program}: {log}");
    }

    fn server(&self, action: &str, name: &str) {
        let socket = self.home.path().display();
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={socket} -c fsync=off -p {}",
            port(name)
        );
        self.run(
            "pg_ctl",
            &[
                "-D",
                &self.folder(name),
                "-o",
                &settings,
                "-w",
                "-t",
                "60",
                "-m",
                "immediate",
                action,
            ],
        );
    }

    /// A command that works on one of them.
    fn waymark(&self, name: &str) -> Command {
        let mut command = binary::bare();
        command.env("DATABASE_URL", self.url(name));
        command
    }

    fn serve(&self, name: &str) -> Up {
        let mut command = self.waymark(name);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped());
        Up::wait_for(command)
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for name in ["standby", "primary"] {
            if Path::new(&self.folder(name))
                .join("postmaster.pid")
                .exists()
            {
                self.server("stop", name);
            }
        }
    }
}

/// Names the socket file; both lie in one folder.
fn port(name: &str) -> &'static str {
    if name == "primary" { "5433" } else { "5434" }
}

const QUESTION: &str = r#"{ demand(period: { from: "2026-10-01", to: "2026-10-31" }) { postings scope { answeredBy } skills(first: 5) { nodes { skill { slug } share { value } } } } }"#;

/// What a server answers once its answer is as wanted.
async fn eventually(server: &Up, wanted: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let answer = server.ask(QUESTION).await;
        if wanted(&answer) {
            return answer;
        }
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it stays at {answer}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn postings(answer: &Value) -> u64 {
    answer["demand"]["postings"].as_u64().unwrap()
}

/// Postings as lines of JSON, one for each number.
fn lines(numbers: std::ops::Range<u32>) -> String {
    let line = |number| {
        format!(
            r#"{{"source":"board","id":"{number}","title":"Rust Engineer {number}","company":"Company {number}","date":"2026-10-01","format":"text","html_or_text":"What you need for job {number}: Rust and SQL in production, Docker and Linux every day, and the patience to read what others wrote before you change it."}}"#
        )
    };
    numbers.map(|number| line(number) + "\n").collect()
}

/// What a command says that has to be refused on the standby.
fn refused(pair: &Pair, arguments: &[&str]) -> String {
    let mut command = pair.waymark("standby");
    command.args(arguments).env("WAYMARK_LISTEN", "127.0.0.1:0");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    binary::said(&output)
}

/// Imports postings on the primary.
fn import(pair: &Pair, numbers: std::ops::Range<u32>) {
    let file = pair.home.path().join("postings.jsonl");
    fs::write(&file, lines(numbers)).unwrap();
    let output = pair.waymark("primary").arg("import").arg(&file).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", binary::said(&output));
}

#[tokio::test]
async fn a_replica_is_served_from_and_follows_its_primary() {
    let pair = Pair::start().await;
    // Before the primary is ready there is nothing to serve, and nothing that could be done about it here.
    let said = refused(&pair, &["serve"]);
    assert!(said.contains("its schema has taken 0 of"), "{said}");
    import(&pair, 0..40);
    caught_up(&pair).await;

    let (primary, replica) = (pair.serve("primary"), pair.serve("standby"));
    let is_told = |line: &String| line.contains("read replica");
    assert!(replica.said.iter().any(is_told), "{:?}", replica.said);
    let in_memory = |answer: &Value| answer["demand"]["scope"]["answeredBy"] == "MEMORY";
    let expected = eventually(&primary, in_memory).await;
    assert_eq!(postings(&expected), 40);
    assert_eq!(eventually(&replica, in_memory).await, expected);

    import(&pair, 40..100);
    let answer = eventually(&replica, |answer| postings(answer) == 100).await;
    let expected = eventually(&primary, |answer| postings(answer) == 100).await;
    assert_eq!(answer, expected);
    assert_eq!(replica.get("/readyz").await, 200);
    assert!(replica.stop("-TERM").success());
    assert!(primary.stop("-TERM").success());

    // What would have to write is refused, and says where it belongs.
    for arguments in [&["runs", "list"][..], &["serve", "--collect"], &["up"]] {
        let said = refused(&pair, arguments);
        assert!(
            said.contains("give this command the address of the primary"),
            "{said}"
        );
    }
    let mut doctor = pair.waymark("standby");
    let doctor = doctor.arg("doctor").current_dir(pair.home.path()).output();
    let shown = String::from_utf8_lossy(&doctor.unwrap().stdout).into_owned();
    assert!(shown.contains("this is a read replica"), "{shown}");
}

/// Waits until the standby has what the primary has.
async fn caught_up(pair: &Pair) {
    let mut primary = PgConnection::connect(&pair.url("primary")).await.unwrap();
    let mut standby = PgConnection::connect(&pair.url("standby")).await.unwrap();
    let end: String = sqlx::query_scalar("select pg_current_wal_lsn()::text")
        .fetch_one(&mut primary)
        .await
        .unwrap();
    let replayed = "select coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false)";
    let began = Instant::now();
    while !sqlx::query_scalar::<_, bool>(replayed)
        .bind(&end)
        .fetch_one(&mut standby)
        .await
        .unwrap()
    {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the standby stays behind"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
