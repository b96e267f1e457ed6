//! Runs the real binary.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::world::World;

/// The binary, on a test's own database and nobody's settings.
pub(crate) fn waymark(world: &World) -> Command {
    let mut command = bare();
    command.env("DATABASE_URL", &world.url);
    command
}

/// The binary without a database.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    for variable in [
        "DATABASE_URL",
        "WAYMARK_DATA_DIR",
        "WAYMARK_CONFIG",
        "WAYMARK_CONTACT",
        "WAYMARK_STAND_IN",
        "WAYMARK_LISTEN",
        "WAYMARK_NO_MEMORY",
        "WAYMARK_AUTH",
        "WAYMARK_BEHIND_TLS_PROXY",
        "WAYMARK_OIDC_ISSUER",
        "WAYMARK_OIDC_AUDIENCE",
        "WAYMARK_OIDC_CLIENT_ID",
        "WAYMARK_SESSION_DAYS",
        "WAYMARK_METRICS",
        "WAYMARK_LOG_FORMAT",
        "WAYMARK_LOG_REQUESTS",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    // Not the vocabulary that this machine's user has added to.
    let nothing = std::env::temp_dir().join("waymark-tests-no-vocabulary");
    std::fs::create_dir_all(&nothing).unwrap();
    command.env("WAYMARK_VOCABULARY_DIR", nothing);
    command.stdin(Stdio::null());
    command
}

/// What an import said, as JSON, and its exit code.
pub(crate) fn import(world: &World, arguments: &[&str], files: &[&Path]) -> (Value, i32) {
    let mut command = waymark(world);
    command
        .arg("import")
        .arg("--json")
        .args(arguments)
        .args(files);
    let output = command.output().unwrap();
    (json(&output), output.status.code().unwrap())
}

/// Imports what is given on standard input.
pub(crate) fn import_from_standard_input(world: &World, text: &str) -> Value {
    let mut command = waymark(world);
    command
        .args(["import", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    json(&child.wait_with_output().unwrap())
}

/// Standard output as JSON; null if there was none.
pub(crate) fn json(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    if text.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// What was said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The real binary, which logs into a file.
pub(crate) struct Logging {
    child: Child,
    log: PathBuf,
}

impl Logging {
    /// Serves a database, and logs everything.
    pub(crate) fn start(world: &World, log: PathBuf, arguments: &[&str]) -> Self {
        Self::telling("trace", world, log, arguments, &[])
    }

    /// Serves a database in an environment of its own, and logs everything.
    pub(crate) fn start_with(
        world: &World,
        log: PathBuf,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        Self::telling("trace", world, log, arguments, environment)
    }

    /// Serves a database, and logs what it does for everybody.
    pub(crate) fn plainly(world: &World, log: PathBuf, arguments: &[&str]) -> Self {
        Self::telling("info", world, log, arguments, &[])
    }

    fn telling(
        level: &str,
        world: &World,
        log: PathBuf,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = waymark(world);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments);
        let file = std::fs::File::create(&log).expect("a file");
        command.env("RUST_LOG", level).stderr(file);
        let child = command.envs(environment.iter().copied()).spawn();
        Self {
            child: child.expect("it starts"),
            log,
        }
    }

    /// Stops it as an operator does, and waits until it has ended.
    pub(crate) fn stop(mut self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.expect("kill").success());
        assert!(self.child.wait().expect("it ends").success());
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).expect("a log")).into_owned()
    }

    /// Its address, once it is ready.
    pub(crate) async fn url(&self) -> String {
        loop {
            let said = self.said();
            let address = said.split("serving GraphQL on ").nth(1);
            let url = address.and_then(|rest| rest.split_once("/graphql"));
            if let Some((url, _)) = url {
                let ready = reqwest::get(format!("{url}/readyz")).await;
                if ready.is_ok_and(|ready| ready.status().is_success()) {
                    return url.to_owned();
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
