//! The command line: what can be said, and which command answers.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::command::{
    collect, doctor, duplicates, explain, forget, generate, import, reread, roadmaps, runs, sample,
    schema, score, sources, token, unresolved, up, user, vocabulary,
};
use crate::postgres;
use crate::telemetry::{self, Telemetry};

/// Measures which skills job postings ask for, by region and over time, and serves it over GraphQL.
///
/// Without a command, `waymark up` is run: it sets up all it needs and serves on `127.0.0.1:8080`.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 110)]
pub struct Arguments {
    /// Where data lives.
    #[command(flatten)]
    pub place: Place,
    /// What is logged, and how.
    #[command(flatten)]
    pub telemetry: telemetry::Arguments,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where to listen, for `up`.
    #[command(flatten)]
    pub up: up::Arguments,
}

/// Where data lives.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder for everything that Waymark keeps, such as its private Postgres [default: the user's data folder, e.g.
    /// ~/.local/share/waymark; /var/lib/waymark for root]
    #[arg(long, global = true, env = "WAYMARK_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// A Postgres of your own to use instead, e.g. `postgres://user:password@host/database`; then nothing is started
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// Folder of YAML files with skills of your own, read after those that are shipped [default: vocabulary/ in the data
    /// folder, if it is there]
    #[arg(
        long,
        global = true,
        env = "WAYMARK_VOCABULARY_DIR",
        value_name = "FOLDER"
    )]
    pub vocabulary_dir: Option<PathBuf>,
    /// The configuration [default: waymark.toml in the working folder or else in the data folder, if it is there]
    #[arg(long, global = true, env = "WAYMARK_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Place {
    /// The folder for everything that Waymark keeps, whether or not it is there; `None` for a user without a home.
    ///
    /// # Errors
    /// When the folder was named and cannot be made absolute.
    pub fn data_folder(&self) -> anyhow::Result<Option<PathBuf>> {
        match &self.data_dir {
            Some(folder) => Ok(Some(std::path::absolute(folder)?)),
            // Reading needs no home: only a private Postgres does, and that says so itself.
            None => Ok(postgres::default_data_dir().ok()),
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up all that is needed and serve GraphQL (the default)
    Up(up::Arguments),
    /// Collect postings from the sources that waymark.toml lists
    Collect(collect::Arguments),
    /// See where postings come from and how each source fares, choose what is collected, and see on which terms
    Sources(sources::Arguments),
    /// Show what counts, where each value comes from, and what stands in the way of collecting
    Doctor(doctor::Arguments),
    /// Serve GraphQL and nothing else: no sample, and no collecting unless told to
    Serve(up::ServeArguments),
    /// Import postings from files
    Import(import::Arguments),
    /// Say what would be read from postings: JSON lines in, JSON lines out, no database
    ///
    /// A line holds any of id, title, company, location, country, remote, salary, date, source, html, text. Spans count Unicode scalar values in `text`, or in
    /// `read_text` where the text was read from `html`. The role of a title that is no tech role is `other`.
    Explain(explain::Arguments),
    /// Measure how well postings are read, on a file that people have labelled
    #[command(subcommand)]
    Score(score::Command),
    /// See which postings repeat others, or measure how well that is told
    Duplicates(duplicates::Arguments),
    /// See which skills postings name that we do not know, and add them
    #[command(subcommand)]
    Vocabulary(vocabulary::Command),
    /// Read stored texts again after the vocabulary has changed
    Reread(reread::Arguments),
    /// Check roadmap files, list those that are shipped, and see what a changed one would change
    #[command(subcommand)]
    Roadmaps(roadmaps::Command),
    /// See what imports did
    #[command(subcommand)]
    Runs(runs::Command),
    /// See what postings say that was not understood
    #[command(subcommand)]
    Unresolved(unresolved::Command),
    /// Erase what is stored of a posting, a company or a domain, for good
    Forget(forget::Arguments),
    /// The made-up postings that an empty database starts with
    #[command(subcommand)]
    Sample(sample::Command),
    /// Make up a market of any size, for benchmarks and demonstrations
    Generate(generate::Arguments),
    /// Make accounts for people, see who has one, and delete them
    #[command(subcommand)]
    User(user::Command),
    /// Give out tokens for programs, see which are good, and take them back
    #[command(subcommand)]
    Token(token::Command),
    /// Print the GraphQL schema
    Schema,
}

/// Runs a command to its end.
///
/// # Errors
/// With what went wrong and what to do next.
pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    // Ring is the one implementation of cryptography; a second installation changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let telemetry = Telemetry::begin(arguments.telemetry)?;
    let ended = execute(arguments);
    telemetry.end();
    ended
}

fn execute(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let place = arguments.place;
    match arguments.command {
        None => up::run(&place, &arguments.up),
        Some(Command::Up(up)) => up::run(&place, &up),
        Some(Command::Serve(serve)) => up::serve_only(&place, &serve),
        Some(Command::Collect(collect)) => collect::run(&place, &collect),
        Some(Command::Doctor(doctor)) => doctor::run(&place, &doctor),
        Some(Command::Import(import)) => import::run(&place, &import),
        Some(Command::Score(score)) => score::run(&score),
        Some(Command::Duplicates(duplicates)) => duplicates::run(&place, &duplicates),
        Some(Command::Explain(explain)) => explain::run(&place, &explain),
        Some(Command::Vocabulary(vocabulary)) => vocabulary::run(&place, &vocabulary),
        Some(Command::Reread(reread)) => reread::run(&place, &reread),
        Some(Command::Roadmaps(roadmaps)) => roadmaps::run(&place, &roadmaps),
        Some(Command::Runs(runs)) => runs::run(&place, &runs),
        Some(Command::Sources(sources)) => sources::run(&place, &sources),
        Some(Command::Unresolved(unresolved)) => unresolved::run(&place, &unresolved),
        Some(Command::Forget(forget)) => forget::run(&place, &forget),
        Some(Command::Sample(sample)) => sample::run(&place, &sample),
        Some(Command::Generate(generate)) => generate::run(&place, &generate),
        Some(Command::User(user)) => user::run(&place, &user),
        Some(Command::Token(token)) => token::run(&place, &token),
        Some(Command::Schema) => schema::run(),
    }
}

/// Says on standard error why a command failed: each cause on a line of its own.
///
/// # Errors
/// When standard error is closed.
pub fn report(error: &anyhow::Error) -> std::io::Result<()> {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "error: {error}")?;
    for cause in error.chain().skip(1) {
        writeln!(stderr, "  because: {cause}")?;
    }
    Ok(())
}

/// A runtime for asynchronous commands.
///
/// # Errors
/// When the system refuses threads.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot start")
}
