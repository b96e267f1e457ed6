//! The limits a server works under, and its clock.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// What a server allows, what it refuses, and what time it is.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How deep a query may nest.
    pub max_depth: usize,
    /// How much a query may cost; lists cost as many times their items as they may return.
    pub max_complexity: usize,
    /// How many bytes the body of a request, or a message over a web socket, may have.
    pub max_body_bytes: usize,
    /// How many tokens a document may have.
    pub max_tokens: usize,
    /// How many fields of a document may go by another name.
    pub max_aliases: usize,
    /// How many directives one field may carry.
    pub max_directives: usize,
    /// How much may be asked from one address in a minute, in what queries cost; without a limit where it is 0. Answers that are given
    /// again are free.
    pub cost_per_minute: u32,
    /// How many requests may be executed at a time; others wait a moment for their turn.
    pub max_requests: usize,
    /// How many items one page of a list may hold.
    pub max_page_size: usize,
    /// How many bytes a text argument may have.
    pub max_text_bytes: usize,
    /// Below how many postings a statistic is withheld.
    pub minimum_postings: i64,
    /// How long one request may take.
    pub request_timeout: Duration,
    /// How many clients may hold a connection for subscriptions.
    pub max_sockets: usize,
    /// How many operations may be under way on one of these connections.
    pub max_subscriptions: usize,
    /// How long a client may take to open such a connection properly, and to take in what it is sent.
    pub socket_patience: Duration,
    /// How often such a connection is tried; one that is silent three times in a row is closed.
    pub socket_pause: Duration,
    /// After how long a change of postings is noticed of which nobody was told.
    pub feed_pause: Duration,
    /// Whether the market is held in memory, where statistics are answered from; otherwise the database counts them.
    pub in_memory: bool,
    /// How many bytes of answers are kept to be given again while nothing that they rest on has changed; none where it is 0.
    pub answer_cache_bytes: usize,
    /// The clock; a test sets its own.
    pub clock: fn() -> DateTime<Utc>,
}

impl Settings {
    /// The limits that the product ships with, and a clock.
    #[must_use]
    pub fn new(clock: fn() -> DateTime<Utc>) -> Self {
        Self {
            max_depth: 16,
            max_complexity: 50_000,
            max_body_bytes: 1_048_576,
            max_tokens: 4_000,
            max_aliases: 100,
            max_directives: 10,
            cost_per_minute: 1_000_000,
            max_requests: 64,
            max_page_size: 100,
            max_text_bytes: 65_536,
            minimum_postings: 20,
            request_timeout: Duration::from_secs(30),
            max_sockets: 256,
            max_subscriptions: 16,
            socket_patience: Duration::from_secs(10),
            socket_pause: Duration::from_secs(20),
            feed_pause: Duration::from_secs(5),
            in_memory: true,
            answer_cache_bytes: 64 << 20,
            clock,
        }
    }
}
