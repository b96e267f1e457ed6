//! The client that asks sources, as an operator has set it up.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use ingest::fetch::{Client, Settings};
use sea_orm::sqlx::PgPool;

use crate::configuration::{Configuration, environment};

/// Names a server on this machine that stands for all sources, as address and port, for tests of the whole; nothing else is asked
/// then, and nobody waits between requests.
pub const STAND_IN: &str = "WAYMARK_STAND_IN";

/// A client for what the configuration wants collected.
///
/// # Errors
/// When nobody is named who answers for it, or this machine cannot make requests.
pub fn client(pool: PgPool, configuration: &Configuration) -> anyhow::Result<Client> {
    let contact = configuration.contact.as_ref();
    let mut settings = Settings::new(contact.map(|contact| contact.value.clone()));
    if let Some(address) = environment(STAND_IN) {
        let address: SocketAddr = address.parse().context(STAND_IN)?;
        let is_here = address.ip().is_loopback();
        ensure!(is_here, "{STAND_IN} is for servers on this machine only");
        settings.rewrite = Some(format!("http://{address}").parse()?);
        settings.pace = Some(0);
    }
    Ok(Client::new(pool, settings)?)
}
