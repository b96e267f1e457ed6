//! Requests by how they came, what they are and what became of them.

use std::time::Duration;

use super::{durations::Durations, exposition::Exposition};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// In a request of HTTP.
    Http,
    /// As a message of a web socket.
    Socket,
    /// In a request of HTTP that is answered by a stream of events.
    Events,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something is read.
    Query,
    /// Something is changed.
    Mutation,
    /// Something is followed.
    Subscription,
    /// That was not found out, since the request was refused before.
    #[default]
    Unknown,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was answered in full.
    #[default]
    Answered,
    /// It was answered by what was kept of an earlier answer.
    Kept,
    /// It was answered, with mistakes of the client among the errors.
    Mistaken,
    /// It was turned away as a whole: a mistake of the client, or a limit.
    Refused,
    /// It, or a part of it, could not be answered, and that is our fault.
    Failed,
    /// Nobody waited for the answer.
    Abandoned,
}

const TRANSPORTS: [Transport; 3] = [Transport::Http, Transport::Socket, Transport::Events];

const KINDS: [Kind; 4] = [
    Kind::Query,
    Kind::Mutation,
    Kind::Subscription,
    Kind::Unknown,
];

const OUTCOMES: [Outcome; 6] = [
    Outcome::Answered,
    Outcome::Kept,
    Outcome::Mistaken,
    Outcome::Refused,
    Outcome::Failed,
    Outcome::Abandoned,
];

impl Transport {
    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Socket => "socket",
            Self::Events => "events",
        }
    }
}

impl Kind {
    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
            Self::Unknown => "unknown",
        }
    }
}

impl Outcome {
    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Kept => "kept",
            Self::Mistaken => "mistaken",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// How long requests took, by how they came, what they were and what became of them.
#[derive(Debug, Default)]
pub(super) struct Requests([[[Durations; OUTCOMES.len()]; KINDS.len()]; TRANSPORTS.len()]);

impl Requests {
    /// Counts one.
    pub(super) fn count(&self, transport: Transport, kind: Kind, outcome: Outcome, took: Duration) {
        let Self(durations) = self;
        durations[transport as usize][kind as usize][outcome as usize].count(took);
    }

    /// Writes down those that there were; queries over HTTP are written down before there are any, so that rates have a beginning.
    pub(super) fn expose(&self, exposition: &mut Exposition) {
        let (mut counts, mut durations) = (Vec::new(), Vec::new());
        for transport in TRANSPORTS {
            for kind in KINDS {
                for outcome in OUTCOMES {
                    let one = &self.0[transport as usize][kind as usize][outcome as usize];
                    let usual = transport == Transport::Http && kind == Kind::Query;
                    if one.counted() == 0 && !usual {
                        continue;
                    }
                    let labels = vec![
                        ("transport", transport.name().to_owned()),
                        ("kind", kind.name().to_owned()),
                        ("outcome", outcome.name().to_owned()),
                    ];
                    let histogram = one.histogram();
                    counts.push((
                        labels.clone(),
                        super::exposition::number(histogram.get_sample_count()),
                    ));
                    if kind != Kind::Subscription {
                        durations.push((labels, histogram));
                    }
                }
            }
        }
        exposition.counter(
            "waymark_graphql_requests_total",
            "GraphQL requests that have ended, by how they came, what they asked for and what became of them.",
            counts,
        );
        exposition.durations(
            "waymark_graphql_request_duration_seconds",
            "How long GraphQL requests took, from the arrived body to the answer; subscriptions, which last, are left out.",
            durations,
        );
    }
}
