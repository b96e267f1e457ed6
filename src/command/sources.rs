//! `waymark sources`: where postings come from, how that goes, and on which terms.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::Place;

mod check;
mod edit;
pub mod list;
mod terms;

/// What to do with the sources.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[group(skip)]
pub struct Arguments {
    /// What to do; without it, sources are listed.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to list.
    #[command(flatten)]
    pub list: list::Arguments,
}

/// What to do with the sources.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Every source and board with how it fares, since when and why (the default)
    List(list::Arguments),
    /// Follow boards of a source, or turn on one that is read as a whole
    Add(edit::Add),
    /// Follow boards no more, or turn a source off
    Remove(edit::Remove),
    /// Show what we know of sources: terms, pace, access, attribution
    Terms(terms::Arguments),
}

/// Lists sources, changes the configuration, or shows terms.
///
/// # Errors
/// With what went wrong and what to do next.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None => list::run(place, arguments.list),
        Some(Command::List(list)) => list::run(place, *list),
        Some(Command::Add(arguments)) => edit::add(place, arguments),
        Some(Command::Remove(arguments)) => edit::remove(place, arguments),
        Some(Command::Terms(arguments)) => terms::run(arguments),
    }
}
