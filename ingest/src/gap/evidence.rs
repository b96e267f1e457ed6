//! The words around a term, fetched for the few terms that are shown.

use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgPool};

use super::Error;
use super::report::{Draft, Evidence, Report};
use super::tally::Place;

/// Characters to either side of a term.
const REACH: usize = 70;

/// Fills in the evidence.
pub(super) async fn complete(pool: &PgPool, draft: Draft) -> Result<Report, Error> {
    let Draft { mut report, places } = draft;
    let mut ids: Vec<i64> = places.iter().flatten().map(|place| place.posting).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select posting_id, text from posting_text where posting_id = any($1)")
            .bind(ids)
            .fetch_all(pool)
            .await?;
    let texts: FxHashMap<i64, String> = rows.into_iter().collect();
    for (gap, places) in report.gaps.iter_mut().zip(&places) {
        // A text that changed meanwhile may no longer have it where it stood.
        let evidence = places.iter().filter_map(|place| {
            let text = clause(texts.get(&place.posting)?, place)?;
            Some(Evidence {
                posting: place.posting,
                text,
            })
        });
        gap.evidence = evidence.collect();
    }
    Ok(report)
}

/// The line around a place, cut at words where it is long.
fn clause(text: &str, place: &Place) -> Option<String> {
    let term = text.get(place.start..place.end)?;
    let before = &text[..place.start];
    let before = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let after = &text[place.end..];
    let after = &after[..after.find('\n').unwrap_or(after.len())];
    let from = before.char_indices().rev().nth(REACH).map(|(at, _)| at);
    let to = after.char_indices().nth(REACH).map(|(at, _)| at);
    let start = match from {
        Some(at) => format!("…{}", after_space(&before[at..])),
        None => before.to_owned(),
    };
    let end = match to {
        Some(at) => format!("{}…", before_space(&after[..at])),
        None => after.to_owned(),
    };
    Some(format!("{start}{term}{end}").trim().to_owned())
}

fn after_space(text: &str) -> &str {
    text.split_once(' ').map_or(text, |(_, rest)| rest)
}

fn before_space(text: &str) -> &str {
    text.rsplit_once(' ').map_or(text, |(rest, _)| rest)
}
