//! Runs PostgreSQL's programs: as the server's account, with nothing of the caller's surroundings that could mislead them.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Error;
use super::account::Account;

/// How many lines of a program's output an error shows.
const SHOWN_LINES: usize = 10;

/// A program that runs as `account` with libraries of its own, without input, in a folder everybody may enter.
pub(super) fn program(path: &Path, libraries: &[PathBuf], account: Account) -> Command {
    let mut command = Command::new(path);
    command.current_dir("/").stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        // PGDATA, PGPORT and their like would be taken for ours.
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(name);
        }
    }
    command.env("LC_ALL", "C").env_remove("LANG");
    if let Ok(list) = env::join_paths(libraries)
        && !list.is_empty()
    {
        command.env("LD_LIBRARY_PATH", list);
    }
    account.apply(&mut command);
    command
}

/// Runs a command with an input and returns what it wrote, or as the error the last lines of it.
pub(super) fn run(command: &mut Command, input: &str) -> io::Result<Result<String, String>> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(input.as_bytes()) {
            // A program that reads no input is judged by how it ends.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    let output = child.wait_with_output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout);
        return Ok(Ok(format!("{text}{errors}")));
    }
    let lines = last_lines(&errors);
    Ok(Err(if lines.is_empty() {
        output.status.to_string()
    } else {
        lines
    }))
}

/// Runs one of PostgreSQL's programs for the data in `data`.
pub(super) fn run_for(command: &mut Command, input: &str, data: &Path) -> Result<String, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    match run(command, input) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(output)) => Err(Error::program(&program, data, output)),
        Err(source) => Err(Error::Run { program, source }),
    }
}

/// The end of a text, for an error message.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_only_the_last_lines() {
        let lines: Vec<String> = (1..=30).map(|number| format!("line {number}\n")).collect();
        let text = lines.join("\n");
        let shown = last_lines(&text);
        assert!(shown.starts_with("line 21\n") && shown.ends_with("line 30"));
        assert_eq!(last_lines(" \n"), "");
    }

    #[test]
    fn a_failing_program_is_quoted_and_a_silent_one_described() {
        let run_shell =
            |script: &str| run(Command::new("/bin/sh").args(["-c", script]), "").unwrap();
        assert_eq!(run_shell("echo why >&2; exit 3"), Err("why".to_owned()));
        assert!(run_shell("exit 3").unwrap_err().contains('3'));
        assert_eq!(run_shell("echo fine"), Ok("fine\n".to_owned()));
    }
}
