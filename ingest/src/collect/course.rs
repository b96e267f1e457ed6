//! The course of one collection: ask, read, store, until nothing is left to ask.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::run::Status;

use super::answer::{self, Read};
use super::{Collector, Failure, Outcome, Report, Stop, faulty};
use crate::fetch::{self, FetchError, Fetched, Stretches, Validator};
use crate::reading::BUG;
use crate::source::{Request, Source, Step, WireError};
use crate::store::{
    self, Collection, Error, Rejection, Store, Taken, Target, is_about_data, targets,
};

/// Quotas of a few requests a minute are waited for; longer waits are the schedule's.
const LONGEST_WAIT: chrono::Duration = chrono::Duration::seconds(65);

/// No source has so many pages and details: one that goes on for longer leads in circles.
const MOST_ANSWERS: u64 = 50_000;

/// A host that says "in a moment" for ever is not believed.
const MOST_WAITS: u32 = 5;

/// Why a collection stops before its end.
enum Halt {
    /// Postgres refuses.
    Store(Error),
    /// Anything else, which is a part of the report.
    Outcome(Outcome),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// One collection under way.
struct Course<'a> {
    collector: &'a Collector,
    stop: Stop,
    store: &'a mut Store,
    source: &'static dyn Source,
    collection: Collection,
    /// By what the one answer that told all will be recognised.
    validator: Option<(String, Validator)>,
    /// How often in a row it has waited to ask the same question.
    waits: u32,
}

/// Collects a target that nobody else does.
pub(super) async fn run(
    collector: &Collector,
    store: &mut Store,
    source: &'static dyn Source,
    target: &Target,
    stop: Stop,
) -> Result<Report, Error> {
    let start = match source.start(&targets::wire(target, collector.now())) {
        Ok(start) => start,
        Err(why) => return Ok(Report::of(target, Outcome::lasting(why))),
    };
    let collection = store.begin(target, &start, collector.now()).await?;
    let mut course = Course {
        collector,
        stop,
        store,
        source,
        collection,
        validator: None,
        waits: 0,
    };
    let outcome = match course.go().await {
        Ok(()) => return course.finish().await,
        Err(Halt::Store(error)) => return Err(error),
        Err(Halt::Outcome(outcome)) => outcome,
    };
    course.stop(outcome).await
}

