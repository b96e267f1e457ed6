//! What a server measures of itself while it works. Each server has its own, so that several in one process do not mix.
//!
//! Every label is of a closed set that stands in the code: never what a client sends, and never the name of anybody or anything stored.

mod durations;
mod exposition;
mod process;
mod requests;
mod statistics;
mod tally;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};

pub(crate) use exposition::{CONTENT_TYPE, Exposition, Sample, number};
pub(crate) use process::seconds;
pub(crate) use requests::{Kind, Outcome, Transport};
pub(crate) use statistics::{Answerer, Statistic, Watch};

use requests::Requests;
use statistics::Statistics;
use tally::Tally;

/// What a server counts and times; a clone counts into the same.
#[derive(Clone, Debug)]
pub(crate) struct Metrics(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    started_at: DateTime<Utc>,
    requests: Requests,
    statistics: Statistics,
    errors: Tally,
    refusals: Tally,
    subscriptions: AtomicU64,
}

impl Metrics {
    /// Nothing counted so far, by a server that starts at a moment.
    pub(crate) fn new(started_at: DateTime<Utc>) -> Self {
        Self(Arc::new(Counted {
            started_at,
            requests: Requests::default(),
            statistics: Statistics::default(),
            errors: Tally::default(),
            refusals: Tally::default(),
            subscriptions: AtomicU64::new(0),
        }))
    }

    /// Counts a request that has been answered, or given up.
    pub(crate) fn answered(
        &self,
        transport: Transport,
        kind: Kind,
        outcome: Outcome,
        took: Duration,
    ) {
        self.0.requests.count(transport, kind, outcome, took);
    }

    /// Counts an error by its code.
    pub(crate) fn failed(&self, code: &str) {
        self.0.errors.count(code);
    }

    /// Counts a request or a connection that was turned away by a limit.
    pub(crate) fn limited(&self, limit: &str) {
        self.0.refusals.count(limit);
    }

    /// Times a statistic until what is given back is dropped.
    pub(crate) fn watch(&self, statistic: Statistic, answerer: Answerer) -> Watch {
        Watch::new(self.clone(), statistic, answerer)
    }

    /// Counts a subscription as open until what is given back is dropped.
    pub(crate) fn subscribed(&self) -> Subscribed {
        self.0.subscriptions.fetch_add(1, Ordering::Relaxed);
        Subscribed(self.clone())
    }

    /// Writes down all that was counted, and how the process is doing.
    pub(crate) fn expose(&self, exposition: &mut Exposition) {
        let Counted {
            started_at,
            requests,
            statistics,
            errors,
            refusals,
            subscriptions,
        } = &*self.0;
        requests.expose(exposition);
        exposition.counter(
            "waymark_errors_total",
            "Errors in answers, by extensions.code.",
            errors.samples("code"),
        );
        exposition.counter(
            "waymark_limits_hit_total",
            "Requests and connections turned away by a limit, by the limit.",
            refusals.samples("limit"),
        );
        statistics.expose(exposition);
        exposition.value(
            "waymark_subscriptions",
            "Subscriptions under way.",
            number(subscriptions.load(Ordering::Relaxed)),
        );
        process::expose(exposition, *started_at);
    }
}

/// A subscription that is under way.
#[derive(Debug)]
pub(crate) struct Subscribed(Metrics);

impl Drop for Subscribed {
    fn drop(&mut self) {
        self.0.0.subscriptions.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
