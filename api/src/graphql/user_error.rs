//! What people can do something about when they change something: typed, and part of the answer.

use async_graphql::{Interface, Result, SimpleObject};

use super::error::internal;
use crate::people::{Failed, Refusal};

/// Why something was not changed, so that whoever wanted it can do something about it.
#[derive(Interface)]
#[graphql(
    field(
        name = "message",
        ty = "String",
        desc = "What is wrong, in words for people."
    ),
    field(
        name = "path",
        ty = "&Option<Vec<String>>",
        desc = "Which argument it is about, from the outside in; null where it is about none."
    )
)]
pub(crate) enum UserError {
    /// A value is not what it should be.
    InvalidInput(InvalidInput),
    /// Somebody has that name.
    NameTaken(NameTaken),
    /// No such name and password.
    WrongCredentials(WrongCredentials),
    /// It was tried too often.
    TooManyAttempts(TooManyAttempts),
    /// This server does not do that.
    Unavailable(Unavailable),
}

impl UserError {
    /// A value that is not what it should be, and which it is, from the outside in.
    pub(super) fn invalid(message: impl Into<String>, path: &[&str]) -> Self {
        let path = path.iter().map(|part| (*part).to_owned());
        let path: Vec<String> = path.collect();
        Self::InvalidInput(InvalidInput {
            message: message.into(),
            path: (!path.is_empty()).then_some(path),
        })
    }
}

/// A value is not what it should be.
#[derive(SimpleObject)]
pub(crate) struct InvalidInput {
    /// What is wrong, in words for people.
    message: String,
    /// Which argument it is about, from the outside in.
    path: Option<Vec<String>>,
}

/// Somebody has that name; case makes no difference.
#[derive(SimpleObject)]
pub(crate) struct NameTaken {
    /// What is wrong, in words for people.
    message: String,
    /// Which argument it is about, from the outside in.
    path: Option<Vec<String>>,
}

/// There is nobody of that name with that password; which of them is wrong is not said.
#[derive(SimpleObject)]
pub(crate) struct WrongCredentials {
    /// What is wrong, in words for people.
    message: String,
    /// Which argument it is about: none, since that would tell which one is wrong.
    path: Option<Vec<String>>,
}

/// It was tried too often, by this name or from this address, or too many try at once.
#[derive(SimpleObject)]
pub(crate) struct TooManyAttempts {
    /// What is wrong, in words for people.
    message: String,
    /// Which argument it is about: none.
    path: Option<Vec<String>>,
    /// After how many seconds it may be tried again.
    retry_after_seconds: i32,
}

/// This server does not do that, such as taking passwords where an issuer gives tokens.
#[derive(SimpleObject)]
pub(crate) struct Unavailable {
    /// What is wrong, in words for people.
    message: String,
    /// Which argument it is about: none.
    path: Option<Vec<String>>,
}

/// What succeeded, or what whoever wanted it can do something about; a failure of ours is an error of the field.
pub(super) fn outcome<T>(done: Result<T, Failed>) -> Result<(Option<T>, Vec<UserError>)> {
    match done {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Failed::Refused(refusal)) => Ok((None, vec![UserError::from(refusal)])),
        Err(Failed::Database(cause)) => Err(internal(cause)),
    }
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let path = |field: &str| Some(vec!["input".to_owned(), field.to_owned()]);
        match refusal {
            Refusal::Invalid { field, .. } => Self::InvalidInput(InvalidInput {
                path: path(field),
                message,
            }),
            Refusal::NameTaken => Self::NameTaken(NameTaken {
                path: path("name"),
                message,
            }),
            Refusal::WrongCredentials => Self::WrongCredentials(WrongCredentials {
                path: None,
                message,
            }),
            Refusal::TooMany(after) | Refusal::Busy(after) => {
                Self::TooManyAttempts(TooManyAttempts {
                    path: None,
                    message,
                    retry_after_seconds: i32::try_from(after.as_secs().max(1)).unwrap_or(i32::MAX),
                })
            }
            Refusal::Unavailable(_) => Self::Unavailable(Unavailable {
                path: None,
                message,
            }),
        }
    }
}
