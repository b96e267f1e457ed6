//! Readings under a vocabulary that is not served yet: gathered beside the postings, then taken over all at once.

use sea_orm::sqlx::{self, PgConnection, PgPool};

use super::changes::Changes;
use super::copy::Rows;
use super::{Error, Keys, VocabularyKey, duplicates};
use crate::facts::SkillFact;

/// Only one process reads again at a time; the next one finds what it has left to do.
const LOCK: i64 = 0x5761_796d_6172_6b02;

const COPY: &str =
    "copy incoming_reading (posting_id, vocabulary_id, text_hash, skill_ids, requirement_levels,
    span_skills, span_starts, span_ends) from stdin";

const STAGE: &str = "insert into posting_reading select * from incoming_reading on conflict (vocabulary_id, posting_id) do update set
    text_hash = excluded.text_hash, skill_ids = excluded.skill_ids, requirement_levels = excluded.requirement_levels,
    span_skills = excluded.span_skills, span_starts = excluded.span_starts, span_ends = excluded.span_ends";

const NEXT: &str = "select t.posting_id, t.text, p.text_hash, c.name from posting_text t
    join posting p on p.id = t.posting_id left join company c on c.id = p.company_id
    where p.vocabulary_id <> $1 and t.posting_id > $2 and not exists (select from posting_reading r
        where r.vocabulary_id = $1 and r.posting_id = p.id and r.text_hash = p.text_hash)
    order by t.posting_id limit $3";

const DUE: &str = "select
    (select version from vocabulary join served_vocabulary on vocabulary_id = id) as served,
    (select vocabulary_id from served_vocabulary) is distinct from $1 as changes,
    count(*) filter (where t.posting_id is not null) as texts,
    count(*) filter (where t.posting_id is null and p.complete
        and p.vocabulary_id = (select vocabulary_id from served_vocabulary)) as leaving,
    (select count(*) from posting c where c.complete
        and c.vocabulary_id = (select vocabulary_id from served_vocabulary)) as counted
    from posting p left join posting_text t on t.posting_id = p.id where p.vocabulary_id <> $1";

/// Whether a reading fits the text as it is.
const FITS: &str = "r.vocabulary_id = $1 and r.posting_id = p.id and r.text_hash = p.text_hash and p.vocabulary_id <> $1";

/// What a reread under one vocabulary would do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Due {
    /// The version that is served.
    pub served: String,
    /// Whether another version would be served afterwards.
    pub changes: bool,
    /// Texts to read, those included that an interrupted reread has already read.
    pub texts: u64,
    /// Postings that count now and would not afterwards, because their texts are gone.
    pub leaving: u64,
    /// Postings that count now.
    pub counted: u64,
}

impl Due {
    /// Whether there is anything to do.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.changes || self.texts > 0
    }
}

/// A text to read.
#[derive(Clone, Debug)]
pub struct StoredText {
    /// The posting.
    pub posting: i64,
    /// Its text.
    pub text: String,
    /// The text's hash.
    pub hash: i64,
    /// The employer, whose own name is no demand.
    pub company: Option<String>,
}

/// What was read from a text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The posting.
    pub posting: i64,
    /// Hash of the text.
    pub hash: i64,
    /// Skills asked for.
    pub skills: Vec<SkillFact>,
}

/// Gathers readings, and takes them over.
pub struct Readings {
    keys: Keys,
}

/// What a reread under a vocabulary would do.
///
/// # Errors
/// When Postgres refuses, or the catalogue has not been written to it.
pub async fn due(pool: &PgPool, version: &str) -> Result<Due, Error> {
    let target: i32 = sqlx::query_scalar("select id from vocabulary where version = $1")
        .bind(version)
        .fetch_one(pool)
        .await?;
    let (served, changes, texts, leaving, counted): (String, bool, i64, i64, i64) =
        sqlx::query_as(DUE).bind(target).fetch_one(pool).await?;
    Ok(Due {
        served,
        changes,
        texts: texts.unsigned_abs(),
        leaving: if changes { leaving.unsigned_abs() } else { 0 },
        counted: counted.unsigned_abs(),
    })
}

