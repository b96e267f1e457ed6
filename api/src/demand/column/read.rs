//! Reading postings from the database into rows.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use rustc_hash::FxHashSet;
use sea_orm::{
    DatabaseConnection, DbErr,
    sqlx::{self, AssertSqlSafe, PgConnection, Postgres, Transaction},
};

use super::{
    catalogue, day,
    dictionary::{Dictionaries, TooMany},
    segment::{Marks, Mention, Pay, Row, Standing},
    wire::{Fields, Malformed, Stream},
};

/// Why the market could not be read into columns.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// The columns cannot hold it; trying again would change nothing.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The database sent something unknown.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The database refused or could not be reached.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// So it did when it was asked for skills and regions.
    #[error(transparent)]
    Catalogue(#[from] DbErr),
}

/// What [`Reader`] reads of a posting, in this order. Days are sent as moments: cutting them here costs less.
const FIELDS: &str = "p.id, p.source_id, p.company_id, p.role_id, p.seniority, p.work_mode, p.remote_scope, \
     not p.place_resolved and coalesce(cardinality(p.cluster_region_ids), 0) = 0, \
     p.closed_at is null, \
     annual_pay(p.pay_min, p.pay_max, p.pay_period), p.pay_currency, p.skill_ids, p.requirement_levels, p.canonical_id = p.id, \
     p.first_seen, coalesce(p.closed_at, p.last_seen), p.posted_on, p.region_ids, \
     p.cluster_first_seen, p.cluster_last_open, p.cluster_posted_on, p.cluster_region_ids";

/// How far the truth has got: what tells one version of the market from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// The last transaction in the log; 0 where there is none.
    pub(super) newest: i64,
    /// The first that is kept; 0 where there is none.
    pub(super) oldest: i64,
    /// The served vocabulary; 0 where there is none.
    pub(super) vocabulary: i32,
    /// The last region that is known.
    pub(super) regions: i32,
    /// The version of the catalogue.
    pub(super) catalogue: i64,
    /// When the last transaction in the log began; where there is none, when the log was asked.
    pub(super) moment: DateTime<Utc>,
}

fn state() -> String {
    format!(
        "select coalesce(max(id), 0) as newest, coalesce(min(id), 0) as oldest, \
         coalesce((select vocabulary_id from served_vocabulary), (select max(id) from vocabulary), 0) as vocabulary, \
         coalesce((select max(id) from region), 0) as regions, {} as catalogue, \
         coalesce((select changed_at from posting_change order by id desc limit 1), now()) as moment from posting_change",
        catalogue::VERSION
    )
}

/// A transaction that sees one state of the truth, however long it reads, and that state.
pub(super) async fn snapshot(
    database: &DatabaseConnection,
) -> Result<(Transaction<'static, Postgres>, State), Failed> {
    let mut transaction = database.get_postgres_connection_pool().begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(&mut *transaction)
        .await?;
    // No request waits for it, and a large market takes longer than any may.
    sqlx::query("set local statement_timeout = 0")
        .execute(&mut *transaction)
        .await?;
    let statement = sqlx::query_as(AssertSqlSafe(state()));
    let (newest, oldest, vocabulary, regions, catalogue, moment) =
        statement.fetch_one(&mut *transaction).await?;
    let state = State {
        newest,
        oldest,
        vocabulary,
        regions,
        catalogue,
        moment,
    };
    Ok((transaction, state))
}

/// The postings with a duplicate that nobody saw close. Looked up beside the rows: a database that spreads them over machines
/// by their ids joins them by nothing else.
const OPEN: &str =
    "select distinct canonical_id from posting where canonical_id <> id and closed_at is null";

/// Those of them among some postings.
const OPEN_OF: &str = "select distinct canonical_id from posting where canonical_id <> id and closed_at is null \
     and canonical_id = any($1)";

