//! `waymark sources add` and `remove`: changes to waymark.toml, checked before anything is written.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use ingest::source::{self, Source};
use serde::Serialize;

use super::check::{self, Found};
use crate::cli::{self, Place};
use crate::client::client;
use crate::configuration::edit::{BEGINNING, add_boards, enable, remove_boards};
use crate::configuration::{
    self, CONTACT, Configuration, check_board, environment, needs_boards, no_source,
};
use crate::console::count;
use crate::database::Database;
use crate::{console, replacement, vocabulary};

/// What to follow.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Add {
    /// Slug of the source
    source: String,
    /// Boards as they stand in the boards' addresses; none for a source that is read as a whole
    #[arg(value_name = "BOARD")]
    boards: Vec<String>,
    /// Do not ask the source whether the boards are there
    #[arg(long)]
    unchecked: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// What to follow no more.
#[derive(Clone, Debug, Args)]
pub struct Remove {
    /// Slug of the source
    source: String,
    /// Boards to follow no more; without any, the source is turned off and its list stays
    #[arg(value_name = "BOARD")]
    boards: Vec<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  waymark sources add greenhouse NAME
  waymark sources add ashby NAME OTHER --config waymark.toml
  waymark sources add remotive          turns on a source that is read as a whole

Each board is asked for once, politely, before it is added; nothing of it is stored. The file keeps
its comments and its order. It is made where there is none: in the data folder, or where --config says.";

/// What was done.
#[derive(Debug, Serialize)]
struct Done {
    file: PathBuf,
    source: &'static str,
    changed: Vec<String>,
    unchanged: Vec<String>,
    /// What of it is collected now.
    enabled: bool,
    #[serde(skip)]
    lines: Vec<String>,
}

/// Adds boards, or turns a source on.
///
/// # Errors
/// When the source is unknown or forbidden, a board is not there, or the file cannot be written; then it is as it was.
pub(super) fn add(place: &Place, arguments: &Add) -> anyhow::Result<ExitCode> {
    let source = find(&arguments.source)?;
    if arguments.boards.is_empty() && needs_boards(source) {
        bail!(
            "{} is read board by board: name one, as it stands in the board's address",
            source.card().name
        );
    }
    for board in &arguments.boards {
        check_board(source, board).map_err(anyhow::Error::msg)?;
    }
    let configuration = Configuration::load_or_default(place)?;
    let listed = configuration.source(source.card().slug);
    let listed = listed.map_or(&[][..], |plan| &plan.boards.value);
    let new: Vec<&String> = arguments
        .boards
        .iter()
        .filter(|board| !listed.contains(board))
        .collect();
    let found = if arguments.unchecked || new.is_empty() {
        Vec::new()
    } else {
        cli::runtime()?.block_on(ask(place, &configuration, source, &new))?
    };
    let mut done = change(place, source, |text, slug| {
        if arguments.boards.is_empty() {
            let (text, changed) = enable(text, slug, true)?;
            return Ok((text, changed.then(|| slug.to_owned()).into_iter().collect()));
        }
        add_boards(text, slug, &arguments.boards)
    })?;
    done.unchanged = unchanged(source, &arguments.boards, &done.changed);
    done.lines.extend(found);
    for name in &done.changed {
        done.lines
            .push(format!("added {name} to {}", done.file.display()));
    }
    for name in &done.unchanged {
        done.lines.push(format!("{name} was there already"));
    }
    done.lines.extend(next(place, source, done.enabled)?);
    show(&done, arguments.json)
}

/// Removes boards, or turns a source off.
///
/// # Errors
/// When the source is unknown, or the file cannot be written; then it is as it was.
pub(super) fn remove(place: &Place, arguments: &Remove) -> anyhow::Result<ExitCode> {
    let source = find(&arguments.source)?;
    let mut done = change(place, source, |text, slug| {
        if arguments.boards.is_empty() {
            let (text, changed) = enable(text, slug, false)?;
            return Ok((text, changed.then(|| slug.to_owned()).into_iter().collect()));
        }
        remove_boards(text, slug, &arguments.boards)
    })?;
    done.unchanged = unchanged(source, &arguments.boards, &done.changed);
    let word = if arguments.boards.is_empty() {
        "turned off"
    } else {
        "removed"
    };
    for name in &done.changed {
        done.lines
            .push(format!("{word} {name} in {}", done.file.display()));
    }
    for name in &done.unchanged {
        done.lines.push(format!("{name} was not there"));
    }
    if !done.changed.is_empty() {
        done.lines
            .push("what was collected of it stays; `waymark forget` erases".to_owned());
    }
    show(&done, arguments.json)
}

fn find(slug: &str) -> anyhow::Result<&'static dyn Source> {
    source::find(slug).with_context(|| no_source(slug))
}

