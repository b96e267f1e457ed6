//! Clusters of duplicates, kept up with every change in the same transaction: nothing is left to a nightly run.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use sea_orm::sqlx::{self, PgConnection};

use super::Error;
use crate::duplicate::{Assignment, Member, Print, clusters};

/// Whoever changes which postings there are, or what they say, holds this until the end of the transaction: two writers
/// could otherwise each miss the copy that the other one is about to commit, or wait for each other's rows.
const LOCK: i64 = 0x5761_796d_6172_6b01;

/// Postings that share some keys. The keys go one by one through the index, however the planner estimates them.
const MEMBERS: &str = "select p.* from unnest($1::bigint[]) k (key) cross join lateral (
    select p.duplicate_key, p.id, p.print, p.company_id is not null, p.complete, p.vocabulary_id, s.first_party, p.first_seen,
        coalesce(p.closed_at, p.last_seen), p.canonical_id, p.cluster_first_seen is not null
    from posting p join source s on s.id = p.source_id where p.duplicate_key = k.key offset 0) p";

/// The same where the rows lie on several machines: those answer for all keys at once, or not at all.
const MEMBERS_ANYWHERE: &str = "select p.duplicate_key, p.id, p.print, p.company_id is not null, p.complete, p.vocabulary_id,
    s.first_party, p.first_seen, coalesce(p.closed_at, p.last_seen), p.canonical_id, p.cluster_first_seen is not null
    from posting p join source s on s.id = p.source_id where p.duplicate_key = any($1)";

/// Writes who stands for whom, and on those who stand for others what their clusters say together. Tells of each row that it
/// wrote who stood for it before, and whether it says something else in days of UTC.
const SETTLE: &str = "with assigned (id, canonical_id) as (select * from unnest($1::bigint[], $2::bigint[])),
    member as (select a.id, a.canonical_id, p.first_seen, coalesce(p.closed_at, p.last_seen) as last_open, p.posted_on, p.region_ids,
        p.canonical_id as was_canonical_id, p.cluster_region_ids as was_region_ids, p.cluster_first_seen as was_first_seen,
        p.cluster_last_open as was_last_open, p.cluster_posted_on as was_posted_on
        from assigned a join posting p on p.id = a.id),
    place as (select canonical_id, array_agg(distinct region order by region) as region_ids
        from member cross join unnest(region_ids) region group by canonical_id),
    united as (select m.*, coalesce(region_ids, '{}') as region_ids from (
        select canonical_id, min(first_seen) as first_seen, max(last_open) as last_open, min(posted_on) as posted_on
        from member group by canonical_id having count(*) > 1) m left join place using (canonical_id))
    update posting p set canonical_id = m.canonical_id, cluster_region_ids = u.region_ids, cluster_first_seen = u.first_seen,
        cluster_last_open = u.last_open, cluster_posted_on = u.posted_on
    from member m left join united u on u.canonical_id = m.id where p.id = m.id
    and (p.canonical_id, p.cluster_region_ids, p.cluster_first_seen, p.cluster_last_open, p.cluster_posted_on)
        is distinct from (m.canonical_id, u.region_ids, u.first_seen, u.last_open, u.posted_on)
    returning p.id, m.was_canonical_id, (p.canonical_id, p.cluster_region_ids, p.cluster_posted_on,
            (p.cluster_first_seen at time zone 'UTC')::date, (p.cluster_last_open at time zone 'UTC')::date)
        is distinct from (m.was_canonical_id, m.was_region_ids, m.was_posted_on,
            (m.was_first_seen at time zone 'UTC')::date, (m.was_last_open at time zone 'UTC')::date)";

/// Waits until nobody else changes postings; the transaction's end lets the next one in.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(connection: &mut PgConnection) -> Result<(), Error> {
    let statement = sqlx::query("select pg_advisory_xact_lock($1)");
    statement.bind(LOCK).execute(connection).await?;
    Ok(())
}

