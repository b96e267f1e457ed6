//! The wide rows.

use sea_orm::sqlx::{self, PgConnection};

use super::copy::{Bytes, Rows};
use super::{Error, Keys, served};
use crate::facts::Facts;

const COPY: &str = "copy incoming_posting (id, source_id, external_id, title, company_id, role_id, seniority, location,
    region_ids, place_resolved, work_mode, remote_scope, pay_text, pay_min, pay_max, pay_currency, pay_period, posted_on,
    first_seen, last_seen, url, text_hash, content_hash, canonical_id, complete, vocabulary_id, skill_ids, requirement_levels,
    duplicate_key, print, target_id, expires_at) from stdin";

/// Everything but the identity and the sightings is taken over; what closed a posting is not an import's to decide. What
/// changed stands for itself until its cluster is settled.
const UPSERT: &str = "insert into posting as p select * from incoming_posting order by id
    on conflict (id) do update set title = excluded.title, company_id = excluded.company_id, role_id = excluded.role_id,
    seniority = excluded.seniority, location = excluded.location, region_ids = excluded.region_ids,
    place_resolved = excluded.place_resolved, work_mode = excluded.work_mode, remote_scope = excluded.remote_scope,
    pay_text = excluded.pay_text, pay_min = excluded.pay_min, pay_max = excluded.pay_max,
    pay_currency = excluded.pay_currency, pay_period = excluded.pay_period, posted_on = excluded.posted_on,
    first_seen = least(p.first_seen, excluded.first_seen), last_seen = greatest(p.last_seen, excluded.last_seen),
    url = excluded.url, text_hash = excluded.text_hash, content_hash = excluded.content_hash, complete = excluded.complete,
    vocabulary_id = excluded.vocabulary_id, skill_ids = excluded.skill_ids, requirement_levels = excluded.requirement_levels,
    expires_at = excluded.expires_at, target_id = coalesce(excluded.target_id, p.target_id),
    duplicate_key = excluded.duplicate_key, print = excluded.print, canonical_id = excluded.canonical_id,
    cluster_region_ids = null, cluster_first_seen = null, cluster_last_open = null, cluster_posted_on = null
    where p.source_id = excluded.source_id and p.external_id = excluded.external_id";

/// Writes rows over those with the same ids.
pub(super) async fn write<'a>(
    connection: &mut PgConnection,
    batch: impl Iterator<Item = (&'a Facts, i64)>,
    keys: &Keys,
    served: i32,
) -> Result<(), Error> {
    let mut rows = Rows::default();
    for (facts, content_hash) in batch {
        row(&mut rows, facts, content_hash, keys);
    }
    if rows.is_empty() {
        return Ok(());
    }
    rows.send(connection, COPY).await?;
    if keys.vocabulary_id != served {
        served::keep_readings(connection, served).await?;
    }
    sqlx::query(UPSERT).execute(connection).await?;
    Ok(())
}

fn row(rows: &mut Rows, facts: &Facts, content_hash: i64, keys: &Keys) {
    let mut skills: Vec<_> = facts
        .skills
        .iter()
        .map(|skill| (keys.skill(skill.skill), skill.requirement as i16))
        .collect();
    skills.sort_unstable();
    rows.plain(facts.id);
    rows.optional(keys.sources.get(&facts.source));
    rows.text(&facts.external_id);
    rows.text(&facts.title);
    rows.optional(facts.company.as_ref().map(|company| company.id));
    rows.optional(keys.role(facts.role.as_deref()));
    rows.optional(facts.seniority.map(|level| level as i16));
    rows.optional_text(facts.location.as_deref());
    rows.numbers(keys.regions_around(&facts.places));
    rows.plain(facts.place_resolved);
    rows.optional(facts.work_mode.map(|mode| mode as i16));
    rows.numbers(keys.region_ids(&facts.remote_scope));
    rows.optional_text(facts.pay_text.as_deref());
    let pay = facts.pay.as_ref();
    rows.optional(pay.and_then(|pay| pay.min));
    rows.optional(pay.and_then(|pay| pay.max));
    rows.optional_text(pay.and_then(|pay| pay.currency));
    rows.optional(pay.map(|pay| pay.period as i16));
    rows.optional(facts.posted_on);
    rows.plain(facts.first_seen.to_rfc3339());
    rows.plain(facts.last_seen.to_rfc3339());
    rows.optional_text(facts.url.as_deref());
    rows.plain(facts.text_hash());
    rows.plain(content_hash);
    rows.plain(facts.id);
    rows.plain(facts.complete);
    rows.plain(keys.vocabulary_id);
    rows.numbers(skills.iter().map(|(skill, _)| skill));
    rows.numbers(skills.iter().map(|(_, requirement)| requirement));
    rows.optional(facts.signature.map(|signature| signature.key));
    rows.optional(facts.signature.map(|signature| Bytes(signature.print.0)));
    rows.optional(keys.target);
    rows.optional(facts.expires_at.map(|moment| moment.to_rfc3339()));
    rows.end();
}
