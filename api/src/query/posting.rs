//! Postings by id, with their employers and their evidence.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{company, posting, posting_spell, posting_text};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::by_key;
use crate::sql::Sql;

/// The postings of some ids.
pub(crate) async fn by_ids(
    database: &DatabaseConnection,
    ids: Vec<i64>,
) -> Result<HashMap<i64, Arc<posting::Model>>, DbErr> {
    let rows = posting::Entity::find()
        .filter(posting::Column::Id.is_in(ids))
        .all(database)
        .await?;
    Ok(by_key(rows, |row| row.id))
}

/// How many duplicates of one posting are told by name.
const NAMED_DUPLICATES: i64 = 10;

/// The postings that one posting stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Duplicates {
    /// How many.
    pub(crate) count: i64,
    /// The first of them to be seen.
    pub(crate) earliest: Vec<Arc<posting::Model>>,
}

#[derive(FromQueryResult)]
struct DuplicateRow {
    count: i64,
    #[sea_orm(nested)]
    posting: posting::Model,
}

/// What some postings stand for, in one statement.
pub(crate) async fn duplicates(
    database: &DatabaseConnection,
    ids: Vec<i64>,
) -> Result<HashMap<i64, Arc<Duplicates>>, DbErr> {
    let mut sql = Sql::new(
        "select p.* from (select p.*, count(*) over (partition by canonical_id) as count, \
         row_number() over (partition by canonical_id order by first_seen, id) as place \
         from posting p where p.canonical_id <> p.id and p.canonical_id = any(",
    );
    sql.bind(ids)
        .push(")) p where place <= ")
        .bind(NAMED_DUPLICATES)
        .push(" order by canonical_id, place");
    let mut found: HashMap<i64, Duplicates> = HashMap::new();
    for row in sql.all::<DuplicateRow>(database).await? {
        let duplicates = found.entry(row.posting.canonical_id).or_default();
        duplicates.count = row.count;
        duplicates.earliest.push(Arc::new(row.posting));
    }
    let shared = |(id, duplicates)| (id, Arc::new(duplicates));
    Ok(found.into_iter().map(shared).collect())
}

/// The former stretches of time in which some postings were open, each list from the earliest.
pub(crate) async fn spells(
    database: &DatabaseConnection,
    ids: Vec<i64>,
) -> Result<HashMap<i64, Vec<posting_spell::Model>>, DbErr> {
    let rows = posting_spell::Entity::find()
        .filter(posting_spell::Column::PostingId.is_in(ids))
        .order_by_asc(posting_spell::Column::OpenedAt)
        .all(database)
        .await?;
    let mut spells: HashMap<i64, Vec<_>> = HashMap::new();
    for row in rows {
        spells.entry(row.posting_id).or_default().push(row);
    }
    Ok(spells)
}

/// The names of some companies.
pub(crate) async fn companies(
    database: &DatabaseConnection,
    ids: Vec<i64>,
) -> Result<HashMap<i64, Arc<str>>, DbErr> {
    let rows = company::Entity::find()
        .filter(company::Column::Id.is_in(ids))
        .all(database)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.name.into()))
        .collect())
}

/// A part of a posting's text, in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Where it begins.
    pub(crate) start: i32,
    /// Where it ends, exclusive.
    pub(crate) end: i32,
    /// What stands there.
    pub(crate) text: String,
}

/// The parts of a posting's text that name each skill.
pub(crate) type Evidence = HashMap<i32, Vec<Span>>;

/// The evidence of some postings; texts that have expired are as good as deleted.
pub(crate) async fn evidence(
    database: &DatabaseConnection,
    ids: Vec<i64>,
    now: DateTime<Utc>,
) -> Result<HashMap<i64, Arc<Evidence>>, DbErr> {
    let rows = posting_text::Entity::find()
        .filter(posting_text::Column::PostingId.is_in(ids))
        .filter(posting_text::Column::ExpiresAt.gt(now))
        .all(database)
        .await?;
    let read = |row: posting_text::Model| (row.posting_id, Arc::new(spans(&row)));
    Ok(rows.into_iter().map(read).collect())
}

fn spans(row: &posting_text::Model) -> Evidence {
    // Byte offset of each character, so that many spans of a long text stay linear.
    let mut offsets: Vec<usize> = row.text.char_indices().map(|(at, _)| at).collect();
    offsets.push(row.text.len());
    let offset = |at: i32| {
        usize::try_from(at)
            .ok()
            .and_then(|at| offsets.get(at).copied())
    };
    let mut evidence = Evidence::new();
    let places = row.span_starts.iter().zip(&row.span_ends);
    for (skill, (start, end)) in row.span_skills.iter().zip(places) {
        // A span outside its text is damage; it proves nothing and is left out.
        let (Some(from), Some(to)) = (offset(*start), offset(*end)) else {
            continue;
        };
        if let Some(text) = row.text.get(from..to) {
            evidence.entry(*skill).or_default().push(Span {
                start: *start,
                end: *end,
                text: text.to_owned(),
            });
        }
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, spans: &[(i32, i32, i32)]) -> posting_text::Model {
        posting_text::Model {
            posting_id: 1,
            text: text.into(),
            span_skills: spans.iter().map(|span| span.0).collect(),
            span_starts: spans.iter().map(|span| span.1).collect(),
            span_ends: spans.iter().map(|span| span.2).collect(),
            expires_at: DateTime::<Utc>::MAX_UTC,
        }
    }

    #[test]
    fn spans_count_characters_not_bytes() {
        let found = spans(&text("Übung in Rust", &[(7, 9, 13), (7, 0, 5)]));
        let words: Vec<_> = found[&7].iter().map(|span| span.text.as_str()).collect();
        assert_eq!(words, ["Rust", "Übung"]);
    }

    #[test]
    fn spans_outside_the_text_are_left_out() {
        let found = spans(&text(
            "Rust",
            &[(1, -1, 2), (1, 0, 5), (1, 3, 2), (2, 0, 4)],
        ));
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [2]);
    }
}
