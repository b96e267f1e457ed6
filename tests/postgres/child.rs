//! A second Waymark: this test program runs itself again, so that a share can be held, killed or refused elsewhere.

use std::env;
use std::io::{self, BufRead, BufReader, Lines, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use waymark::postgres::{FetchPolicy, Instance, Options};

const DATA_DIR: &str = "WAYMARK_TEST_DATA_DIR";
const FETCH: &str = "WAYMARK_TEST_FETCH";

/// The body of the second process; on its own it has nothing to do.
#[test]
#[ignore = "run by other tests as a process of its own"]
fn body() {
    let Some(data_dir) = env::var_os(DATA_DIR) else {
        return;
    };
    let mut options = Options::new(data_dir);
    options.fetch = FetchPolicy::Never;
    if env::var_os(FETCH).is_some() {
        options.fetch = FetchPolicy::Allowed;
        options.places.clear();
    }
    options.progress = Arc::new(|line| say("progress", line));
    match Instance::start(&options) {
        Ok(instance) => {
            say("url", &instance.url("waymark"));
            io::stdin().read_line(&mut String::new()).unwrap();
            match instance.stop() {
                Ok(()) => say("left", ""),
                Err(error) => say("error", &error.to_string()),
            }
        }
        Err(error) => say("error", &error.to_string().replace('\n', "|")),
    }
}

fn say(kind: &str, text: &str) {
    let mut output = io::stdout();
    writeln!(output, "@{kind} {text}").unwrap();
    output.flush().unwrap();
}

/// A process that shares the server of a data folder.
pub(crate) struct Child {
    process: std::process::Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    /// What the process said it was doing.
    pub(crate) progress: Vec<String>,
}

impl Child {
    pub(crate) fn start(data_dir: &Path) -> Self {
        Self::run(&mut Self::command(data_dir))
    }

    /// The command, for tests that change it.
    pub(crate) fn command(data_dir: &Path) -> Command {
        let (_, module) = module_path!().split_once("::").unwrap();
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([
            "--exact",
            &format!("{module}::body"),
            "--ignored",
            "--nocapture",
        ]);
        command
            .env(DATA_DIR, data_dir)
            .env_remove(FETCH)
            .process_group(0);
        command
    }

    /// The command with no PostgreSQL in sight, so that a copy must be fetched.
    pub(crate) fn fetching(data_dir: &Path) -> Command {
        let mut command = Self::command(data_dir);
        command.env(FETCH, "1");
        command
    }

    pub(crate) fn run(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self {
            process,
            input,
            lines,
            progress: Vec::new(),
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until the server answers.
    pub(crate) fn url(&mut self) -> String {
        self.expect("url")
    }

    /// Waits until the process says why it cannot start; line ends are written as bars.
    pub(crate) fn refusal(mut self) -> String {
        let text = self.expect("error");
        // Its harness would complain about a closed pipe.
        self.lines.by_ref().for_each(drop);
        self.process.wait().unwrap();
        text
    }

    /// Lets the process give its share back and end.
    pub(crate) fn leave(mut self) {
        drop(self.input.take());
        self.expect("left");
        assert!(self.process.wait().unwrap().success());
    }

    /// Ends the process without warning.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Waits for the process to end, however that comes about.
    pub(crate) fn wait(mut self) {
        self.process.wait().unwrap();
    }

    fn expect(&mut self, kind: &str) -> String {
        let mut seen = Vec::new();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            // The test harness may have begun a line before ours.
            let Some((_, line)) = line.split_once('@') else {
                seen.push(line);
                continue;
            };
            let (found, text) = line.split_once(' ').unwrap();
            if found == kind {
                return text.to_owned();
            }
            if found == "progress" {
                self.progress.push(text.to_owned());
            }
            seen.push(line.to_owned());
        }
        panic!("the process ended without {kind}: {seen:?}");
    }
}
