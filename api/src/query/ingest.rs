//! What all runs together did to postings, cheaply enough to be asked every few seconds: runs that are long over are summed once.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult};

use crate::sql::Sql;

/// How many of the latest runs may still be under way; those before are taken for ended.
const LATEST: i64 = 1_000;

/// What some runs did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Postings not seen before.
    pub(crate) added: i64,
    /// Postings whose facts changed.
    pub(crate) changed: i64,
    /// Postings that were as we knew them.
    pub(crate) unchanged: i64,
    /// Records refused.
    pub(crate) rejected: i64,
    /// Postings that turned out to be gone.
    pub(crate) closed: i64,
    /// Postings that were seen again after they had closed.
    pub(crate) reopened: i64,
}

impl std::ops::AddAssign for Taken {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
        self.closed += other.closed;
        self.reopened += other.reopened;
    }
}

/// What all runs did, as far as it has been summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Up to which run `over` reaches.
    settled: i64,
    over: Taken,
    latest: Taken,
}

#[derive(FromQueryResult)]
struct Row {
    settled: i64,
    is_over: bool,
    added: i64,
    changed: i64,
    unchanged: i64,
    rejected: i64,
    closed: i64,
    reopened: i64,
}

#[derive(FromQueryResult)]
struct Ended {
    finished_at: Option<DateTime<Utc>>,
}

impl Sum {
    /// The sum with what has been done since.
    pub(crate) async fn brought_up_to_date(
        self,
        database: &DatabaseConnection,
    ) -> Result<Self, DbErr> {
        let mut sql = Sql::new(
            "select settled.id as settled, coalesce(rs.run_id <= settled.id, false) as is_over, \
             coalesce(sum(rs.added), 0)::bigint as added, coalesce(sum(rs.changed), 0)::bigint as changed, \
             coalesce(sum(rs.unchanged), 0)::bigint as unchanged, coalesce(sum(rs.rejected), 0)::bigint as rejected, \
             coalesce(sum(rs.closed), 0)::bigint as closed, coalesce(sum(rs.reopened), 0)::bigint as reopened \
             from (select coalesce((select id from run order by id desc limit 1 offset ",
        );
        sql.bind(LATEST)
            .push("), 0) as id) settled left join run_source rs on rs.run_id > ")
            .bind(self.settled)
            .push(" group by 1, 2");
        let rows: Vec<Row> = sql.all(database).await?;
        let mut sum = Self {
            latest: Taken::default(),
            ..self
        };
        for row in rows {
            sum.settled = sum.settled.max(row.settled);
            let part = if row.is_over {
                &mut sum.over
            } else {
                &mut sum.latest
            };
            *part += Taken {
                added: row.added,
                changed: row.changed,
                unchanged: row.unchanged,
                rejected: row.rejected,
                closed: row.closed,
                reopened: row.reopened,
            };
        }
        Ok(sum)
    }

    /// What all runs did.
    pub(crate) fn taken(&self) -> Taken {
        let mut taken = self.over;
        taken += self.latest;
        taken
    }
}

/// When the latest run that succeeded ended, of the last thousand.
pub(crate) async fn succeeded_at(
    database: &DatabaseConnection,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let mut sql = Sql::new(
        "select max(latest.finished_at) as finished_at from (select finished_at, status from run order by id desc limit ",
    );
    sql.bind(LATEST)
        .push(") latest where latest.status = ")
        .bind(entity::run::Status::Succeeded);
    let rows: Vec<Ended> = sql.all(database).await?;
    Ok(rows.first().and_then(|row| row.finished_at))
}
