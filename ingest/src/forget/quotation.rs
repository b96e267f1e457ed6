//! Rows of our own books that quote what is to be forgotten: reports of refused records, requests still to be made, and notes
//! on answers.

use aho_corasick::AhoCorasick;
use sea_orm::sqlx::{self, PgConnection};

use super::subject::{Stored, Subject};
use crate::normalise::company;
use crate::store::Error;

/// Shorter names, and shorter ids, stand in too many rows by chance.
const SHORTEST_NAME: usize = 3;
const SHORTEST_ID: usize = 8;

/// Rows looked at together.
const BATCH: i64 = 10_000;

/// Rows that quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Quotations {
    rejections: Vec<Key>,
    requests: Vec<Key>,
    validators: Vec<String>,
}

/// Run and ordinal.
type Key = (i64, i64);

/// Refused records.
const REJECTIONS: &str = "select run_id, ordinal::bigint, file || ' ' || reason from run_rejection
    where (run_id, ordinal) > ($1, $2) order by run_id, ordinal limit $3";

/// Requests for the details of one posting. One for a list is no quotation: it names a board, and without it the collection
/// would take the board for read.
const REQUESTS: &str = "select run_id, ordinal, request::text from collection_request
    where jsonb_typeof(request->'step') = 'object' and (run_id, ordinal) > ($1, $2) order by run_id, ordinal limit $3";

impl Quotations {
    /// Finds the rows.
    pub(super) async fn find(
        connection: &mut PgConnection,
        subject: &Subject,
        postings: &[Stored],
        companies: &[String],
    ) -> Result<Self, Error> {
        let words = words(subject, postings, companies);
        if words.is_empty() {
            return Ok(Self::default());
        }
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(words)
            .map_err(|error| Error::Protocol(error.to_string()))?;
        let validators: Vec<String> = sqlx::query_scalar("select url from validator")
            .fetch_all(&mut *connection)
            .await?;
        Ok(Self {
            rejections: quoting(connection, REJECTIONS, &words).await?,
            requests: quoting(connection, REQUESTS, &words).await?,
            validators: validators
                .into_iter()
                .filter(|url| quotes(&words, url))
                .collect(),
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        (self.rejections.len() + self.requests.len() + self.validators.len()) as u64
    }

    /// Takes them away; the runs' counts stay.
    pub(super) async fn erase(&self, connection: &mut PgConnection) -> Result<(), Error> {
        let tables = [
            (
                "delete from run_rejection where (run_id, ordinal) in (select * from unnest($1::bigint[], $2::bigint[]))",
                &self.rejections,
            ),
            (
                "delete from collection_request where (run_id, ordinal) in (select * from unnest($1::bigint[], $2::bigint[]))",
                &self.requests,
            ),
        ];
        for (statement, keys) in tables {
            let (runs, ordinals): (Vec<i64>, Vec<i64>) = keys.iter().copied().unzip();
            sqlx::query(statement)
                .bind(runs)
                .bind(ordinals)
                .execute(&mut *connection)
                .await?;
        }
        sqlx::query("delete from validator where url = any($1)")
            .bind(&self.validators)
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// The keys of the rows whose text quotes one of the words.
async fn quoting(
    connection: &mut PgConnection,
    statement: &'static str,
    words: &AhoCorasick,
) -> Result<Vec<Key>, Error> {
    let (mut found, mut last) = (Vec::new(), (0, -1));
    loop {
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(statement)
            .bind(last.0)
            .bind(last.1)
            .bind(BATCH)
            .fetch_all(&mut *connection)
            .await?;
        let Some((run, ordinal, _)) = rows.last() else {
            return Ok(found);
        };
        last = (*run, *ordinal);
        let rows = rows.into_iter().filter(|(_, _, text)| quotes(words, text));
        found.extend(rows.map(|(run, ordinal, _)| (run, ordinal)));
    }
}

/// The words by which a row shows that it speaks of the subject.
fn words(subject: &Subject, postings: &[Stored], companies: &[String]) -> Vec<String> {
    let subject = match subject {
        Subject::Url(text) | Subject::Company(text) | Subject::Domain(text) => text,
    };
    let ids = postings
        .iter()
        .flat_map(|posting| [posting.id.to_string(), posting.external_id.clone()]);
    let ids = ids.filter(|id| id.chars().count() >= SHORTEST_ID);
    let urls = postings.iter().filter_map(|posting| posting.url.clone());
    let names = companies.iter().chain([subject]);
    // A report need not give a company's legal form.
    let names = names.flat_map(|name| company::key(name).into_iter().chain([name.clone()]));
    let names = names.filter(|name| name.chars().count() >= SHORTEST_NAME);
    ids.chain(urls).chain(names).collect()
}

/// Whether one of the words stands in a text as a word of its own.
fn quotes(words: &AhoCorasick, text: &str) -> bool {
    let is_apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    words.find_overlapping_iter(text).any(|found| {
        is_apart(text[..found.start()].chars().next_back())
            && is_apart(text[found.end()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_a_word_of_its_own() {
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(["acme", "acme labs", "https://example.com/7"])
            .unwrap();
        for text in [
            "Acme",
            "the `ACME` board",
            "AcmeX, acme.",
            "see https://example.com/7?a",
        ] {
            assert!(quotes(&words, text), "{text}");
        }
        for text in ["", "acmeish", "https://example.com/77"] {
            assert!(!quotes(&words, text), "{text}");
        }
    }
}
