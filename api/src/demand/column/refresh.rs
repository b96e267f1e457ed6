//! Taking in what has changed: the log names the postings, the rows are read anew, and a new version of the market comes of it.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sea_orm::{
    DatabaseConnection,
    sqlx::{self, PgConnection},
};

use super::{
    builder::Builder,
    catalogue::Catalogue,
    market::{Market, Slot},
    read::{Failed, State, rows, snapshot},
};

/// What became of a market that was brought up to date.
#[derive(Debug)]
pub(crate) enum Refreshed {
    /// Nothing has changed.
    Same,
    /// A new version.
    Newer(Market),
    /// It has to be read anew: by another vocabulary, with other regions, or because the log no longer leads on from it.
    Outdated,
}

/// The postings that some transactions named, and those that stand for them now.
const NAMED: &str = "with named as (select distinct n.id, n.added from posting_change c cross join lateral ( \
        select unnest(c.added), true \
        union all select unnest(c.changed || c.closed || c.reopened || c.touched), false) n (id, added) where c.id > $1), \
    standing as (select p.canonical_id as id from named n join posting p on p.id = n.id where p.canonical_id <> p.id) \
    select id, bool_and(added) from (select id, added from named union all select id, false from standing) n group by id";

impl Market {
    /// Brings it up to date, as one step: what is read is one state of the truth.
    pub(crate) async fn refresh(&self, database: &DatabaseConnection) -> Result<Refreshed, Failed> {
        let (mut transaction, state) = snapshot(database).await?;
        if !self.leads_to(&state) {
            return Ok(Refreshed::Outdated);
        }
        let catalogue = self.catalogue_of(database, &state).await?;
        if state.newest == self.state.newest {
            return Ok(catalogue.map_or(Refreshed::Same, |catalogue| {
                Refreshed::Newer(Self {
                    catalogue,
                    ..self.clone()
                })
            }));
        }
        let named = named(&mut transaction, self.state.newest).await?;
        let mut builder = Builder::default();
        if !named.is_empty() {
            let ids: Vec<i64> = named.keys().copied().collect();
            let take = |row: super::segment::Row<'_>, _: &_| builder.push(row);
            rows(
                &mut transaction,
                state.vocabulary,
                Some(&ids),
                &self.dictionaries,
                take,
            )
            .await?;
        }
        transaction.commit().await?;
        // What was only added has no rows yet that would have to be looked for.
        let known = named.iter().filter(|(_, added)| !**added);
        let mut known: Vec<i64> = known.map(|(id, _)| *id).collect();
        known.sort_unstable();
        let mut market = self.without(&known);
        let fresh = builder.segments(&self.codes().places);
        market.slots.extend(
            fresh
                .into_iter()
                .map(|segment| Arc::new(Slot::fresh(segment))),
        );
        market.state = state;
        market.catalogue = catalogue.unwrap_or(market.catalogue);
        Ok(Refreshed::Newer(market))
    }

    /// The catalogue of a state, if it is another one: it may change without the log.
    async fn catalogue_of(
        &self,
        database: &DatabaseConnection,
        state: &State,
    ) -> Result<Option<Arc<Catalogue>>, Failed> {
        if state.catalogue == self.catalogue.version {
            return Ok(None);
        }
        Ok(Some(Arc::new(Catalogue::load(database).await?)))
    }

    /// Whether the log tells all that happened between it and a state.
    fn leads_to(&self, state: &State) -> bool {
        let known = &self.state;
        known.vocabulary == state.vocabulary
            && known.regions == state.regions
            && known.newest <= state.newest
            && (known.newest == state.newest || state.oldest <= known.newest.saturating_add(1))
    }

    /// The same market without the rows of some postings; ids are ascending.
    fn without(&self, ids: &[i64]) -> Self {
        let slots = self.slots.iter().map(|slot| {
            let segment = slot.segment();
            let mut dead = segment.rows_of(ids);
            dead.retain(|row| slot.live().contains(*row));
            if dead.is_empty() {
                Arc::clone(slot)
            } else {
                Arc::new(slot.without(&dead))
            }
        });
        Self {
            slots: slots.collect(),
            ..self.clone()
        }
    }
}

/// The postings that were named since, each with whether it was only ever added.
async fn named(connection: &mut PgConnection, since: i64) -> Result<FxHashMap<i64, bool>, Failed> {
    let rows: Vec<(i64, bool)> = sqlx::query_as(NAMED)
        .bind(since)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
