//! Collections: each answer and what is still to be asked are written in one transaction, so that a collection that is killed goes
//! on where it stopped, and nothing is taken in twice or left out.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use entity::run::Status;
use sea_orm::sqlx::{self, Connection};

use super::targets::{self, Success};
use super::{Changes, Closure, Error, Ledger, Store, Target, closing, duplicates, sightings};
use crate::facts::Facts;
use crate::source::{Request, Step};

mod book;
mod details;
mod queue;

/// Open postings of a source that tells only what changes are vouched for when they were last vouched for so long ago: a
/// little less than a day, since days are what statistics count.
const VOUCHED_EVERY: Duration = Duration::hours(20);

/// A collection under way.
#[derive(Debug)]
pub struct Collection {
    /// What is collected.
    pub target: Target,
    /// When it began.
    pub began: DateTime<Utc>,
    /// Its report.
    pub ledger: Ledger,
    /// How far it has come.
    pub state: State,
}

/// How far a collection has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Answers taken in.
    pub answers: u64,
    /// Postings shown as open.
    pub listed: u64,
    /// Why it shows a part only of what is open, if it does.
    pub partial_because: Option<String>,
    /// How answers differ from the form we know.
    pub drift: BTreeSet<String>,
}

/// One answer, or a stretch of one, to be taken in.
#[derive(Debug, Default)]
pub struct Taken<'a> {
    /// Slug of the source.
    pub source: &'a str,
    /// What was read; ids must differ.
    pub facts: &'a [Facts],
    /// Records read, refused ones among them.
    pub read: u64,
    /// Ids of postings that are open although no record tells of them.
    pub listed: &'a [i64],
    /// Ids of postings that the source says are gone.
    pub removed: &'a [i64],
    /// What to ask next.
    pub next: &'a [Request],
    /// Why the answer shows a part only of what is open, if it does.
    pub partial_because: Option<&'a str>,
    /// How it differs from the form we know.
    pub drift: &'a [String],
    /// The question, unless more of its answer is to come.
    pub answered: Option<(i64, &'a Request)>,
}

/// How a collection ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finish {
    /// Postings closed because the listing shows them no more.
    pub closed: u64,
    /// Postings that would have been closed, had the listing before not shown them.
    pub held: u64,
}

/// First half of the locks by which nobody collects a target that somebody else does; the second is the target.
const CLAIM: i32 = 0x5761_796d;

