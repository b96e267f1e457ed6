//! Where the rows of each table lie when a Citus coordinator spreads them over machines: said here and nowhere else.

/// Where the rows of a table lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// By the hash of a column that holds a posting's id, so that all rows about one posting lie on one machine.
    ByPosting(&'static str),
    /// Whole on every machine: what postings are joined with.
    Everywhere,
    /// On the coordinator alone: our books, the queue, and what is only ever read by itself.
    Coordinator,
}

use Placement::{ByPosting, Coordinator, Everywhere};

/// The table that the others of [`ByPosting`] are laid beside.
pub const POSTING: &str = "posting";

/// Every table of our schema, in the order in which they can be spread: what is referred to before what refers to it. The queue
/// of jobs has a schema of its own, which stays on the coordinator.
pub const TABLES: [(&str, Placement); 36] = [
    ("vocabulary", Everywhere),
    ("served_vocabulary", Everywhere),
    ("skill", Everywhere),
    ("region", Everywhere),
    ("source", Everywhere),
    ("company", Everywhere),
    (POSTING, ByPosting("id")),
    ("posting_text", ByPosting("posting_id")),
    ("posting_spell", ByPosting("posting_id")),
    ("posting_detail", ByPosting("posting_id")),
    ("posting_reading", ByPosting("posting_id")),
    ("account", Coordinator),
    ("attempt", Coordinator),
    ("catalogue", Coordinator),
    ("collection", Coordinator),
    ("collection_request", Coordinator),
    ("forgotten", Coordinator),
    ("host", Coordinator),
    ("posting_change", Coordinator),
    ("profile_skill", Coordinator),
    ("progress_change", Coordinator),
    ("progress_event", Coordinator),
    ("quota_request", Coordinator),
    ("roadmap", Coordinator),
    ("roadmap_node", Coordinator),
    ("roadmap_node_skill", Coordinator),
    ("role", Coordinator),
    ("run", Coordinator),
    ("run_rejection", Coordinator),
    ("run_source", Coordinator),
    ("seaql_migrations", Coordinator),
    ("session", Coordinator),
    ("skill_alias", Coordinator),
    ("skill_identifier", Coordinator),
    ("target", Coordinator),
    ("validator", Coordinator),
];