/// What was asked for and was so before.
fn unchanged(source: &dyn Source, boards: &[String], changed: &[String]) -> Vec<String> {
    if boards.is_empty() && changed.is_empty() {
        return vec![source.card().slug.to_owned()];
    }
    let unchanged = boards.iter().filter(|board| !changed.contains(board));
    unchanged.cloned().collect()
}

/// Changes the file, unless it would be faulty afterwards.
fn change(
    place: &Place,
    source: &dyn Source,
    edit: impl FnOnce(&str, &str) -> anyhow::Result<(String, Vec<String>)>,
) -> anyhow::Result<Done> {
    let path = configuration::path_to_write(place)?;
    let slug = source.card().slug;
    let (changed, enabled) = replacement::change(&path, BEGINNING, |text| {
        let (text, changed) = edit(text, slug)?;
        let checked = read(&text, &path).context("the change is refused, nothing was written")?;
        let enabled = checked.source(slug).is_some_and(|plan| plan.enabled.value);
        Ok((text, (changed, enabled)))
    })?;
    Ok(Done {
        file: path,
        source: slug,
        changed,
        unchanged: Vec::new(),
        enabled,
        lines: Vec::new(),
    })
}

fn read(text: &str, path: &Path) -> anyhow::Result<Configuration> {
    Configuration::read(text, Some(path.to_owned()), &environment)
}

/// Asks for boards that are not followed yet; tells what they show.
async fn ask(
    place: &Place,
    configuration: &Configuration,
    source: &dyn Source,
    boards: &[&String],
) -> anyhow::Result<Vec<String>> {
    if configuration.contact.is_none() {
        bail!(
            "nobody answers for asking {}: set `contact` in waymark.toml or {CONTACT} to a web address or an e-mail address, or add it with --unchecked",
            source.card().name
        );
    }
    let database = Database::open(place, &vocabulary::reader(place)?).await?;
    let asked = async {
        let client = client(database.pool().clone(), configuration)?;
        let mut lines = Vec::new();
        for board in boards {
            let found = check::check(&client, source, board).await;
            let found = found.map_err(|reason| {
                anyhow::anyhow!("{board} is not added, nor is any other: {reason}")
            })?;
            lines.push(format!("{board} shows {}", shown(found)));
        }
        Ok(lines)
    };
    let lines = asked.await;
    database.close().await?;
    lines
}

fn shown(found: Found) -> String {
    let postings = count(found.postings as u64);
    match (found.postings, found.has_more) {
        (0, true) => "where to find its postings".to_owned(),
        (0, false) => "that nothing is open now".to_owned(),
        (_, true) => format!("{postings} postings and more"),
        (_, false) => format!("{postings} postings"),
    }
}

/// What is still in the way of collecting.
fn next(place: &Place, source: &dyn Source, enabled: bool) -> anyhow::Result<Vec<String>> {
    let slug = source.card().slug;
    let configuration = Configuration::load_or_default(place)?;
    let mut lines = Vec::new();
    if !enabled {
        lines.push(format!(
            "next: {slug} is turned off in the file (enabled = false); turn it on there"
        ));
    }
    if configuration.contact.is_none() {
        lines.push("next: say who answers for it, with `contact` in the file".to_owned());
    }
    let keys = configuration
        .source(slug)
        .map(|plan| plan.keys(&environment));
    let keys = keys.unwrap_or_default();
    let missing = keys.iter().filter(|(_, is_set)| !is_set);
    lines.extend(missing.map(|(name, _)| format!("next: set {name} in the environment")));
    Ok(lines)
}

fn show(done: &Done, json: bool) -> anyhow::Result<ExitCode> {
    if json {
        console::print_json(done)?;
    } else {
        console::print(&done.lines.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