impl Store {
    /// Claims a target for this connection; false where somebody else has it. It falls back when the connection ends.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn claim(&mut self, target: &Target) -> Result<bool, Error> {
        // A collection that breaks off must not leave its claim in the pool.
        self.connection.close_on_drop();
        sqlx::query_scalar("select pg_try_advisory_lock($1, $2)")
            .bind(CLAIM)
            .bind(target.id)
            .fetch_one(&mut *self.connection)
            .await
    }

    /// Gives a target back.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn release(&mut self, target: &Target) -> Result<(), Error> {
        self.keys.target = None;
        sqlx::query("select pg_advisory_unlock($1, $2)")
            .bind(CLAIM)
            .bind(target.id)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Begins a collection, or goes on with the one of this target that was stopped. `start` says what to ask first.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn begin(
        &mut self,
        target: &Target,
        start: &[Request],
        now: DateTime<Utc>,
    ) -> Result<Collection, Error> {
        self.keys.target = Some(target.id);
        let mut transaction = self.connection.begin().await?;
        let collection = match book::resume(&mut transaction, target, now).await? {
            Some(collection) => collection,
            None => book::create(&mut transaction, target, start, now).await?,
        };
        transaction.commit().await?;
        Ok(collection)
    }

    /// What to ask next, with its number.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn next_request(
        &mut self,
        collection: &Collection,
    ) -> Result<Option<(i64, Request)>, Error> {
        queue::next(&mut self.connection, collection.ledger.run_id).await
    }

    /// Takes in an answer.
    ///
    /// # Errors
    /// When Postgres refuses; then nothing of the answer is written, and the collection must be begun again.
    pub async fn take(
        &mut self,
        collection: &mut Collection,
        taken: &Taken<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.connection.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let (keys, companies) = (&mut self.keys, &mut self.companies);
        let written = super::write_postings(
            &mut transaction,
            taken.facts,
            keys,
            companies,
            self.retention,
        );
        let written = match written.await {
            Ok(written) => written,
            Err(error) => {
                self.keys.sources.clear();
                self.companies.clear();
                return Err(error);
            }
        };
        let target = collection.target.id;
        let asked = details::enter(&mut transaction, taken, now).await?;
        let open = [taken.listed, &asked.known].concat();
        let vouched = sightings::vouch(&mut transaction, &open, target, now).await?;
        let gone = closing::close(&mut transaction, taken.removed, now, Closure::Withdrawn).await?;
        let settled = gone.settle(&mut transaction).await?;
        let ledger = &mut collection.ledger;
        let mut state = collection.state.clone();
        state.listed += (taken.facts.len() + vouched.known.len()) as u64;
        state.advance(taken);
        book::save(&mut transaction, ledger.run_id, &state).await?;
        queue::advance(&mut transaction, ledger.run_id, taken, &asked.wanted).await?;
        let mut changes = written.changes(taken.facts);
        changes.closed.extend(&gone.ids);
        changes.reopened.extend(&vouched.reopened);
        changes.touched.extend(vouched.touched);
        changes.touched.extend(settled);
        changes.write(&mut transaction).await?;
        written.count(taken.facts, ledger);
        ledger.read += taken.read;
        let counts = ledger
            .by_source
            .entry(collection.target.source.clone())
            .or_default();
        counts.closed += gone.ids.len() as u64;
        counts.unchanged += vouched.known.len() as u64;
        counts.reopened += vouched.reopened.len() as u64;
        let slug = [collection.target.source.as_str()];
        super::sources::ensure(&mut transaction, slug.into_iter(), &mut self.keys).await?;
        ledger.write(&mut transaction, &self.keys).await?;
        transaction.commit().await?;
        ledger.written();
        collection.state = state;
        Ok(())
    }

    /// Whether Postgres would store these postings; nothing is written.
    ///
    /// # Errors
    /// With what it finds fault with.
    pub async fn try_out(&mut self, batch: &[Facts]) -> Result<(), Error> {
        let mut transaction = self.connection.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let (keys, companies) = (&mut self.keys, &mut self.companies);
        let written =
            super::write_postings(&mut transaction, batch, keys, companies, self.retention).await;
        transaction.rollback().await?;
        self.keys.sources.clear();
        self.companies.clear();
        written.map(|_| ())
    }

    /// Takes in that nothing has changed since the last collection: all that was open is.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn take_unchanged(
        &mut self,
        collection: &mut Collection,
        answered: (i64, &Request),
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let open: Vec<i64> =
            sqlx::query_scalar("select id from posting where target_id = $1 and closed_at is null")
                .bind(collection.target.id)
                .fetch_all(&mut *self.connection)
                .await?;
        let source = collection.target.source.clone();
        let taken = Taken {
            source: &source,
            listed: &open,
            answered: Some(answered),
            ..Taken::default()
        };
        self.take(collection, &taken, now).await
    }

    /// Asks no further: what is left shows that the listing is not complete.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn cut(&mut self, collection: &mut Collection, why: String) -> Result<(), Error> {
        let mut transaction = self.connection.begin().await?;
        let run_id = collection.ledger.run_id;
        let mut state = collection.state.clone();
        state.partial_because.get_or_insert(why);
        book::save(&mut transaction, run_id, &state).await?;
        queue::clear(&mut transaction, run_id).await?;
        transaction.commit().await?;
        collection.state = state;
        Ok(())
    }

    /// Ends a collection that has nothing left to ask. What a complete listing did not show is closed, or held for the next
    /// listing to confirm.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn finish(
        &mut self,
        mut collection: Collection,
        tells_changes: bool,
        now: DateTime<Utc>,
    ) -> Result<(Collection, Finish), Error> {
        let target = &collection.target;
        let mut transaction = self.connection.begin().await?;
        duplicates::lock(&mut transaction).await?;
        let (began, confirmed) = (collection.began, target.is_held);
        let is_complete = collection.state.partial_because.is_none();
        let (gone, held) = if is_complete {
            closing::close_missing(&mut transaction, target.id, began, confirmed).await?
        } else {
            (closing::Closed::default(), 0)
        };
        let mut touched = gone.settle(&mut transaction).await?;
        if tells_changes {
            let before = now - VOUCHED_EVERY;
            touched
                .extend(sightings::vouch_for_all(&mut transaction, target.id, before, now).await?);
        }
        let drift: Vec<String> = collection.state.drift.iter().cloned().collect();
        let success = Success {
            began,
            ended: now,
            listed: (!tells_changes).then_some(collection.state.listed),
            drift: (collection.ledger.read > 0).then_some(drift.as_slice()),
            held: is_complete.then_some(held),
        };
        targets::succeeded(&mut transaction, target.id, success).await?;
        let counts = collection
            .ledger
            .by_source
            .entry(target.source.clone())
            .or_default();
        counts.closed += gone.ids.len() as u64;
        let slug = [target.source.as_str()];
        super::sources::ensure(&mut transaction, slug.into_iter(), &mut self.keys).await?;
        let closed = gone.ids.len() as u64;
        let changes = Changes {
            closed: gone.ids,
            touched,
            ..Changes::default()
        };
        changes.write(&mut transaction).await?;
        let ledger = &collection.ledger;
        ledger.write(&mut transaction, &self.keys).await?;
        let note = note(&collection.state, held);
        ledger
            .close(&mut transaction, Status::Succeeded, note.as_deref(), now)
            .await?;
        book::delete(&mut transaction, ledger.run_id).await?;
        transaction.commit().await?;
        collection.ledger.written();
        Ok((collection, Finish { closed, held }))
    }

    /// Ends a run whose collection the next one goes on with: it failed, or was put off.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn stop(
        &mut self,
        collection: &Collection,
        status: Status,
        note: &str,
        gone: bool,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.connection.begin().await?;
        let ledger = &collection.ledger;
        ledger
            .close(&mut transaction, status, Some(note), now)
            .await?;
        if status == Status::Failed {
            targets::failed(&mut transaction, collection.target.id, note, gone, now).await?;
        }
        if gone {
            book::delete(&mut transaction, ledger.run_id).await?;
        }
        transaction.commit().await
    }
}

impl State {
    fn advance(&mut self, taken: &Taken<'_>) {
        self.answers += u64::from(taken.answered.is_some());
        self.drift.extend(taken.drift.iter().cloned());
        if self.partial_because.is_none() {
            self.partial_because = taken.partial_because.map(str::to_owned);
        }
    }
}

/// What is worth saying of a collection that succeeded.
fn note(state: &State, held: u64) -> Option<String> {
    if held > 0 {
        return Some(format!(
            "{held} postings are not listed any more, which is more than half: they close if the next collection finds them gone as well"
        ));
    }
    let reason = state.partial_because.as_ref()?;
    Some(format!("nothing was closed: {reason}"))
}

/// The posting that a request asks the details of, with what the source said of it.
fn details_of(request: &Request) -> Option<(&str, &str)> {
    match &request.step {
        Step::Detail {
            outline,
            posting: Some(id),
        } => Some((id, outline)),
        _ => None,
    }
}
