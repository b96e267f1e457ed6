//! Failures as GraphQL errors: each has a code, and ours say no more than the id under which they are logged.

use async_graphql::{Error, ErrorExtensions};
use sea_orm::DbErr;

use crate::failure::Failure;

/// The values of `extensions.code`.
pub(crate) mod code {
    /// An argument or a body is not what it should be.
    pub(crate) const INVALID_INPUT: &str = "INVALID_INPUT";
    /// The document is not a valid query of this schema.
    pub(crate) const INVALID_QUERY: &str = "INVALID_QUERY";
    /// The document asks for more than one may ask at once.
    pub(crate) const LIMIT_EXCEEDED: &str = "LIMIT_EXCEEDED";
    /// Too much is under way; try again in a moment.
    pub(crate) const OVERLOADED: &str = "OVERLOADED";
    /// More was asked from an address than one may ask in a minute.
    pub(crate) const RATE_LIMITED: &str = "RATE_LIMITED";
    /// A cursor of the feed of changes leads nowhere any more.
    pub(crate) const CURSOR_EXPIRED: &str = "CURSOR_EXPIRED";
    /// Something failed on our side.
    pub(crate) const INTERNAL: &str = "INTERNAL";
    /// Other figures came to be served while these were made.
    pub(crate) const OUTDATED: &str = "OUTDATED";
    /// It takes somebody whom a valid token tells.
    pub(crate) const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    /// A request names a document that is not known: it has to be sent with its hash once.
    pub(crate) const PERSISTED_QUERY_NOT_FOUND: &str = "PERSISTED_QUERY_NOT_FOUND";
    /// A request names its document in a way that is not known.
    pub(crate) const PERSISTED_QUERY_NOT_SUPPORTED: &str = "PERSISTED_QUERY_NOT_SUPPORTED";
    /// The document is none of those that the operator trusts.
    pub(crate) const DOCUMENT_NOT_TRUSTED: &str = "DOCUMENT_NOT_TRUSTED";
    /// A page of another site asks for what only pages of this one may have.
    pub(crate) const FORBIDDEN: &str = "FORBIDDEN";
    /// The answer took too long.
    pub(crate) const TIMEOUT: &str = "TIMEOUT";
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(message) => invalid(message),
            Failure::Outdated => Error::new("other figures came to be served meanwhile; ask again")
                .extend_with(|_, extensions| extensions.set("code", code::OUTDATED)),
            Failure::Internal(id) => Error::new(
                "the server failed; the log knows more under this id",
            )
            .extend_with(|_, extensions| {
                extensions.set("code", code::INTERNAL);
                extensions.set("id", id.as_str());
            }),
        }
    }
}

/// The caller's mistake.
pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code::INVALID_INPUT))
}

/// A cursor from which the log of changes no longer leads on.
pub(crate) fn expired() -> Error {
    let message = "what followed this cursor is no longer kept, so changes would be missed: start anew, with a cursor of \
                   now (postingChanges {now}) and the postings as they are";
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code::CURSOR_EXPIRED))
}

/// A fault of the database.
pub(crate) fn internal(cause: DbErr) -> Error {
    Failure::from(cause).into()
}

/// Something that another row promises and that is not stored.
pub(crate) fn missing(what: &str) -> Error {
    Failure::internal(&what).into()
}
