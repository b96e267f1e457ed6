//! What a mutation did, and why one did nothing.

use super::NodeKey;

/// What a mutation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The roadmap; none where it is about several.
    pub(crate) roadmap: Option<String>,
    /// The nodes of which it says something.
    pub(crate) nodes: Vec<NodeKey>,
    /// The nodes that it left as they are, because they were changed since what it takes back.
    pub(crate) left: Vec<NodeKey>,
    /// What takes it back.
    pub(crate) token: String,
}

/// Why a mutation did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The client's key stands for something else.
    KeyUsedOtherwise,
    /// The token takes nothing back, be it unknown, somebody else's, or too old.
    NothingToUndo,
    /// The account has been deleted meanwhile.
    Gone,
}
