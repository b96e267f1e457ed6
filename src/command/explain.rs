//! `waymark explain`: what would be read from postings, without a database.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use ingest::explain::{Detail, Question};
use ingest::reading::Reader;

use crate::cli::Place;
use crate::vocabulary;

mod pretty;

/// How to answer.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Show postings to a person: what was read, and the text with its marks
    #[arg(long)]
    pretty: bool,
    /// Name every rule that decided something, with the words that it rests on
    #[arg(long)]
    why: bool,
    /// Convert pay into this currency too, at the European Central Bank's rate of the posting's `date` or else the last one known
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

/// Answers each line of standard input with one line, in the same order; a line that cannot be read is answered with its error.
///
/// # Errors
/// When standard input or output fails.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let reader = vocabulary::reader(place)?;
    let detail = Detail {
        why: arguments.why,
        currency: arguments.currency.as_ref().map(|code| code.to_uppercase()),
    };
    let mut code = ExitCode::SUCCESS;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.context("standard input cannot be read")?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut answer = match serde_json::from_slice::<Question>(&line) {
            Ok(question) => answer(&reader, &question, &detail, arguments.pretty)?,
            Err(error) => {
                code = ExitCode::FAILURE;
                serde_json::json!({ "error": error.to_string() }).to_string()
            }
        };
        answer.push('\n');
        // Line by line: whoever asks one question at a time gets each answer at once.
        match std::io::stdout().lock().write_all(answer.as_bytes()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            written => written.context("standard output cannot be written to")?,
        }
    }
    Ok(code)
}

fn answer(
    reader: &Reader,
    question: &Question,
    detail: &Detail,
    is_for_people: bool,
) -> anyhow::Result<String> {
    let explanation = reader.explain(question, detail);
    if !is_for_people {
        return Ok(serde_json::to_string(&explanation)?);
    }
    let text = question
        .text
        .as_deref()
        .or(explanation.read_text.as_deref());
    let title = question.title.as_deref().unwrap_or_default();
    Ok(pretty::render(
        title,
        text.unwrap_or_default(),
        &explanation,
    ))
}
