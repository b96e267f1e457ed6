//! A reader of the log, as whoever keeps postings in memory is: after the first time it reads nothing but what the log names.

use std::collections::BTreeMap;

use sea_orm::sqlx;

use crate::world::World;

/// A posting as statistics see it: all that its row says but for its target, moments by their days in UTC; and on one that stands
/// for a cluster, who belongs to that and who of them is open.
const SEEN: &str = "select p.id, jsonb_pretty(to_jsonb(p)
        - '{target_id,first_seen,last_seen,closed_at,cluster_first_seen,cluster_last_open}'::text[]
        || jsonb_build_object('first_seen', (p.first_seen at time zone 'UTC')::date, 'is open', p.closed_at is null,
            'last_open', (coalesce(p.closed_at, p.last_seen) at time zone 'UTC')::date,
            'cluster_first_seen', (p.cluster_first_seen at time zone 'UTC')::date,
            'cluster_last_open', (p.cluster_last_open at time zone 'UTC')::date,
            'members', c.members))
    from posting p left join (select canonical_id as id, jsonb_object_agg(id, closed_at is null) as members from posting
        group by canonical_id) c using (id)
    where p.id = any($1) or p.id in (select canonical_id from posting where id = any($1)) or $1 is null";

/// What the entries after a number name.
const NAMED: &str = "select unnest(added || changed || closed || reopened || touched) from posting_change where id > $1";

type Rows = BTreeMap<i64, String>;

/// What a reader of the log knows.
pub(super) struct Mirror {
    rows: Rows,
    /// The last entry that it has read.
    until: i64,
    served: i32,
}

impl Mirror {
    /// One that has read everything once.
    pub(super) async fn new(world: &World) -> Self {
        Self {
            rows: rows(world, None).await,
            until: until(world).await,
            served: served(world).await,
        }
    }

    /// Reads what the log has to say, and answers how many entries that were.
    ///
    /// # Panics
    /// If what it knows then is not what there is.
    pub(super) async fn follow(&mut self, world: &World, after: &str) -> i64 {
        let (until, served) = (until(world).await, served(world).await);
        if served != self.served && until > self.until {
            self.rows = rows(world, None).await;
        }
        let named: Vec<i64> = sqlx::query_scalar(NAMED)
            .bind(self.until)
            .fetch_all(world.pool())
            .await
            .unwrap();
        self.rows.retain(|id, _| !named.contains(id));
        self.rows.extend(rows(world, Some(&named)).await);
        let truth = rows(world, None).await;
        let all = truth.keys().chain(self.rows.keys());
        let wrong = all.clone().filter(|id| truth.get(id) != self.rows.get(id));
        if let Some(id) = wrong.min() {
            let (known, there) = (self.rows.get(id), truth.get(id));
            panic!(
                "after {after} the log does not lead to {id}: {known:?} is known, there is {there:?}; named {named:?}"
            );
        }
        let entries = until - self.until;
        (self.until, self.served) = (until, served);
        entries
    }
}

/// These rows and those that stand for them, or all.
async fn rows(world: &World, named: Option<&[i64]>) -> Rows {
    let rows: Vec<(i64, String)> = sqlx::query_as(SEEN)
        .bind(named)
        .fetch_all(world.pool())
        .await
        .unwrap();
    rows.into_iter().collect()
}

async fn until(world: &World) -> i64 {
    let newest = "select coalesce(max(id), 0) from posting_change";
    world.number(newest).await
}

async fn served(world: &World) -> i32 {
    sqlx::query_scalar("select vocabulary_id from served_vocabulary")
        .fetch_one(world.pool())
        .await
        .unwrap()
}
