//! `waymark roadmaps check`: every mistake of roadmap files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use entity::content::roadmap::Totals;
use entity::content::{self, ContentError, ContentFile};
use ingest::catalogue::roadmaps;
use ingest::reading::Reader;
use serde::Serialize;

use crate::cli::Place;
use crate::{console, vocabulary};

/// Which files to check.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// Roadmap files, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON, a line for each file
    #[arg(long)]
    json: bool,
}

/// What was found in one file.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    /// Slug, where the file could be read.
    slug: Option<String>,
    #[serde(flatten)]
    totals: Option<Totals>,
    mistakes: Vec<Mistake>,
}

#[derive(Debug, Serialize)]
struct Mistake {
    line: u64,
    column: u64,
    message: String,
}

/// Checks the files one after the other: a mistake in one does not keep the others from being checked.
///
/// # Errors
/// When the vocabulary has a mistake, or standard output cannot be written to.
pub(super) fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let reader = vocabulary::reader(place)?;
    let mut is_sound = true;
    for path in &arguments.files {
        for file in files(path) {
            let report = check(&reader, file);
            is_sound &= report.mistakes.is_empty();
            if arguments.json {
                console::print_json(&report)?;
            } else {
                console::print(&text(&report))?;
            }
        }
    }
    Ok(if is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The files that a path means; what cannot be read is a mistake of that path.
fn files(path: &Path) -> Vec<Result<ContentFile, ContentError>> {
    if !path.is_dir() {
        return vec![content::outside(path)];
    }
    match content::folder(path) {
        Ok(files) if files.is_empty() => vec![Err(ContentError {
            file: path.display().to_string(),
            line: 0,
            column: 0,
            message: "no file in this folder ends in .yaml or .yml".into(),
        })],
        Ok(files) => files.into_iter().map(Ok).collect(),
        Err(mistake) => vec![Err(mistake)],
    }
}

fn check(reader: &Reader, file: Result<ContentFile, ContentError>) -> Report {
    let read = file
        .map_err(|mistake| (mistake.file.clone(), vec![mistake]))
        .and_then(|file| match roadmaps::read(reader, &file) {
            Ok(roadmap) => Ok((file.name, roadmap)),
            Err(mistakes) => Err((file.name, mistakes)),
        });
    match read {
        Ok((file, roadmap)) => Report {
            file,
            totals: Some(roadmap.totals()),
            slug: Some(roadmap.slug.value),
            mistakes: Vec::new(),
        },
        Err((file, mistakes)) => Report {
            file,
            slug: None,
            totals: None,
            mistakes: mistakes
                .into_iter()
                .map(|mistake| Mistake {
                    line: mistake.line,
                    column: mistake.column,
                    message: mistake.message,
                })
                .collect(),
        },
    }
}

fn text(report: &Report) -> String {
    let file = &report.file;
    let mut lines: Vec<String> = report
        .mistakes
        .iter()
        .map(|mistake| {
            super::line(&ContentError {
                file: file.clone(),
                line: mistake.line,
                column: mistake.column,
                message: mistake.message.clone(),
            })
        })
        .collect();
    match &report.totals {
        Some(totals) => lines.push(format!("{file}: sound: {}", said(totals))),
        None => lines.push(format!("{file}: {} to mend", count(lines.len(), "mistake"))),
    }
    lines.join("\n")
}

fn said(totals: &Totals) -> String {
    let months = totals
        .months
        .map_or("no months".into(), |months| format!("{months} months"));
    format!(
        "{} ({}), {}, {}, {months}",
        count(totals.nodes, "node"),
        count(totals.leaves, "leaf node"),
        count(totals.skills, "skill"),
        count(totals.choices, "choice"),
    )
}

/// `1 node`, `2 nodes`.
fn count(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
