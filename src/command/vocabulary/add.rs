//! `waymark vocabulary add`: one more entry in a vocabulary file, checked before anything is written.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use entity::content::vocabulary::{CaseRule, NewEntry};
use entity::skill::Kind;
use serde::Serialize;

use super::file::{self, Home};
use crate::cli::Place;
use crate::console;

/// The entry to add.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The skill as people write it; its name is found in texts
    #[arg(value_name = "NAME")]
    name: String,
    /// What sort of skill it is
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(Kind::WORDS.map(|(word, _)| word)).map(|word| kind(&word)))]
    kind: Kind,
    /// Another spelling; may be given several times
    #[arg(long = "alias", value_name = "SPELLING")]
    aliases: Vec<String>,
    /// Readable key, kept for ever: a-z 0-9 - [default: made of the name]
    #[arg(long, value_name = "SLUG")]
    slug: Option<String>,
    /// In which case the name counts: `capital` is Rust and RUST, not rust; `exact` is only as written
    #[arg(long, default_value = "any", value_parser = PossibleValuesParser::new(["any", "capital", "exact"]).map(|word| case(&word)))]
    case: CaseRule,
    /// The name counts only where another skill is named close by, because it is an ordinary word as well
    #[arg(long)]
    needs_context: bool,
    /// Slug of a skill that this one is a part or a case of; may be given several times
    #[arg(long, value_name = "SLUG")]
    broader: Vec<String>,
    /// The file to add to: a name in the vocabulary folder, or a path into a source tree's content/vocabulary
    #[arg(long, default_value = "own.yaml", value_name = "FILE")]
    file: PathBuf,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  waymark vocabulary add pgvector --kind library --alias pg_vector --broader postgresql
  waymark vocabulary add Ray --kind framework --case exact --needs-context

The entry is checked together with every other one first: a slug or a spelling that is taken is
refused with the skill that has it, and then nothing is written.
The files in the vocabulary folder (--vocabulary-dir) belong to you: edit them as you like.
A changed vocabulary counts once the stored texts are read again: waymark reread";

/// What was written where.
#[derive(Debug, Serialize)]
struct Added {
    slug: String,
    name: String,
    file: String,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    entry: String,
}

/// Adds the entry and says what to do next.
///
/// # Errors
/// When the entry clashes with another one, or the file cannot be written; then it is as it was.
pub(super) fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let slug = match &arguments.slug {
        Some(slug) => slug.clone(),
        None => NewEntry::slug_of(&arguments.name),
    };
    if slug.is_empty() {
        bail!(
            "no slug can be made of `{}`: choose one with --slug",
            arguments.name
        );
    }
    let entry = NewEntry {
        slug,
        name: arguments.name.trim().to_owned(),
        kind: arguments.kind,
        case: arguments.case,
        needs_context: arguments.needs_context,
        aliases: arguments.aliases.clone(),
        broader: arguments.broader.clone(),
    };
    let home = Home::of(place, &arguments.file)?;
    let yaml = entry.to_yaml();
    let written = file::append(&home, &yaml)?;
    let added = Added {
        slug: entry.slug,
        name: entry.name,
        file: home.path.display().to_string(),
        line: written.line,
        version: written.version,
        entry: yaml,
    };
    if arguments.json {
        console::print_json(&added)?;
    } else {
        console::print(&said(&added, home.is_source))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn said(added: &Added, is_source: bool) -> String {
    let next = if is_source {
        "next: build Waymark again, then read the stored texts again with `waymark reread`"
    } else {
        "next: read the stored texts again with `waymark reread`"
    };
    let version = match &added.version {
        Some(version) => format!("the vocabulary is now {version}\n"),
        None => String::new(),
    };
    format!(
        "added to {}:{}\n{}{version}{next}",
        added.file, added.line, added.entry
    )
}

fn kind(word: &str) -> Kind {
    let known = Kind::WORDS.into_iter().find(|(known, _)| *known == word);
    // Only these words get past the parser.
    known.map_or(Kind::Tool, |(_, kind)| kind)
}

fn case(word: &str) -> CaseRule {
    match word {
        "exact" => CaseRule::Exact,
        "capital" => CaseRule::Capital,
        _ => CaseRule::Any,
    }
}