impl Readings {
    /// Waits for its turn, and makes ready. The turn ends with the connection.
    ///
    /// # Errors
    /// When Postgres refuses, or the catalogue has not been written to it.
    pub async fn open(
        connection: &mut PgConnection,
        vocabulary: &VocabularyKey<'_>,
    ) -> Result<Self, Error> {
        sqlx::query("select pg_advisory_lock($1)")
            .bind(LOCK)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "create temporary table incoming_reading (like posting_reading) on commit delete rows",
        )
        .execute(&mut *connection)
        .await?;
        let keys = Keys::load(connection, vocabulary).await?;
        Ok(Self { keys })
    }

    /// The next texts that have not been read, by posting.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn next(
        &self,
        connection: &mut PgConnection,
        after: i64,
        limit: i64,
    ) -> Result<Vec<StoredText>, Error> {
        let rows: Vec<(i64, String, i64, Option<String>)> = sqlx::query_as(NEXT)
            .bind(self.keys.vocabulary_id)
            .bind(after)
            .bind(limit)
            .fetch_all(connection)
            .await?;
        let text = |(posting, text, hash, company)| StoredText {
            posting,
            text,
            hash,
            company,
        };
        Ok(rows.into_iter().map(text).collect())
    }

    /// Puts readings beside the others; nothing counts yet.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn stage(
        &self,
        connection: &mut PgConnection,
        readings: &[Reading],
    ) -> Result<(), Error> {
        let mut rows = Rows::default();
        for reading in readings {
            self.row(&mut rows, reading);
        }
        if rows.is_empty() {
            return Ok(());
        }
        rows.send(connection, COPY).await?;
        sqlx::query(STAGE).execute(&mut *connection).await?;
        // Within one transaction more than one batch may travel.
        sqlx::query("delete from incoming_reading")
            .execute(connection)
            .await?;
        Ok(())
    }

    fn row(&self, rows: &mut Rows, reading: &Reading) {
        let facts = reading.skills.iter();
        let mut skills: Vec<_> = facts
            .map(|fact| (self.keys.skill(fact.skill), fact.requirement as i16))
            .collect();
        skills.sort_unstable();
        let facts = reading.skills.iter();
        let spans: Vec<_> = facts
            .flat_map(|fact| {
                fact.spans
                    .iter()
                    .map(|span| (self.keys.skill(fact.skill), *span))
            })
            .collect();
        rows.plain(reading.posting);
        rows.plain(self.keys.vocabulary_id);
        rows.plain(reading.hash);
        rows.numbers(skills.iter().map(|(skill, _)| skill));
        rows.numbers(skills.iter().map(|(_, requirement)| requirement));
        rows.numbers(spans.iter().map(|(skill, _)| skill));
        rows.numbers(spans.iter().map(|(_, (start, _))| start));
        rows.numbers(spans.iter().map(|(_, (_, end))| end));
        rows.end();
    }

    /// Serves the vocabulary from the end of the transaction on. Imports that are writing a batch are waited for, and the next
    /// batches wait in their turn, so what is unread now is all that is left to read. Answers whether another one was served.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn serve(&self, connection: &mut PgConnection) -> Result<bool, Error> {
        let served = sqlx::query(
            "update served_vocabulary set vocabulary_id = $1 where vocabulary_id <> $1",
        )
        .bind(self.keys.vocabulary_id)
        .execute(connection)
        .await?;
        Ok(served.rows_affected() > 0)
    }

    /// Takes over every reading that fits its posting's text, clusters anew what that parts, enters it in the log of changes, and
    /// tells for how many postings it says something else. The [`duplicates::lock`] must be held.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn take_over(&self, connection: &mut PgConnection, anew: bool) -> Result<u64, Error> {
        let run = async |connection: &mut PgConnection, statement: String| {
            sqlx::query(sqlx::AssertSqlSafe(statement))
                .bind(self.keys.vocabulary_id)
                .execute(connection)
                .await
        };
        let count = format!(
            "select count(*) from posting p join posting_reading r on {FITS}
             where (p.skill_ids, p.requirement_levels) is distinct from (r.skill_ids, r.requirement_levels)"
        );
        let changed: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .bind(self.keys.vocabulary_id)
            .fetch_one(&mut *connection)
            .await?;
        // The evidence first: which readings fit is told by the postings as they were.
        let texts = format!(
            "update posting_text t set span_skills = r.span_skills, span_starts = r.span_starts, span_ends = r.span_ends
             from posting p join posting_reading r on {FITS} where t.posting_id = p.id
             and (t.span_skills, t.span_starts, t.span_ends) is distinct from (r.span_skills, r.span_starts, r.span_ends)"
        );
        run(connection, texts).await?;
        // Where another vocabulary is served, everything is read again: nobody wants the ids of all postings.
        let postings = format!(
            "update posting p set vocabulary_id = $1, skill_ids = r.skill_ids, requirement_levels = r.requirement_levels
             from posting_reading r where {FITS}{}",
            if anew { "" } else { " returning p.id" }
        );
        let mut touched: Vec<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(postings))
            .bind(self.keys.vocabulary_id)
            .fetch_all(&mut *connection)
            .await?;
        sqlx::query("delete from posting_reading")
            .execute(&mut *connection)
            .await?;
        touched.extend(duplicates::settle_mixed(connection).await?);
        if anew {
            Changes::default().enter(connection).await?;
        } else {
            let rows = Changes {
                touched,
                ..Changes::default()
            };
            rows.write(connection).await?;
        }
        Ok(changed.unsigned_abs())
    }
}
