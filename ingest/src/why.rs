//! Why something was read as it was: the rules that decided, named for whoever doubts a figure.

use serde::Serialize;

/// One rule that decided something about a posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What it decided: a field of the explanation, such as `seniority`, or one of its entries, such as `skills.python`.
    pub field: String,
    /// The rule, in a few words that can be searched for in `content/` or in the code.
    pub rule: String,
    /// The words of the posting that it rests on.
    pub evidence: String,
}
