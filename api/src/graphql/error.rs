//! Failures as GraphQL errors: each has a code, and ours say no more than the id under which they are logged.

pub(crate) mod code;

use async_graphql::{Context, Error, ErrorExtensions, Result};
use sea_orm::DbErr;

use super::loader::Loaders;
use crate::{
    demand::unknown::{Noun, Unknown},
    failure::Failure,
};

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

/// What this server does not do, as it is set up.
pub(crate) fn unavailable(message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code::UNAVAILABLE))
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

/// A name of something that there is not, with what was probably meant.
pub(crate) async fn unknown(ctx: &Context<'_>, noun: Noun, name: &str) -> Error {
    match explained(ctx, noun, name).await {
        Ok(failure) => failure.into(),
        Err(error) => error,
    }
}

/// The same in words, where it is part of an answer.
pub(crate) async fn unknown_text(ctx: &Context<'_>, noun: Noun, name: &str) -> Result<String> {
    match explained(ctx, noun, name).await? {
        Failure::Invalid(message) => Ok(message),
        failure => Err(failure.into()),
    }
}

async fn explained(ctx: &Context<'_>, noun: Noun, name: &str) -> Result<Failure> {
    let unknown = Unknown::new(noun, name);
    let loaders = ctx.data::<Loaders>()?;
    let engine = loaders.engine().clone();
    loaders
        .read(|_| async move { Ok(unknown.explained(&engine).await) })
        .await
}
