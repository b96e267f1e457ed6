//! `waymark roadmaps preview`: what loading a file would change.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use entity::content;
use entity::content::roadmap::{ChangedNode, Roadmap};
use ingest::catalogue::roadmaps::{self, Preview};

use crate::cli::{self, Place};
use crate::database::Database;
use crate::{console, vocabulary};

/// Which file to compare.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// The changed roadmap file
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Compares and says what would change.
///
/// # Errors
/// When there is no database to be had, or it was never set up.
pub(super) fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let reader = vocabulary::reader(place)?;
    let read = content::outside(&arguments.file).map_err(|mistake| vec![mistake]);
    let roadmap = match read.and_then(|file| roadmaps::read(&reader, &file)) {
        Ok(roadmap) => roadmap,
        Err(mistakes) => {
            for mistake in &mistakes {
                console::note(&super::line(mistake));
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let preview = cli::runtime()?.block_on(compare(place, &roadmap))?;
    if arguments.json {
        console::print_json(&preview)?;
    } else {
        console::print(&text(&preview))?;
    }
    Ok(match preview.refused {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

/// The database is taken as it is: bringing it up to date would load what this program ships, which may be the very file.
async fn compare(place: &Place, roadmap: &Roadmap) -> anyhow::Result<Preview> {
    let database = Database::reach(place).await?;
    let preview = roadmaps::preview(&database.connection, roadmap).await;
    database.close().await?;
    preview
        .context("the roadmaps of the database cannot be read: run `waymark up` once to set it up")
}

fn text(preview: &Preview) -> String {
    let difference = &preview.difference;
    let mut lines = vec![head(preview)];
    let mut add = |what: &str, keys: Vec<String>| {
        if !keys.is_empty() {
            lines.push(format!("  {what}: {}", keys.join(", ")));
        }
    };
    add("added", difference.added.clone());
    let renamed = difference.renamed.iter();
    add(
        "renamed",
        renamed.map(|(old, new)| format!("{old} → {new}")).collect(),
    );
    add("removed", difference.removed.clone());
    add("changed", difference.changed.iter().map(changed).collect());
    if let Some(people) = preview.people {
        lines.push(format!(
            "  progress: moves for {} people, falls away for {}",
            people.moved, people.falls_away
        ));
    }
    if let Some(refused) = &preview.refused {
        lines.push(format!("  loading would be refused: {refused}"));
    }
    lines.join("\n")
}

fn head(preview: &Preview) -> String {
    let Preview {
        roadmap,
        served,
        is_changed,
        ..
    } = preview;
    match served {
        None => format!("{roadmap}: new, edition 1"),
        Some(edition) if *is_changed => {
            format!("{roadmap}: edition {} after edition {edition}", edition + 1)
        }
        Some(edition) => format!("{roadmap}: no change, edition {edition} stays"),
    }
}

/// `key (title, skills)`.
fn changed(node: &ChangedNode) -> String {
    let aspects: Vec<_> = node.aspects.iter().map(ToString::to_string).collect();
    format!("{} ({})", node.key, aspects.join(", "))
}
