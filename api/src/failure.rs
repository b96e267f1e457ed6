//! Why an answer could not be given: the caller's mistake, which is explained, or ours, which is logged and named by an id.

use std::hash::{BuildHasher, RandomState};

use sea_orm::{DbErr, RuntimeErr};

/// Why an answer could not be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The caller's mistake, said so that they can mend it.
    Invalid(String),
    /// Ours: the id under which the cause stands in the log.
    Internal(String),
    /// Nobody's: another vocabulary came to be served while the answer was made, so it has to be made again.
    Outdated,
}

/// How much of a wrong name is said back: a text that stands in a name's place is not.
const LONGEST_NAME: usize = 60;

/// A name as it may be said back: in quotes, as JSON writes it.
pub(crate) fn quoted(name: &str) -> String {
    let mut short: String = name.chars().take(LONGEST_NAME).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    serde_json::Value::from(short).to_string()
}

/// How `serves` in the schema says that another vocabulary is served.
const NOT_SERVED: &str = "WM001";

impl Failure {
    /// A mistake of the caller.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }

    /// A fault of ours: the cause goes into the log, once, and only its id travels on.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        let id = id();
        tracing::error!(id, %cause, "a request failed");
        Self::Internal(id)
    }
}

/// An id under which something stands in the log; no other is like it.
pub(crate) fn id() -> String {
    format!("{:016x}", RandomState::new().hash_one(0))
}

impl From<DbErr> for Failure {
    fn from(cause: DbErr) -> Self {
        if is_outdated(&cause) {
            Self::Outdated
        } else {
            Self::internal(&cause)
        }
    }
}

fn is_outdated(cause: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        cause
    else {
        return false;
    };
    let code = cause
        .as_database_error()
        .and_then(sea_orm::sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == NOT_SERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_back_and_texts_are_not() {
        assert_eq!(quoted("rust\n"), "\"rust\\n\"");
        let long = "ü".repeat(5_000);
        assert_eq!(quoted(&long).chars().count(), LONGEST_NAME + 3);
    }
}
