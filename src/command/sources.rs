//! `waymark sources`: where postings come from.

pub mod list;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::Place;

/// What to do with sources.
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

/// What to do with sources.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Every source and board with how it fares, since when and why (the default)
    List(list::Arguments),
}

/// Does it.
///
/// # Errors
/// When there is no database to be had.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None => list::run(place, arguments.list),
        Some(Command::List(list)) => list::run(place, *list),
    }
}
