//! `waymark roadmaps schema`: the file format as JSON Schema.

use std::process::ExitCode;

use entity::content::roadmap;

use crate::console;

/// Prints the schema; the committed one lies in `content/roadmaps/schema.json`.
///
/// # Errors
/// When standard output cannot be written to.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    console::print(&serde_json::to_string_pretty(&roadmap::schema())?)?;
    Ok(ExitCode::SUCCESS)
}
