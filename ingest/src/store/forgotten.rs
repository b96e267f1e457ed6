//! What must not be written again because somebody asked us to forget it.

use rustc_hash::FxHashSet;
use sea_orm::sqlx::{self, PgConnection};

use super::Error;
use crate::facts::Facts;
use crate::forget::address::Address;

/// Hashes of what was forgotten. Each hash says what it is of, so one set holds them all.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    latest: i64,
    hashes: FxHashSet<i64>,
}

impl Forgotten {
    /// Learns what was forgotten since the last time; tells whether anything was.
    pub(super) async fn refresh(&mut self, connection: &mut PgConnection) -> Result<bool, Error> {
        let new: Vec<(i64, i64)> =
            sqlx::query_as("select id, hash from forgotten where id > $1 order by id")
                .bind(self.latest)
                .fetch_all(connection)
                .await?;
        let Some((latest, _)) = new.last() else {
            return Ok(false);
        };
        self.latest = *latest;
        self.hashes.extend(new.iter().map(|(_, hash)| hash));
        Ok(true)
    }

    /// Whether a posting is to stay forgotten.
    pub(super) fn holds(&self, facts: &Facts) -> bool {
        if self.hashes.is_empty() {
            return false;
        }
        let company = facts.company.as_ref().map(|company| company.id);
        let address = facts.url.as_deref().and_then(Address::parse);
        let addresses = address.iter().flat_map(|address| {
            let domains = address.domains().map(Address::domain_hash);
            domains.chain([address.hash()])
        });
        let mut hashes = [facts.id].into_iter().chain(company).chain(addresses);
        hashes.any(|hash| self.hashes.contains(&hash))
    }
}