/// Passes to `take` the rows of every posting, or of some, that a vocabulary has read and that is completely described.
pub(super) async fn rows(
    connection: &mut PgConnection,
    vocabulary: i32,
    ids: Option<&[i64]>,
    codes: &RwLock<Dictionaries>,
    mut take: impl FnMut(Row<'_>, &Dictionaries),
) -> Result<(), Failed> {
    let open = match ids {
        Some(ids) => sqlx::query_scalar(OPEN_OF).bind(ids),
        None => sqlx::query_scalar(OPEN),
    };
    let open: Vec<i64> = open.fetch_all(&mut *connection).await?;
    let condition = ids.map_or("true".to_owned(), |ids| {
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        format!("p.id = any('{{{}}}'::bigint[])", ids.join(","))
    });
    let statement = format!(
        "copy (select {FIELDS} from posting p where p.complete and p.vocabulary_id = {vocabulary} and ({condition})) \
         to stdout (format binary)"
    );
    let mut stream = Stream::default();
    let mut reader = Reader {
        open: open.into_iter().collect(),
        ..Reader::default()
    };
    let mut chunks = connection.copy_out_raw(&statement).await?;
    while let Some(chunk) = chunks.try_next().await? {
        let mut codes = codes.write().unwrap_or_else(PoisonError::into_inner);
        stream.take(&chunk, |fields| reader.read(fields, &mut codes, &mut take))?;
    }
    Ok(())
}

/// Reads one posting after another; its lists are used again.
#[derive(Default)]
struct Reader {
    /// The postings that are open for their duplicates' sake.
    open: FxHashSet<i64>,
    regions: Vec<i32>,
    skills: Vec<i32>,
    levels: Vec<i32>,
    mentions: Vec<Mention>,
}

/// When and where a posting counts.
#[derive(PartialEq, Eq)]
struct Extent {
    first: day::Day,
    last: day::Day,
    posted: day::Day,
    place: u32,
}

impl Reader {
    fn read(
        &mut self,
        fields: &mut Fields<'_>,
        codes: &mut Dictionaries,
        take: &mut impl FnMut(Row<'_>, &Dictionaries),
    ) -> Result<(), Failed> {
        let id = fields.big()?.ok_or(Malformed)?;
        let source = codes.sources.code(&fields.integer()?.ok_or(Malformed)?)?;
        let company = codes.companies.code(&fields.big()?)?;
        let role = codes.roles.code(&fields.integer()?)?;
        let standing = Standing::new(fields.small()?, fields.small()?);
        fields.list(&mut self.regions)?;
        let scope = codes.scopes.code(self.regions.as_slice())?;
        let unresolved = fields.truth()?;
        let open = fields.truth()?;
        let pay = pay(fields, codes)?;
        self.mentions(fields, codes)?;
        let canonical = fields.truth()?;
        let (own, _) = self.extent(fields, codes, None)?;
        let (cluster, stands) = self.extent(fields, codes, Some(&own))?;
        // Only who stands for others is looked up: most postings stand for themselves.
        let open = open || (stands && self.open.contains(&id));
        let alone = cluster == own;
        let row = |extent: &Extent, counted, listed| Row {
            id,
            marks: Marks {
                counted,
                listed,
                open,
                unresolved,
            },
            first: extent.first,
            last: extent.last,
            posted: extent.posted,
            place: extent.place,
            company,
            role: narrow(role),
            source: narrow(source),
            scope: narrow(scope),
            standing,
            pay,
            mentions: &self.mentions,
        };
        take(row(&own, canonical && alone, true), codes);
        if canonical && !alone {
            take(row(&cluster, true, false), codes);
        }
        Ok(())
    }

    /// What a skill is and how it is asked for, in the order of skills.
    fn mentions(
        &mut self,
        fields: &mut Fields<'_>,
        codes: &mut Dictionaries,
    ) -> Result<(), Failed> {
        fields.list(&mut self.skills)?;
        fields.list(&mut self.levels)?;
        self.mentions.clear();
        for (skill, level) in self.skills.iter().zip(&self.levels) {
            let level = u16::try_from(*level).ok().filter(|level| *level < 4);
            self.mentions.push(Mention::new(
                narrow(codes.skills.code(skill)?),
                level.ok_or(Malformed)?,
            ));
        }
        self.mentions
            .sort_unstable_by_key(|mention| mention.skill());
        Ok(())
    }

    /// When and where a posting counts, and whether that is said at all; what is not said is as in `otherwise`.
    fn extent(
        &mut self,
        fields: &mut Fields<'_>,
        codes: &mut Dictionaries,
        otherwise: Option<&Extent>,
    ) -> Result<(Extent, bool), Failed> {
        let first = fields.big()?.map(day::of_moment);
        let last = fields.big()?.map(day::of_moment);
        let posted = fields.integer()?.map(day::of_date);
        let place = if fields.list(&mut self.regions)? {
            Some(codes.places.code(&self.regions)?)
        } else {
            None
        };
        let extent = Extent {
            first: first
                .or(otherwise.map(|other| other.first))
                .ok_or(Malformed)?,
            last: last
                .or(otherwise.map(|other| other.last))
                .ok_or(Malformed)?,
            posted: posted
                .or(otherwise.map(|other| other.posted))
                .unwrap_or(day::NONE),
            place: place
                .or(otherwise.map(|other| other.place))
                .ok_or(Malformed)?,
        };
        Ok((extent, first.is_some()))
    }
}

fn pay(fields: &mut Fields<'_>, codes: &mut Dictionaries) -> Result<Option<Pay>, Failed> {
    let (amount, currency) = (fields.big()?, fields.text()?);
    Ok(match (amount, currency) {
        (Some(amount), Some(currency)) => {
            let currency = codes.currencies.code(currency)?;
            Some(Pay {
                currency: u8::try_from(currency).unwrap_or(u8::MAX),
                amount,
            })
        }
        _ => None,
    })
}

/// A code of a dictionary whose limit is that of 16 bits.
fn narrow(code: u32) -> u16 {
    u16::try_from(code).unwrap_or(u16::MAX)
}
