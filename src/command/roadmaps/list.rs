//! `waymark roadmaps list`: the roadmaps that the program ships.

use std::process::ExitCode;

use clap::Args;
use entity::content::roadmap::{self, Roadmap, Totals};
use serde::Serialize;

use crate::console;

/// How to list.
#[derive(Clone, Copy, Debug, Args)]
pub struct Arguments {
    /// Print JSON, a line for each roadmap
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    slug: &'a str,
    role: &'a str,
    title: &'a str,
    /// Hash of the file: a database numbers an edition of its own for each.
    content_hash: &'a str,
    #[serde(flatten)]
    totals: Totals,
}

impl<'a> Line<'a> {
    fn of(roadmap: &'a Roadmap) -> Self {
        Self {
            slug: &roadmap.slug.value,
            role: &roadmap.role.value,
            title: &roadmap.title,
            content_hash: &roadmap.content_hash,
            totals: roadmap.totals(),
        }
    }

    fn text(&self) -> String {
        let months = self.totals.months;
        let months = months.map_or("-".into(), |months| months.to_string());
        format!(
            "{}  {}  edition {}  {} nodes  {months} months",
            self.slug,
            self.role,
            self.content_hash.get(..12).unwrap_or(self.content_hash),
            self.totals.nodes,
        )
    }
}

/// Lists them by slug.
///
/// # Errors
/// When a shipped file has a mistake, or standard output cannot be written to.
pub(super) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let roadmaps = roadmap::load()?;
    for line in roadmaps.iter().map(Line::of) {
        if arguments.json {
            console::print_json(&line)?;
        } else {
            console::print(&line.text())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
