//! `waymark doctor`: what counts, where it comes from, and what stands in the way.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::cli::{self, Place};
use crate::configuration::{self, Configuration, environment};
use crate::{console, vocabulary};

mod display;
mod distribute;
mod setting;
mod source;
mod store;

use setting::Value;
use source::SourceState;

/// How to show it.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Spread the tables over the machines of a Citus coordinator, instead of looking at everything
    #[arg(long, conflicts_with = "json")]
    distribute: bool,
    /// Into how many shards; a machine cannot be added beyond that
    #[arg(long, requires = "distribute", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    shards: u16,
    /// Do not ask before tables are spread
    #[arg(long, requires = "distribute")]
    yes: bool,
}

const HELP: &str = "\
Nothing is changed, and nobody is asked, but with --distribute; see docs/SCALE.md for that. Keys and passwords are never shown.
Exit code 1: something is broken; what it is and what to do stands at the end.";

/// What was found.
#[derive(Debug, Default, Serialize)]
struct Report {
    /// What counts.
    settings: Vec<Value>,
    /// The parts that have to be there.
    parts: Vec<Part>,
    /// Every source that we know.
    sources: Vec<SourceState>,
    /// What is broken, each with what to do.
    broken: Vec<String>,
    /// What could be done.
    advice: Vec<String>,
}

/// A part that has to be there.
#[derive(Debug, Serialize)]
struct Part {
    name: &'static str,
    state: String,
}

impl Report {
    fn part(&mut self, name: &'static str, state: impl Into<String>) {
        let state = state.into();
        self.parts.push(Part { name, state });
    }

    /// Enters an error with its causes.
    fn failed(&mut self, name: &'static str, error: &anyhow::Error) {
        self.part(name, "broken");
        self.broken.push(format!("{name}: {error:#}"));
    }
}

/// Looks at everything and tells.
///
/// # Errors
/// When standard output is closed.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.distribute {
        return distribute::run(place, arguments.shards, arguments.yes);
    }
    let report = cli::runtime()?.block_on(examine(place));
    if arguments.json {
        console::print_json(&report)?;
    } else {
        console::print(&display::report(&report))?;
    }
    Ok(ExitCode::from(u8::from(!report.broken.is_empty())))
}

async fn examine(place: &Place) -> Report {
    let mut report = Report::default();
    setting::place(place, &mut report);
    match Configuration::load(place) {
        Ok(configuration) => {
            setting::configured(&configuration, &mut report);
            source::all(&configuration, &environment, &mut report);
        }
        Err(error) => {
            let file = configuration::path(place).ok().flatten();
            let name = file.map_or("waymark.toml".into(), |file| file.display().to_string());
            report.part("configuration", name);
            report.broken.push(format!("configuration: {error:#}"));
        }
    }
    let reader = match vocabulary::reader(place) {
        Ok(reader) => {
            let version: String = reader.vocabulary_key().version.chars().take(12).collect();
            let skills = reader.vocabulary_key().slugs.len();
            report.part("vocabulary", format!("{version}, {skills} skills"));
            Some(reader)
        }
        Err(error) => {
            report.failed("vocabulary", &error);
            None
        }
    };
    store::examine(place, reader.as_ref(), &mut report).await;
    report
}
