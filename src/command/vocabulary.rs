//! `waymark vocabulary`: what postings name that we do not know, and how it gets known.

use std::process::ExitCode;

use clap::Subcommand;

use crate::cli::Place;

mod add;
mod file;
mod gaps;

/// What to do with the vocabulary.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// List terms that stored postings name and the vocabulary does not, with evidence
    Gaps(gaps::Arguments),
    /// Add a skill to a vocabulary file of your own
    Add(add::Arguments),
}

/// Shows gaps or adds an entry.
///
/// # Errors
/// With what went wrong and what to do next.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Gaps(arguments) => gaps::run(place, arguments),
        Command::Add(arguments) => add::run(place, arguments),
    }
}
