//! `waymark sources`: what is collected, and on which terms.

use std::process::ExitCode;

use clap::Subcommand;

use crate::cli::Place;

mod check;
mod edit;
mod terms;

/// What to do with the sources.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Follow boards of a source, or turn on one that is read as a whole
    Add(edit::Add),
    /// Follow boards no more, or turn a source off
    Remove(edit::Remove),
    /// Show what we know of sources: terms, pace, access, attribution
    Terms(terms::Arguments),
}

/// Changes the configuration, or shows terms.
///
/// # Errors
/// With what went wrong and what to do next.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Add(arguments) => edit::add(place, arguments),
        Command::Remove(arguments) => edit::remove(place, arguments),
        Command::Terms(arguments) => terms::run(arguments),
    }
}
