//! `waymark user`: accounts of people, for whoever runs the server.

use std::process::ExitCode;

use api::administration::{self, Account};
use clap::{Args, Subcommand};

use crate::cli::{self, Place};
use crate::database::Database;
use crate::{clock, console, vocabulary};

/// What to do with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Make an account with a name and a password, which is asked for
    Add(Add),
    /// Who has an account
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Delete an account and everything that belongs to it, for good
    Delete(Delete),
}

/// Which account to make.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// What they are called; nobody else may have the name, whatever its case
    name: String,
    /// Read the password from standard input, its first line
    #[arg(long)]
    password_stdin: bool,
}

/// Which account to delete.
#[derive(Clone, Debug, Args)]
pub struct Delete {
    /// What they are called; of somebody with an issuer, the name or the subject that `waymark user list` shows
    name: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Does it and says what became of it.
///
/// # Errors
/// When there is no database to be had, or it is refused.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    // Before anything is started for it.
    let password = match command {
        Command::Add(add) => Some(console::new_password(add.password_stdin)?),
        Command::List { .. } | Command::Delete(_) => None,
    };
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &vocabulary::reader(place)?).await?;
        let done = match (command, password) {
            (Command::Add(Add { name, .. }), password) => {
                add(&database, name, &password.unwrap_or_default()).await
            }
            (Command::List { json }, _) => list(&database, *json).await,
            (Command::Delete(which), _) => delete(&database, which).await,
        };
        database.close().await?;
        done
    })
}

async fn add(database: &Database, name: &str, password: &str) -> anyhow::Result<ExitCode> {
    administration::add(&database.connection, (name, password), clock::now()).await?;
    console::print(&format!("{} has an account", name.trim()))?;
    Ok(ExitCode::SUCCESS)
}

async fn list(database: &Database, json: bool) -> anyhow::Result<ExitCode> {
    let accounts = administration::list(&database.connection, clock::now()).await?;
    if json {
        console::print_json(&accounts)?;
    } else if accounts.is_empty() {
        console::print("nobody has an account")?;
    } else {
        let lines: Vec<String> = accounts.iter().map(line).collect();
        console::print(&lines.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(account: &Account) -> String {
    let since = account.created_at.format("%Y-%m-%d");
    let vouched = match (&account.issuer, &account.subject) {
        (Some(issuer), Some(subject)) => format!("  {subject} of {issuer}"),
        _ => String::new(),
    };
    let sessions = account.sessions;
    format!(
        "{}  since {since}, {sessions} sessions and tokens{vouched}",
        account.name
    )
}

async fn delete(database: &Database, which: &Delete) -> anyhow::Result<ExitCode> {
    let name = &which.name;
    let question = format!("delete the account of {name} with all that belongs to it, for good?");
    if !which.yes && !console::agrees(&question)? {
        console::note("nothing was deleted: add --yes to do it");
        return Ok(ExitCode::FAILURE);
    }
    administration::delete(&database.connection, name).await?;
    console::print(&format!("the account of {name} is gone"))?;
    Ok(ExitCode::SUCCESS)
}