impl Course<'_> {
    async fn go(&mut self) -> Result<(), Halt> {
        while let Some((ordinal, request)) = self.store.next_request(&self.collection).await? {
            if self.collection.state.answers >= MOST_ANSWERS {
                let why = format!("it did not end after {MOST_ANSWERS} answers");
                self.store.cut(&mut self.collection, why).await?;
                break;
            }
            self.ask(ordinal, &request).await?;
        }
        Ok(())
    }

    /// Asks one question and takes in its answer.
    async fn ask(&mut self, ordinal: i64, request: &Request) -> Result<(), Halt> {
        let card = self.source.card();
        // Nothing new is an answer only where one answer tells all.
        let is_only = self.collection.state.answers == 0 && ordinal == 1;
        let fetched = self.collector.client.fetch(card, request, is_only);
        match unless_stopped(&mut self.stop, fetched).await? {
            Ok(Fetched::Unchanged) => {
                let now = self.now();
                let answered = (ordinal, request);
                let collection = &mut self.collection;
                Ok(self.store.take_unchanged(collection, answered, now).await?)
            }
            Ok(Fetched::Stretches(stretches)) => {
                self.take_stretches(ordinal, request, stretches).await
            }
            Ok(Fetched::Body { bytes, validator }) => match self.read(request, bytes).await {
                Ok(read) => {
                    if is_only {
                        fetch::forget_validator(self.store.connection(), &request.url).await?;
                    }
                    self.validator = validator.map(|mark| (request.url.clone(), mark));
                    self.take(Some((ordinal, request)), read).await
                }
                Err(error) => {
                    let why = format!("{}: {error}", request.url);
                    self.refuse((ordinal, request), why, Failure::Passing).await
                }
            },
            Err(error) => self.fail(ordinal, request, error).await,
        }
    }

    /// Takes in an answer that is too long to be held, as it comes.
    async fn take_stretches(
        &mut self,
        ordinal: i64,
        request: &Request,
        mut stretches: Box<Stretches>,
    ) -> Result<(), Halt> {
        loop {
            let bytes = match unless_stopped(&mut self.stop, stretches.next()).await? {
                Ok(Some(bytes)) => bytes,
                Ok(None) => break,
                Err(error) => return self.fail(ordinal, request, error).await,
            };
            match self.read(request, bytes).await {
                Ok(read) => self.take(None, read).await?,
                Err(error) => {
                    let why = format!("{}: {error}", request.url);
                    return self.refuse((ordinal, request), why, Failure::Passing).await;
                }
            }
        }
        self.take(Some((ordinal, request)), Read::default()).await
    }

    /// What is to be done where a question got no answer.
    async fn fail(
        &mut self,
        ordinal: i64,
        request: &Request,
        error: FetchError,
    ) -> Result<(), Halt> {
        let why = error.to_string();
        match error {
            FetchError::Later { until, .. } => self.wait(until, why).await,
            FetchError::Database(error) => Err(Halt::Store(error)),
            FetchError::Temporary { .. } => {
                let failure = Failure::Passing;
                Err(Halt::Outcome(Outcome::Failed { why, failure }))
            }
            FetchError::Gone { .. } if is_detail(request) => {
                // It went between the list and now: not listed, so a complete listing closes it.
                self.take(Some((ordinal, request)), Read::default()).await
            }
            FetchError::Gone { .. } if self.collection.state.answers == 0 => {
                let failure = Failure::Gone;
                Err(Halt::Outcome(Outcome::Failed { why, failure }))
            }
            // Who does not let us in is not asked for the next posting either.
            FetchError::Refused { .. } | FetchError::MissingKey { .. } => {
                Err(Halt::Outcome(Outcome::lasting(why)))
            }
            _ => self.refuse((ordinal, request), why, Failure::Lasting).await,
        }
    }

    /// Waits for a moment that is near, so that the question is asked again; what is further away is somebody else's to wait for.
    async fn wait(&mut self, until: DateTime<Utc>, why: String) -> Result<(), Halt> {
        let wait = until - self.now();
        if wait > LONGEST_WAIT || self.waits >= MOST_WAITS {
            return Err(Halt::Outcome(Outcome::Postponed { until, why }));
        }
        self.waits += 1;
        // A moment that has passed is no wait.
        let wait = wait.to_std().unwrap_or_default();
        unless_stopped(&mut self.stop, tokio::time::sleep(wait)).await
    }

    /// An answer that cannot be used costs the posting whose details it was to tell, and else the collection.
    async fn refuse(
        &mut self,
        (ordinal, request): (i64, &Request),
        why: String,
        failure: Failure,
    ) -> Result<(), Halt> {
        if !is_detail(request) {
            return Err(Halt::Outcome(Outcome::Failed { why, failure }));
        }
        let read = Read {
            records: 1,
            rejections: vec![Rejection {
                file: request.url.clone(),
                position: "details".into(),
                reason: why,
                source: Some(self.source.card().slug.to_owned()),
            }],
            partial_because: Some("the details of some postings could not be read".into()),
            ..Read::default()
        };
        self.take(Some((ordinal, request)), read).await
    }

    async fn read(&self, request: &Request, bytes: Vec<u8>) -> Result<Read, WireError> {
        let reader = Arc::clone(&self.collector.reader);
        let source = self.source;
        let target = targets::wire(&self.collection.target, self.collection.began);
        let request = request.clone();
        let now = self.now();
        let reading = move || answer::read(&reader, source, &target, &request, &bytes, now);
        tokio::task::spawn_blocking(reading)
            .await
            .unwrap_or_else(|_| Err(WireError::new(format!("reading it failed, {BUG}"))))
    }

    /// Stores what was read; a posting that Postgres finds fault with is refused alone.
    async fn take(&mut self, answered: Option<(i64, &Request)>, read: Read) -> Result<(), Halt> {
        let Read {
            mut facts,
            records,
            rejections,
            listed,
            removed,
            next,
            partial_because,
            drift,
        } = read;
        for rejection in rejections {
            self.collection.ledger.reject(rejection);
        }
        loop {
            let now = self.now();
            let taken = Taken {
                source: self.source.card().slug,
                facts: &facts,
                read: records,
                listed: &listed,
                removed: &removed,
                next: &next,
                partial_because: partial_because.as_deref(),
                drift: &drift,
                answered,
            };
            let error = match self.store.take(&mut self.collection, &taken, now).await {
                Ok(()) => {
                    self.waits = 0;
                    return Ok(());
                }
                Err(error) if is_about_data(&error) => error,
                Err(error) => return Err(error.into()),
            };
            let found = faulty::find(self.store, &facts).await?;
            if found.is_empty() {
                return Err(error.into());
            }
            for (at, reason) in found {
                let facts = facts.remove(at);
                let rejection = Rejection {
                    file: facts.url.unwrap_or_default(),
                    position: facts.external_id,
                    reason,
                    source: Some(facts.source),
                };
                self.collection.ledger.reject(rejection);
            }
        }
    }

    async fn finish(self) -> Result<Report, Error> {
        let now = self.now();
        let target = targets::wire(&self.collection.target, self.collection.began);
        let tells_changes = self.source.tells_changes(&target);
        let finish = self.store.finish(self.collection, tells_changes, now);
        let (collection, store::Finish { held, .. }) = finish.await?;
        // What waits to be closed is open and not shown: an answer that stays the same must not vouch for it.
        let is_whole = collection.state.answers == 1
            && collection.state.partial_because.is_none()
            && held == 0;
        if let Some((url, validator)) = self.validator.filter(|_| is_whole) {
            fetch::store_validator(self.store.connection(), &url, &validator).await?;
        }
        Ok(Report::new(&collection, Outcome::Finished { held }))
    }

    async fn stop(self, outcome: Outcome) -> Result<Report, Error> {
        let (status, note, gone) = match &outcome {
            Outcome::Failed { why, failure } => {
                (Status::Failed, why.clone(), *failure == Failure::Gone)
            }
            Outcome::Postponed { until, why } => {
                let until = until.format("%Y-%m-%d %H:%M UTC");
                (
                    Status::Postponed,
                    format!("put off until {until}: {why}"),
                    false,
                )
            }
            _ => (
                Status::Postponed,
                "stopped; the next collection goes on".into(),
                false,
            ),
        };
        let now = self.now();
        self.store
            .stop(&self.collection, status, &note, gone, now)
            .await?;
        Ok(Report::new(&self.collection, outcome))
    }

    /// The present moment; never before the collection began, whatever this machine's clock says: what is seen later counts
    /// as seen by it.
    fn now(&self) -> DateTime<Utc> {
        self.collector.now().max(self.collection.began)
    }
}

fn is_detail(request: &Request) -> bool {
    matches!(request.step, Step::Detail { .. })
}

/// Waits for an answer, unless it is time to stop. Only waiting is broken off: what has been answered is stored.
async fn unless_stopped<T>(stop: &mut Stop, answer: impl Future<Output = T>) -> Result<T, Halt> {
    let stopped = async {
        // A sender that is gone will never say so.
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        biased;
        () = stopped => Err(Halt::Outcome(Outcome::Stopped)),
        answer = answer => Ok(answer),
    }
}
