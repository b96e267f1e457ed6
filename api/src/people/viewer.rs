//! Somebody whom a token of theirs tells.

use std::{fmt, sync::Arc};

/// Somebody whom a token of theirs tells.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Viewer {
    account: i64,
    name: Arc<str>,
}

impl Viewer {
    /// Whoever is behind a good token.
    pub(super) fn new(account: i64, name: &str) -> Self {
        Self {
            account,
            name: name.into(),
        }
    }

    /// The id of their account, which leaves this room in no form.
    pub(super) fn account(&self) -> i64 {
        self.account
    }

    /// The name they chose, or that their issuer tells.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What distinguishes them from everybody else, and tells nothing more.
    pub(crate) fn key(&self) -> String {
        entity::hash::stable(&["account", &self.account.to_string()]).to_string()
    }
}

impl fmt::Debug for Viewer {
    // What is logged by mistake tells nobody's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Viewer")
    }
}
