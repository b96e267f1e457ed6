//! `waymark schema`: the GraphQL schema as text.

use std::process::ExitCode;

use crate::console;

/// Prints the schema; no database is needed.
///
/// # Errors
/// When standard output cannot be written to.
pub fn run() -> anyhow::Result<ExitCode> {
    console::print(api::schema_text().trim_end())?;
    Ok(ExitCode::SUCCESS)
}
