//! `waymark score`: how well postings are read, measured on files that people have labelled.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use ingest::input::Input;
use ingest::reading::Reader;
use ingest::score::{self, Fault, Finding, Quality, skills, traps};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::console;

/// What to measure.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Skills of whole postings
    ///
    /// A line holds `{text, gold_detail: [{surface, tier: core|concept, nice, spans}], optional: [words], company_only: [words]}`.
    Skills(Arguments),
    /// Sentences that name skills, and sentences whose words only look like skills
    ///
    /// A line holds `{text, expected: [names], forbidden: [names]}`.
    Traps(Arguments),
}

/// The labelled file and how to answer.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// JSON lines, also packed with zstd or gzip; `-` is standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print everything that is amiss
    #[arg(long)]
    list: bool,
}

/// Reads, compares and prints.
///
/// # Errors
/// When the file cannot be read or is no labelled file of this sort.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let reader = Reader::load()?;
    match command {
        Command::Skills(arguments) => {
            let score = skills::score(&reader, &cases(&arguments.file)?);
            let lines = [
                format!("{} postings", score.postings),
                quality("all skills", score.all),
                quality("technologies", score.technologies),
                format!("nice or required: {:.3} right", score.nice_accuracy),
                format!(
                    "false alarms in company talk: {}",
                    score.company_false_alarms
                ),
            ];
            answer(arguments, &lines, &score, &score.findings)
        }
        Command::Traps(arguments) => {
            let score = traps::score(&reader, &cases(&arguments.file)?);
            let lines = [
                format!("{} sentences", score.sentences),
                format!("fooled by {:.3} of the forbidden names", score.fooled),
                format!("found {:.3} of the expected names", score.recall),
            ];
            answer(arguments, &lines, &score, &score.findings)
        }
    }
}

fn cases<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<T>> {
    let name = || format!("{} cannot be read", file.display());
    let input = Input::open(file).with_context(name)?;
    score::cases(input.into_reader())
        .map_err(|error| anyhow!(error))
        .with_context(name)
}

fn answer(
    arguments: &Arguments,
    lines: &[String],
    score: &impl Serialize,
    findings: &[Finding],
) -> anyhow::Result<ExitCode> {
    if arguments.json {
        console::print_json(score)?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.list {
        for finding in findings {
            console::print(&line(finding))?;
        }
    }
    console::print(&lines.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn quality(name: &str, quality: Quality) -> String {
    format!(
        "{name}: precision {:.3}, recall {:.3}, F1 {:.3}",
        quality.precision, quality.recall, quality.f1
    )
}

fn line(finding: &Finding) -> String {
    let fault = match finding.fault {
        Fault::Missed => "missed",
        Fault::FalseAlarm => "false alarm",
        Fault::CompanyTalk => "company talk",
        Fault::NiceOrRequired => "nice or required",
        Fault::Fooled => "fooled",
    };
    let slug = finding.slug.iter().map(|slug| format!(" ({slug})"));
    let slug: String = slug.collect();
    format!("{}: {fault}: {}{slug}", finding.case, finding.words)
}
