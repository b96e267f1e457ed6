//! The server as a user starts it: one command on a machine where nothing is set up.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::binary;

/// A running `waymark up`, killed if the test fails.
pub(crate) struct Up {
    child: Child,
    address: String,
    pub(crate) said: Vec<String>,
}

impl Up {
    /// Starts the server on a data folder and a free port, and waits until it serves.
    fn start(data_dir: &Path) -> Self {
        let mut command = binary::bare();
        command
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data_dir)
            .stderr(Stdio::piped());
        Self::wait_for(command)
    }

    /// Starts a server and waits until it serves.
    pub(crate) fn wait_for(mut command: Command) -> Self {
        // What the binary does at its start, for the clients that ask it; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let address = loop {
            let line = lines
                .next()
                .unwrap_or_else(|| panic!("it ended: {said:?}"))
                .unwrap();
            said.push(line.clone());
            if let Some(rest) = line
                .split("http://")
                .nth(1)
                .filter(|_| line.starts_with("serving"))
            {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        // Somebody must go on listening, or the server would wait to be heard.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address,
            said,
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn get(&self, path: &str) -> u16 {
        let url = format!("http://{}{path}", self.address);
        reqwest::get(url).await.unwrap().status().as_u16()
    }

    pub(crate) async fn ask(&self, query: &str) -> Value {
        let url = format!("http://{}/graphql", self.address);
        let body = json!({ "query": query });
        let response = reqwest::Client::new()
            .post(url)
            .json(&body)
            .send()
            .await
            .unwrap();
        let answer: Value = response.json().await.unwrap();
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    pub(crate) fn stop(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not stop");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder that a server's account may enter.
fn home() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::Builder::new()
        .prefix("waymark-test-")
        .tempdir()
        .unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    home
}

/// Whether some process works in the data folder's Postgres.
fn postgres_runs(data_dir: &Path) -> bool {
    let output = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let processes = String::from_utf8_lossy(&output.stdout).into_owned();
    let folder = data_dir.to_str().unwrap();
    processes
        .lines()
        .any(|line| line.contains("postgres") && line.contains(folder))
}

const QUESTION: &str = r#"{ demand(filter: {roles: ["machine-learning-engineer"]}) {
    postings scope { sampleData } skills(first: 3) { nodes { skill { slug } share { value } } } } }"#;

#[tokio::test]
async fn one_command_answers_a_question_and_cleans_up() {
    let home = home();
    let data_dir = home.path().join("data");
    let up = Up::start(&data_dir);
    assert!(
        up.said.iter().any(|line| line.contains("waymark import")),
        "{:?}",
        up.said
    );
    assert_eq!(up.get("/healthz").await, 200);
    while up.get("/readyz").await != 200 {
        // It is reading the market.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let answer = up.ask(QUESTION).await;
    assert!(
        answer["demand"]["postings"].as_u64().unwrap() >= 40,
        "{answer}"
    );
    assert_eq!(answer["demand"]["scope"]["sampleData"], true);
    assert_eq!(
        answer["demand"]["skills"]["nodes"][0]["skill"]["slug"],
        "python"
    );
    assert!(postgres_runs(&data_dir));
    let again = Up::start(&data_dir);
    assert!(
        !again.said.iter().any(|line| line.contains("sample")),
        "{:?}",
        again.said
    );
    assert_eq!(again.ask(QUESTION).await, answer);
    assert!(up.stop("-TERM").success());
    assert!(postgres_runs(&data_dir), "the other one still needs it");
    assert!(again.stop("-INT").success());
    assert!(!postgres_runs(&data_dir), "the last one out stops it");
}

#[tokio::test]
async fn a_changed_vocabulary_is_caught_up_with() {
    let world = crate::world::World::new().await;
    let run = |listen: &str| {
        let mut command = binary::waymark(&world);
        command.args(["--listen", listen]).stderr(Stdio::piped());
        Up::wait_for(command)
    };
    let up = run("127.0.0.1:0");
    let answer = up.ask(QUESTION).await;
    assert!(up.stop("-TERM").success());
    // As if an older program had read the postings.
    world.execute_unprepared("update vocabulary set version = 'of an older program'; delete from catalogue; update posting set content_hash = 0").await.unwrap();
    // Told to stop while it reads, it does, and the next one goes on.
    assert!(run("127.0.0.1:0").stop("-TERM").success());
    let up = run("127.0.0.1:0");
    assert_eq!(
        up.ask(QUESTION).await,
        answer,
        "one or the other, never less"
    );
    let version = "{ demand { scope { vocabularyVersion } } }";
    let deadline = Instant::now() + Duration::from_mins(1);
    while up.ask(version).await["demand"]["scope"]["vocabularyVersion"] == "of an older program" {
        assert!(Instant::now() < deadline, "it does not read again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(up.ask(QUESTION).await, answer);
    assert!(up.stop("-TERM").success());
    let up = run("127.0.0.1:0");
    assert!(
        !up.said.iter().any(|line| line.contains("vocabulary")),
        "{:?}",
        up.said
    );
    assert!(up.stop("-TERM").success());
}

#[tokio::test]
async fn a_change_that_takes_much_away_is_left_to_a_person() {
    let world = crate::world::World::new().await;
    let run = || {
        let mut command = binary::waymark(&world);
        command
            .args(["--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped());
        Up::wait_for(command)
    };
    let up = run();
    let answer = up.ask(QUESTION).await;
    assert!(up.stop("-TERM").success());
    world.execute_unprepared("update vocabulary set version = 'of an older program'; delete from catalogue; delete from posting_text where posting_id % 2 = 0").await.unwrap();
    let up = run();
    assert!(
        up.said
            .iter()
            .any(|line| line.starts_with("warning") && line.contains("waymark reread")),
        "{:?}",
        up.said
    );
    assert_eq!(up.ask(QUESTION).await, answer, "the figures stay");
    assert!(up.stop("-TERM").success());
}

#[tokio::test]
async fn a_killed_server_leaves_its_data_to_the_next() {
    let home = home();
    let data_dir = home.path().join("data");
    let up = Up::start(&data_dir);
    let answer = up.ask(QUESTION).await;
    assert!(!up.stop("-KILL").success());
    assert!(postgres_runs(&data_dir), "nobody was left to stop it");
    let next = Up::start(&data_dir);
    assert_eq!(next.ask(QUESTION).await, answer);
    assert!(next.stop("-TERM").success());
    assert!(!postgres_runs(&data_dir));
}

#[tokio::test]
async fn a_taken_address_is_said_at_once() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = home();
    let data_dir = home.path().join("data");
    let output = binary::bare()
        .args(["up", "--listen", &address, "--data-dir"])
        .arg(&data_dir)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = binary::said(&output);
    assert!(
        said.contains(&address) && said.contains("--listen"),
        "{said}"
    );
    assert!(!data_dir.exists(), "nothing was set up for nothing");
}
