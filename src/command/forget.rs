//! `waymark forget`: erases what is stored of somebody who asks for it.

use std::process::ExitCode;

use clap::Args;
use ingest::expiry;
use ingest::forget::{self, Found, Subject};
use serde::Serialize;

use crate::cli::{self, Place};
use crate::console::count;
use crate::database::Database;
use crate::{clock, console, vocabulary};

/// What to forget.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    what: What,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print what is stored, or was, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The posting under this address
    #[arg(long, value_name = "URL", value_parser = Subject::url)]
    url: Option<Subject>,
    /// Every posting of this company, however its legal form is written
    #[arg(long, value_name = "NAME", value_parser = Subject::company_of)]
    company: Option<Subject>,
    /// Every posting whose address lies in this domain
    #[arg(long, value_name = "DOMAIN", value_parser = Subject::domain)]
    domain: Option<Subject>,
    /// The texts whose days are over (`text_days` in waymark.toml); the facts stay
    #[arg(long)]
    expired_texts: bool,
}

const HELP: &str = "\
Examples:
  waymark forget --company 'Example GmbH'
  waymark forget --url https://jobs.example.com/7 --yes

Postings go with their texts, their history, and all that quotes them; companies go with their last
posting. What remains is a hash of each, so that the next import or collection leaves them away.
Without --yes somebody at a terminal is asked; elsewhere nothing is done but to show what is stored.
Backups of the database are not touched: let them run out.
Exit code 1: nothing was forgotten.";

/// What is said of a request to forget.
#[derive(Debug, Serialize)]
struct Answer {
    forgotten: bool,
    #[serde(flatten)]
    found: Found,
}

/// Shows what is stored, asks, and forgets.
///
/// # Errors
/// When there is no database to be had, or it refuses.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let What {
        url,
        company,
        domain,
        expired_texts: _,
    } = &arguments.what;
    let subject = url.as_ref().or(company.as_ref()).or(domain.as_ref());
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &vocabulary::reader(place)?).await?;
        let code = match subject {
            Some(subject) => forget(&database, subject, arguments).await,
            None => forget_texts(&database, arguments.json).await,
        };
        database.close().await?;
        code
    })
}

async fn forget(
    database: &Database,
    subject: &Subject,
    arguments: &Arguments,
) -> anyhow::Result<ExitCode> {
    let stored = forget::find(database.pool(), subject).await?;
    let agreed = arguments.yes || {
        console::note(&plan(&stored));
        console::agrees("forget it for good?")?
    };
    let found = if agreed {
        forget::forget(database.pool(), subject, clock::now()).await?
    } else {
        stored
    };
    if arguments.json {
        let forgotten = agreed;
        console::print_json(&Answer { forgotten, found })?;
    } else if agreed {
        console::print(&done(&found))?;
    }
    if agreed {
        return Ok(ExitCode::SUCCESS);
    }
    console::note("nothing was forgotten: add --yes to do it");
    Ok(ExitCode::FAILURE)
}

async fn forget_texts(database: &Database, json: bool) -> anyhow::Result<ExitCode> {
    let texts = expiry::texts(database.pool(), clock::now()).await?;
    if json {
        console::print_json(&serde_json::json!({ "texts": texts }))?;
    } else {
        console::print(&format!(
            "{} texts whose days were over are gone",
            count(texts)
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn plan(found: &Found) -> String {
    if found.is_nothing() {
        return "nothing of it is stored; it would be kept from coming in".to_owned();
    }
    format!("stored is\n{}", inventory(found))
}

fn done(found: &Found) -> String {
    if found.is_nothing() {
        return "nothing of it was stored; it will be left away when it comes".to_owned();
    }
    let boards = found.boards.iter().map(|(source, board)| {
        format!(
            "next: its board is still asked; end that with `waymark sources remove {source} {board}`"
        )
    });
    let told = [
        "forgotten for good, and left away when it comes again".to_owned(),
        inventory(found),
    ];
    let lines: Vec<String> = told.into_iter().chain(boards).collect();
    lines.join("\n")
}

/// What is or was stored, a line each.
fn inventory(found: &Found) -> String {
    let mut lines: Vec<String> = found
        .postings
        .iter()
        .map(|(source, postings)| format!("  {} postings of {source}", count(*postings)))
        .collect();
    let beside = [
        (found.texts, "texts"),
        (found.spells, "former spells of being open"),
        (found.quotations, "rows of our books that quote it"),
    ];
    let beside = beside.iter().filter(|(number, _)| *number > 0);
    lines.extend(beside.map(|(number, what)| format!("  {} {what}", count(*number))));
    let companies = found.companies.iter();
    lines.extend(companies.map(|name| format!("  the company {name}")));
    lines.join("\n")
}
