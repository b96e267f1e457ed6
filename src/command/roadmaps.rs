//! `waymark roadmaps`: for those who write roadmaps, and those who want to know which there are.

use std::process::ExitCode;

use clap::Subcommand;
use entity::content::ContentError;

use crate::cli::Place;

mod check;
mod list;
mod preview;
mod schema;

/// What to do with roadmaps.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Check roadmap files and tell every mistake; no database is needed
    ///
    /// The exit code is 1 where there is a mistake. docs/ROADMAPS.md explains the format.
    Check(check::Arguments),
    /// List the roadmaps that this program ships; no database is needed
    List(list::Arguments),
    /// Compare a roadmap file with the edition that the database serves: what changes, and whose progress moves
    ///
    /// Nothing is written. The exit code is 1 where the file has a mistake or would be refused.
    Preview(preview::Arguments),
    /// Print the file format as JSON Schema, for editors
    Schema,
}

/// Checks, lists, compares or prints.
///
/// # Errors
/// With what went wrong and what to do next.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(arguments) => check::run(place, arguments),
        Command::List(arguments) => list::run(*arguments),
        Command::Preview(arguments) => preview::run(place, arguments),
        Command::Schema => schema::run(),
    }
}

/// A mistake as editors and people find their way by it.
fn line(mistake: &ContentError) -> String {
    let ContentError {
        file,
        line,
        column,
        message,
    } = mistake;
    match (line, column) {
        (0, _) => format!("{file}: {message}"),
        (line, 0) => format!("{file}:{line}: {message}"),
        (line, column) => format!("{file}:{line}:{column}: {message}"),
    }
}
