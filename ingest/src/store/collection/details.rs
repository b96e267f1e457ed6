//! Details that are asked for one by one: not again while the source says the same of a posting.

use chrono::{DateTime, Duration, Utc};
use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use super::{Taken, details_of};
use crate::source::Request;
use crate::store::Error;

/// Details are asked for again after so long, whatever the outline says: not every source tells of every edit.
const KEPT_FOR: Duration = Duration::days(7);

/// What is to be asked of all that an answer would have asked next.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) wanted: Vec<&'a Request>,
    /// Postings whose details are known.
    pub(super) known: Vec<i64>,
}

/// Enters which details were read, and tells which are to be asked for.
pub(super) async fn enter<'a>(
    connection: &mut PgConnection,
    taken: &Taken<'a>,
    now: DateTime<Utc>,
) -> Result<Asked<'a>, Error> {
    // The source of every posting of a collection is one; a request names it no more than its answer does.
    let source = taken.source;
    if let Some((external_id, outline)) =
        taken.answered.and_then(|(_, request)| details_of(request))
    {
        let id = entity::hash::posting_id(source, external_id);
        let found = taken.facts.iter().any(|facts| facts.id == id);
        // A page that tells of other postings has to be asked for their sake.
        if found || (taken.read == 0 && taken.removed.is_empty()) {
            let outline = entity::hash::stable(&[outline]);
            remember(connection, (id, outline, found), now).await?;
        }
    }
    let mut outlines: FxHashMap<i64, i64> = FxHashMap::default();
    let hashed = |request: &Request| {
        details_of(request).map(|(external_id, outline)| {
            (
                entity::hash::posting_id(source, external_id),
                entity::hash::stable(&[outline]),
            )
        })
    };
    outlines.extend(taken.next.iter().filter_map(hashed));
    let unchanged = unchanged(connection, &outlines, now).await?;
    let is_known =
        |request: &&Request| hashed(request).is_some_and(|(id, _)| unchanged.contains_key(&id));
    let wanted = taken.next.iter().filter(|request| !is_known(request));
    let known = unchanged.iter().filter(|(_, found)| **found);
    Ok(Asked {
        wanted: wanted.collect(),
        known: known.map(|(id, _)| *id).collect(),
    })
}

async fn remember(
    connection: &mut PgConnection,
    (id, outline, found): (i64, i64, bool),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "insert into posting_detail (posting_id, outline_hash, found, read_at) values ($1, $2, $3, $4)
         on conflict (posting_id) do update set outline_hash = excluded.outline_hash, found = excluded.found,
         read_at = excluded.read_at",
    )
    .bind(id)
    .bind(outline)
    .bind(found)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// The postings of which the source says what it said when their details were read, each with whether those held it; and such
/// that are to stay forgotten, whose details nobody needs.
async fn unchanged(
    connection: &mut PgConnection,
    outlines: &FxHashMap<i64, i64>,
    now: DateTime<Utc>,
) -> Result<FxHashMap<i64, bool>, Error> {
    if outlines.is_empty() {
        return Ok(FxHashMap::default());
    }
    let (ids, hashes): (Vec<i64>, Vec<i64>) = outlines.iter().unzip();
    let rows: Vec<(i64, bool)> = sqlx::query_as(
        "select d.posting_id, d.found from unnest($1::bigint[], $2::bigint[]) o (id, hash)
         join posting_detail d on d.posting_id = o.id and d.outline_hash = o.hash
         where d.read_at > $3 union all select hash, false from forgotten where hash = any($1)",
    )
    .bind(ids)
    .bind(hashes)
    .bind(now - KEPT_FOR)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}
