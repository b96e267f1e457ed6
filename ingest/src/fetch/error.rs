//! Why an answer was not had, in sentences for people.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::sqlx;

/// Why a request had no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nobody could be asked about us.
    #[error(
        "no contact is set, and nothing is collected without one: say with `contact` in waymark.toml whom the sites that are asked \
         may write to, as an e-mail address or a web address"
    )]
    NoContact,
    /// A key of the operator's own is not there.
    #[error("{source_name} wants a key: set {variable} in the environment, or turn the source off")]
    MissingKey {
        /// The environment variable that should hold it.
        variable: &'static str,
        /// The source that wants it.
        source_name: &'static str,
    },
    /// The host does not let us in; it is not asked again.
    #[error(
        "{host} refuses ({status}): it may want a key or not want to be read; nothing asks again by itself"
    )]
    Refused {
        /// Who refused.
        host: String,
        /// Its status.
        status: u16,
    },
    /// Nothing is there any more.
    #[error(
        "{host} has nothing at this address ({status}): check the name of the board, or remove it"
    )]
    Gone {
        /// Who answered.
        host: String,
        /// Its status.
        status: u16,
    },
    /// Not now: the host, or a quota of its terms, wants us to wait.
    #[error("skipped until {}: {because}", moment(*until))]
    Later {
        /// When it may be asked again.
        until: DateTime<Utc>,
        /// Who wants it so.
        because: String,
    },
    /// Something that may be gone the next time.
    #[error("{host} {what}; it is asked again later")]
    Temporary {
        /// Who was asked.
        host: String,
        /// What happened, e.g. `broke off in the middle of its answer`.
        what: String,
    },
    /// More than we take in.
    #[error("{host} sent more than {limit} bytes, which no listing needs; the answer was dropped")]
    TooLarge {
        /// Who sent it.
        host: String,
        /// How much is taken in.
        limit: u64,
    },
    /// We do not allow ourselves to ask there.
    #[error("{host} is not asked: {why}")]
    Forbidden {
        /// Where it would have led.
        host: String,
        /// Which rule says so.
        why: String,
    },
    /// An answer that cannot be what was asked for.
    #[error("{host} {what}: look at what it answers in a browser")]
    Unexpected {
        /// Who answered.
        host: String,
        /// What came instead, e.g. `answered with a web page instead of JSON: “Just a moment…”`.
        what: String,
    },
    /// Postgres, through which all workers share pace and quotas, has failed.
    #[error("Postgres failed while a request was prepared: {0}")]
    Database(#[from] sqlx::Error),
    /// The client cannot be made on this machine.
    #[error(
        "no request can be made from this machine: {0}; check that it has certificates of authorities (package ca-certificates)"
    )]
    Unable(String),
}

impl FetchError {
    pub(super) fn temporary(host: &str, what: impl Into<String>) -> Self {
        Self::Temporary {
            host: host.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn unexpected(host: &str, what: impl Into<String>) -> Self {
        Self::Unexpected {
            host: host.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn forbidden(host: &str, why: impl Into<String>) -> Self {
        Self::Forbidden {
            host: host.to_owned(),
            why: why.into(),
        }
    }
}

fn moment(until: DateTime<Utc>) -> String {
    until.to_rfc3339_opts(SecondsFormat::Secs, true)
}
