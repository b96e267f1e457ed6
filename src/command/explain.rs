//! `waymark explain`: what would be read from postings, without a database.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::Context;
use ingest::explain::Question;

use crate::cli::Place;
use crate::vocabulary;

/// Answers each line of standard input with one line, in the same order; a line that cannot be read is answered with its error.
///
/// # Errors
/// When standard input or output fails.
pub fn run(place: &Place) -> anyhow::Result<ExitCode> {
    let reader = vocabulary::reader(place)?;
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut code = ExitCode::SUCCESS;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.context("standard input cannot be read")?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Question>(&line) {
            Ok(question) => serde_json::to_writer(&mut output, &reader.explain(question))?,
            Err(error) => {
                code = ExitCode::FAILURE;
                let answer = serde_json::json!({ "error": error.to_string() });
                serde_json::to_writer(&mut output, &answer)?;
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(code)
}
