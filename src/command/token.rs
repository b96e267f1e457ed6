//! `waymark token`: tokens by which programs are known as somebody.

use std::process::ExitCode;

use anyhow::bail;
use api::administration;
use clap::{Args, Subcommand};

use crate::cli::{self, Place};
use crate::database::Database;
use crate::{clock, console, vocabulary};

/// What to do with tokens.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Make a token; it is shown this once
    Create(Create),
    /// Which sessions and tokens of somebody are good now
    List {
        /// Whose; of somebody with an issuer, the name or the subject that `waymark user list` shows
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a token back, or end a session, at once
    Revoke {
        /// Whose
        name: String,
        /// Which, as `waymark token list` calls it
        id: String,
    },
}

/// Which token to make.
#[derive(Clone, Debug, Args)]
pub struct Create {
    /// As whom its holder is known; of somebody with an issuer, the name or the subject that `waymark user list` shows
    name: String,
    /// What it is for, so that it is known again
    #[arg(long, default_value = "made at the command line")]
    label: String,
    /// For how many days it is good
    #[arg(long, default_value_t = 90, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
}

/// Does it and says what became of it.
///
/// # Errors
/// When there is no database to be had, or it is refused.
pub fn run(place: &Place, command: &Command) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let database = Database::open(place, &vocabulary::reader(place)?).await?;
        let done = match command {
            Command::Create(which) => create(&database, which).await,
            Command::List { name, json } => list(&database, name, *json).await,
            Command::Revoke { name, id } => revoke(&database, name, id).await,
        };
        database.close().await?;
        done?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn create(database: &Database, which: &Create) -> anyhow::Result<()> {
    let what = (&*which.label, which.days);
    let token =
        administration::create_token(&database.connection, &which.name, what, clock::now()).await?;
    console::note(&format!(
        "good for {} days; it is not shown again. Send it as `Authorization: Bearer …`",
        which.days
    ));
    console::print(token.text())?;
    Ok(())
}

async fn list(database: &Database, name: &str, json: bool) -> anyhow::Result<()> {
    let tokens = administration::tokens(&database.connection, name, clock::now()).await?;
    if json {
        console::print_json(&tokens)?;
    } else if tokens.is_empty() {
        console::print("none is good now")?;
    } else {
        let lines = tokens.iter().map(|token| {
            let label = token.label.as_deref().unwrap_or("signed in");
            let (since, until) = (token.created_at.date_naive(), token.expires_at.date_naive());
            format!("{}  {label}, from {since} until {until}", token.id)
        });
        console::print(&lines.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(())
}

async fn revoke(database: &Database, name: &str, id: &str) -> anyhow::Result<()> {
    if !administration::revoke(&database.connection, name, id, clock::now()).await? {
        bail!("{name} has no session or token {id}: `waymark token list` shows which there are");
    }
    console::print("it is good no more")?;
    Ok(())
}