/// Keeps everybody else from changing postings until the connection ends; false where somebody is just doing so.
///
/// # Errors
/// When Postgres refuses.
pub async fn try_lock_out(connection: &mut PgConnection) -> Result<bool, Error> {
    let statement = sqlx::query_scalar("select pg_try_advisory_lock($1)");
    statement.bind(LOCK).fetch_one(connection).await
}

/// Clusters anew the postings that share these keys: those of everything that the transaction has added, changed, seen for
/// longer, closed or removed. The [`lock`] must be held.
///
/// Answers what the log has to name: the postings that are of another cluster than before or say something else of theirs, and
/// those that stood for them, which have lost a member even where they say the same of the others.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(connection: &mut PgConnection, keys: &[i64]) -> Result<Vec<i64>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let members = if is_distributed(&mut *connection).await? {
        MEMBERS_ANYWHERE
    } else {
        MEMBERS
    };
    let rows: Vec<Row> = sqlx::query_as(members)
        .bind(keys)
        .fetch_all(&mut *connection)
        .await?;
    let mut groups: FxHashMap<i64, Vec<Stored>> = FxHashMap::default();
    for row in rows {
        let (key, stored) = stored(row)?;
        groups.entry(key).or_default().push(stored);
    }
    let (mut ids, mut canonical_ids) = (Vec::new(), Vec::new());
    for group in groups.into_values().filter(|group| is_unsettled(group)) {
        let members: Vec<_> = group.into_iter().map(|stored| stored.member).collect();
        for Assignment { id, canonical_id } in clusters(&members) {
            ids.push(id);
            canonical_ids.push(canonical_id);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let written: Vec<(i64, i64, bool)> = sqlx::query_as(SETTLE)
        .bind(ids)
        .bind(canonical_ids)
        .fetch_all(connection)
        .await?;
    let touched = written.into_iter().filter(|(_, _, touched)| *touched);
    Ok(touched.flat_map(|(id, was, _)| [id, was]).collect())
}

/// Whether the database is Citus, and spreads tables over machines.
async fn is_distributed(connection: &mut PgConnection) -> Result<bool, Error> {
    sqlx::query_scalar("select to_regclass('pg_dist_partition') is not null")
        .fetch_one(connection)
        .await
}

/// Clusters anew the postings among whose copies some were read by another vocabulary: one without a text cannot be read
/// again, counts no more, and must not stand for copies that do. The [`lock`] must be held. Answers as [`settle`] does.
pub(super) async fn settle_mixed(connection: &mut PgConnection) -> Result<Vec<i64>, Error> {
    let keys: Vec<i64> = sqlx::query_scalar(
        "select duplicate_key from posting where duplicate_key is not null group by duplicate_key
         having min(vocabulary_id) <> max(vocabulary_id)",
    )
    .fetch_all(&mut *connection)
    .await?;
    settle(connection, &keys).await
}

type Row = (
    i64,
    i64,
    Vec<u8>,
    bool,
    bool,
    i32,
    bool,
    DateTime<Utc>,
    DateTime<Utc>,
    i64,
    bool,
);

struct Stored {
    member: Member,
    /// Whether it is stored as standing for nobody but itself.
    alone: bool,
}

fn stored(row: Row) -> Result<(i64, Stored), Error> {
    let (
        key,
        id,
        print,
        has_company,
        complete,
        vocabulary,
        first_party,
        first_seen,
        last_open,
        canonical_id,
        united,
    ) = row;
    let print = <[u8; 32]>::try_from(print)
        .map_err(|_| Error::Protocol(format!("posting {id} has no print of 32 bytes")))?;
    let member = Member {
        id,
        print: Print(print),
        has_company,
        complete,
        vocabulary,
        first_party,
        first_seen,
        last_open,
    };
    let alone = canonical_id == id && !united;
    Ok((key, Stored { member, alone }))
}

/// A posting that shares its key with nobody and never did is as it should be.
fn is_unsettled(group: &[Stored]) -> bool {
    group.len() > 1 || group.iter().any(|stored| !stored.alone)
}
