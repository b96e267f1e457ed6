//! The texts and their evidence.

use chrono::Duration;
use sea_orm::sqlx::{self, PgConnection};

use super::copy::Rows;
use super::{Error, Keys, served};
use crate::facts::Facts;

/// A posting that this transaction has added has no text yet, and nobody else can have given it one.
const COPY_NEW: &str = "copy posting_text (posting_id, text, span_skills, span_starts, span_ends, expires_at) from stdin";

const COPY: &str = "copy incoming_text (posting_id, text, span_skills, span_starts, span_ends, expires_at) from stdin";

const UPSERT: &str = "insert into posting_text select * from incoming_text
    on conflict (posting_id) do update set text = excluded.text, span_skills = excluded.span_skills,
    span_starts = excluded.span_starts, span_ends = excluded.span_ends,
    expires_at = greatest(posting_text.expires_at, excluded.expires_at)";

/// Writes texts of postings that are new and of such that were there, to be kept for some days from now.
pub(super) async fn write<'a>(
    connection: &mut PgConnection,
    new: impl Iterator<Item = &'a Facts>,
    changed: impl Iterator<Item = &'a Facts>,
    keys: &Keys,
    served: i32,
    retention: super::Retention,
) -> Result<(), Error> {
    let expires_at = (retention.now + Duration::days(retention.text_days.into())).to_rfc3339();
    let new = rows(new, keys, &expires_at);
    if !new.is_empty() {
        new.send(connection, COPY_NEW).await?;
    }
    let changed = rows(changed, keys, &expires_at);
    if !changed.is_empty() {
        changed.send(connection, COPY).await?;
        if keys.vocabulary_id != served {
            served::keep_spans(connection, served).await?;
        }
        sqlx::query(UPSERT).execute(connection).await?;
    }
    Ok(())
}

fn rows<'a>(batch: impl Iterator<Item = &'a Facts>, keys: &Keys, expires_at: &str) -> Rows {
    let mut rows = Rows::default();
    for facts in batch {
        let spans: Vec<_> = facts
            .skills
            .iter()
            .flat_map(|skill| {
                skill
                    .spans
                    .iter()
                    .map(|span| (keys.skill(skill.skill), *span))
            })
            .collect();
        rows.plain(facts.id);
        rows.text(&facts.text);
        rows.numbers(spans.iter().map(|(skill, _)| skill));
        rows.numbers(spans.iter().map(|(_, (start, _))| start));
        rows.numbers(spans.iter().map(|(_, (_, end))| end));
        rows.plain(expires_at);
        rows.end();
    }
    rows
}
