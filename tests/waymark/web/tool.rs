//! Programs that are not ours: whether they are there, and how they are run to their end.

use std::{
    io::{Read, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread::{JoinHandle, sleep, spawn},
    time::{Duration, Instant},
};

/// How long a program may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// A program that some tests need.
pub(crate) struct Tool {
    program: &'static str,
    /// What Debian calls it.
    package: &'static str,
    /// Set to 1, it leaves out the tests that need the program.
    left_out_by: &'static str,
}

/// What runs JavaScript.
pub(crate) const NODE: Tool = Tool {
    program: "node",
    package: "nodejs npm",
    left_out_by: "WAYMARK_TESTS_WITHOUT_NODE",
};

/// What installs packages for it.
pub(crate) const NPM: Tool = Tool {
    program: "npm",
    ..NODE
};

/// What runs Python.
pub(crate) const PYTHON: Tool = Tool {
    program: "python3",
    package: "python3",
    left_out_by: "WAYMARK_TESTS_WITHOUT_PYTHON",
};

/// What sends requests from a shell.
pub(crate) const CURL: Tool = Tool {
    program: "curl",
    package: "curl",
    left_out_by: "WAYMARK_TESTS_WITHOUT_CURL",
};

impl Tool {
    /// Whether tests that need it are to be run; fails where they are and it is missing.
    pub(crate) fn is_there(&self) -> bool {
        let Self {
            program,
            package,
            left_out_by,
        } = self;
        if std::env::var(left_out_by).is_ok_and(|value| value == "1") {
            // Not by a macro: what macros print in a test that passes is never seen.
            let told = writeln!(
                std::io::stderr(),
                "left out: this test needs {program}, and {left_out_by}=1 says to do without"
            );
            told.unwrap();
            return false;
        }
        let found = Command::new(program).arg("--version").output();
        assert!(
            found.is_ok_and(|output| output.status.success()),
            "this test needs {program}: `sudo apt-get install -y {package}`, or {left_out_by}=1 to leave it out"
        );
        true
    }
}

/// Runs a command in a folder to its end, away from the thread that may be serving it, and gives what it said on standard output; fails
/// with all it said if it failed itself or took too long.
pub(crate) async fn run(folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(folder);
    command.envs(environment.iter().copied());
    let shown = words.join(" ");
    tokio::task::spawn_blocking(move || run_to_its_end(command, &shown))
        .await
        .unwrap()
}

/// Runs a command to its end.
pub(crate) fn run_to_its_end(mut command: Command, shown: &str) -> String {
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // What it starts is killed with it.
    let child = command.process_group(0).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{shown}: {error}"));
    let said = read(child.stdout.take().unwrap());
    let complained = read(child.stderr.take().unwrap());
    let is_good = wait(&mut child);
    let (said, complained) = (said.join().unwrap(), complained.join().unwrap());
    assert_eq!(is_good, Some(true), "{shown}\n{said}\n{complained}");
    said
}

fn read(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Whether it went well; `None` if it had to be killed.
fn wait(child: &mut Child) -> Option<bool> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        sleep(Duration::from_millis(10));
    }
    let group = format!("-{}", child.id());
    Command::new("kill")
        .args(["-KILL", "--", &group])
        .status()
        .unwrap();
    child.wait().unwrap();
    None
}
