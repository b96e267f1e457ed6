//! What commands say to people and to programs.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use ::console::Term;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// How much of a line is read as a password.
const MAX_PASSWORD_LINE: u64 = 4_096;

/// Prints lines to standard output; a reader who went away, as `head` does, is no error.
///
/// # Errors
/// When standard output cannot be written to.
pub fn print(text: &str) -> io::Result<()> {
    let written = writeln!(io::stdout().lock(), "{text}");
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints a value as one line of JSON.
///
/// # Errors
/// When standard output cannot be written to.
pub fn print_json(value: &impl Serialize) -> io::Result<()> {
    print(&serde_json::to_string(value)?)
}

/// Says something to whoever watches, apart from the answer.
pub fn note(text: &str) {
    // Nobody watching is no reason to stop.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether somebody watches on a terminal.
#[must_use]
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Whether somebody at a terminal agrees; nobody there does not.
///
/// # Errors
/// When the terminal cannot be read from.
pub fn agrees(question: &str) -> io::Result<bool> {
    if !is_watched() || !io::stdin().is_terminal() {
        return Ok(false);
    }
    let _ = write!(io::stderr().lock(), "{question} [y/N] ");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}

/// A new password: from somebody at a terminal, who types it twice without seeing it, or else the first line of standard input.
///
/// # Errors
/// When there is no terminal and standard input is not to be read, when both times differ, or when either cannot be read from.
pub fn new_password(from_standard_input: bool) -> io::Result<String> {
    if from_standard_input {
        let mut line = String::new();
        io::stdin()
            .lock()
            .take(MAX_PASSWORD_LINE)
            .read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !is_watched() || !io::stdin().is_terminal() {
        return Err(io::Error::other(
            "there is no terminal to type a password at: give it with --password-stdin",
        ));
    }
    let terminal = Term::stderr();
    let ask = |question: &str| {
        terminal.write_str(question)?;
        terminal.read_secure_line()
    };
    let password = ask("password (at least 12 characters, better several words): ")?;
    if ask("once more: ")? != password {
        return Err(io::Error::other("the two are not the same"));
    }
    Ok(password)
}

/// How far something has come, shown on a terminal and nowhere else.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that has not begun; `what` is counted.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        Self(is_watched().then(|| {
            let style =
                ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} {msg}  {eta} left");
            let bar = ProgressBar::new(0).with_message(what);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        }))
    }

    /// Moves it.
    pub fn show(&self, done: u64, total: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(total);
            bar.set_position(done);
        }
    }

    /// Takes it away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A count with its thousands set apart: 33,395.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(33_395), "33,395");
        assert_eq!(count(1_000_000), "1,000,000");
    }
}
