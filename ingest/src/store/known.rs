//! What the database already knows of a batch.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use super::{Error, Outcome};
use crate::facts::Facts;

/// A stored posting, as far as writing needs to know it.
pub(super) struct Known {
    source: String,
    external_id: String,
    content_hash: i64,
    duplicate_key: Option<i64>,
    canonical_id: i64,
    vocabulary: i32,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

/// Id, source, external id, hash, duplicate key, canonical id, vocabulary, first and last sighting, closing.
type Row = (
    i64,
    String,
    String,
    i64,
    Option<i64>,
    i64,
    i32,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
);

/// The stored postings among a batch. The writers' lock must be held: what is compared stays what is written over.
pub(super) async fn known(
    connection: &mut PgConnection,
    batch: &[Facts],
) -> Result<FxHashMap<i64, Known>, Error> {
    let ids: Vec<i64> = batch.iter().map(|facts| facts.id).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "select p.id, s.slug, p.external_id, p.content_hash, p.duplicate_key, p.canonical_id, p.vocabulary_id,
            p.first_seen, p.last_seen, p.closed_at
         from posting p join source s on s.id = p.source_id where p.id = any($1)",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let known = rows.into_iter().map(
        |(
            id,
            source,
            external_id,
            content_hash,
            duplicate_key,
            canonical_id,
            vocabulary,
            first_seen,
            last_seen,
            closed_at,
        )| {
            let known = Known {
                source,
                external_id,
                content_hash,
                duplicate_key,
                canonical_id,
                vocabulary,
                first_seen,
                last_seen,
                closed_at,
            };
            (id, known)
        },
    );
    Ok(known.collect())
}

impl Known {
    /// Whether the posting is now known to have been open for longer.
    fn is_widened(&self, facts: &Facts) -> bool {
        facts.first_seen < self.first_seen || facts.last_seen > self.last_seen
    }

    /// Whether it is known to have been open on more days.
    fn has_more_days(&self, facts: &Facts) -> bool {
        facts.first_seen.date_naive() < self.first_seen.date_naive()
            || facts.last_seen.date_naive() > self.last_seen.date_naive()
    }

    /// Whether the posting is seen open after it had closed.
    fn is_back(&self, facts: &Facts) -> bool {
        self.closed_at
            .is_some_and(|closed_at| facts.last_seen > closed_at)
    }
}

/// The duplicate keys under which something changes with a batch.
pub(super) fn unsettled(
    batch: &[Facts],
    outcomes: &[Outcome],
    known: &FxHashMap<i64, Known>,
) -> Vec<i64> {
    let mut keys = Vec::new();
    for (facts, outcome) in batch.iter().zip(outcomes) {
        let (before, now) = (
            known.get(&facts.id),
            facts.signature.map(|signature| signature.key),
        );
        let changes = match outcome {
            Outcome::Added | Outcome::Changed => true,
            Outcome::Unchanged => before.is_some_and(|known| known.is_widened(facts)),
            Outcome::Collision | Outcome::Forgotten => false,
        };
        if changes {
            keys.extend(
                now.into_iter()
                    .chain(before.and_then(|known| known.duplicate_key)),
            );
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The postings of a batch that are seen open after they had closed.
pub(super) fn back<'a>(
    batch: &'a [Facts],
    outcomes: &[Outcome],
    known: &FxHashMap<i64, Known>,
) -> Vec<&'a Facts> {
    let is_back = |(facts, outcome): &(&Facts, &Outcome)| {
        !matches!(outcome, Outcome::Collision | Outcome::Forgotten)
            && known
                .get(&facts.id)
                .is_some_and(|known| known.is_back(facts))
    };
    let back = batch.iter().zip(outcomes).filter(is_back);
    back.map(|(facts, _)| facts).collect()
}

/// What the log has to name for a batch besides what was added or changed: postings that were open on more days than we knew,
/// and those that stood for a changed one, which may have parted from them.
pub(super) fn touched(
    batch: &[Facts],
    outcomes: &[Outcome],
    known: &FxHashMap<i64, Known>,
) -> Vec<i64> {
    let touched = |(facts, outcome): (&Facts, &Outcome)| {
        let before = known.get(&facts.id)?;
        match outcome {
            Outcome::Changed => Some(before.canonical_id),
            Outcome::Unchanged => before.has_more_days(facts).then_some(facts.id),
            Outcome::Added | Outcome::Collision | Outcome::Forgotten => None,
        }
    };
    batch.iter().zip(outcomes).filter_map(touched).collect()
}

/// What is to be done with each posting of a batch. One that neither our vocabulary nor the served one has read is written
/// even where its facts are the same.
pub(super) fn compare(
    batch: &[Facts],
    hashes: &[i64],
    known: &FxHashMap<i64, Known>,
    vocabularies: [i32; 2],
) -> Vec<Outcome> {
    let outcome = |(facts, hash): (&Facts, &i64)| match known.get(&facts.id) {
        None => Outcome::Added,
        Some(known) if known.source != facts.source || known.external_id != facts.external_id => {
            Outcome::Collision
        }
        Some(known) if known.content_hash != *hash => Outcome::Changed,
        Some(known) if !vocabularies.contains(&known.vocabulary) => Outcome::Changed,
        Some(_) => Outcome::Unchanged,
    };
    batch.iter().zip(hashes).map(outcome).collect()
}

/// Widens the time in which unchanged postings are known to have been open.
pub(super) async fn extend_sightings(
    connection: &mut PgConnection,
    batch: &[Facts],
    outcomes: &[Outcome],
    known: &FxHashMap<i64, Known>,
    target: Option<i32>,
) -> Result<(), Error> {
    let (mut ids, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (facts, outcome) in batch.iter().zip(outcomes) {
        let wider = known
            .get(&facts.id)
            .is_some_and(|known| known.is_widened(facts));
        if *outcome == Outcome::Unchanged && wider {
            ids.push(facts.id);
            first.push(facts.first_seen);
            last.push(facts.last_seen);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update posting p set first_seen = least(p.first_seen, s.first), last_seen = greatest(p.last_seen, s.last),
         target_id = coalesce($4, p.target_id)
         from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as s (id, first, last) where p.id = s.id",
    )
    .bind(ids)
    .bind(first)
    .bind(last)
    .bind(target)
    .execute(connection)
    .await?;
    Ok(())
}
