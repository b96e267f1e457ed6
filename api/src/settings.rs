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
    /// How many connections may be open. It takes a file each, of which systems often give a process only 1,024.
    pub max_connections: usize,
    /// How many of them one address may have, unless a proxy asks for all: a new one takes the place of the address's own that has waited
    /// longest for a request.
    pub max_connections_per_address: usize,
    /// How many bytes the head of a request may have: its address and its headers.
    pub max_head_bytes: usize,
    /// How long a client may take to send the head of a request, the first one included.
    pub header_patience: Duration,
    /// How long a client may take to send the body of a request.
    pub body_patience: Duration,
    /// How long a connection may rest between requests.
    pub idle_patience: Duration,
    /// How long a client may let us wait with what it is sent; each 16 KiB that it takes in make up for a second.
    pub answer_patience: Duration,
    /// How many clients may hold a connection for subscriptions.
    pub max_sockets: usize,
    /// How many of these one address may hold, as far as that is known.
    pub max_sockets_per_address: usize,
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
    /// Whether whoever misspells a field or an argument is told which ones there are; what the schema says, anybody may learn so.
    pub suggestions: bool,
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
            max_connections: 800,
            max_connections_per_address: 256,
            max_head_bytes: 32_768,
            header_patience: Duration::from_secs(10),
            body_patience: Duration::from_secs(10),
            idle_patience: Duration::from_mins(1),
            answer_patience: Duration::from_secs(20),
            max_sockets: 256,
            max_sockets_per_address: 64,
            max_subscriptions: 16,
            socket_patience: Duration::from_secs(10),
            socket_pause: Duration::from_secs(20),
            feed_pause: Duration::from_secs(5),
            in_memory: true,
            suggestions: false,
            answer_cache_bytes: 64 << 20,
            clock,
        }
    }
}
