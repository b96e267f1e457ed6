//! How sources and their targets fare.

use async_graphql::Enum;
use entity::health::Health;

/// How a source fares. By the boards it is collected from: a source is as well as its best board that is turned on, but never
/// better than DEGRADED while one of them is neither healthy nor empty. A source that only imported files tell of is judged
/// by its imports, and is then never DEAD nor DISABLED.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Health")]
pub(crate) enum SourceHealth {
    /// The latest collection succeeded and nothing is odd.
    Healthy,
    /// Something is wrong: failures, answers in a form that we do not know, or a closing of many postings that waits for
    /// the next collection to confirm it.
    Degraded,
    /// It is gone, or has failed for more than seven days.
    Dead,
    /// It answers, and has no postings.
    Empty,
    /// No collection or import of it has ever succeeded.
    NeverSucceeded,
    /// The configuration leaves it out.
    Disabled,
}
