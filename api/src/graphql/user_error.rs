//! What is wrong with what somebody wants to change: told in the payload, not as an error of the request.

use async_graphql::{Interface, Object};

/// What is wrong with an input.
#[derive(Interface)]
#[graphql(
    field(
        name = "message",
        ty = "String",
        desc = "What is wrong, for people to read."
    ),
    field(
        name = "path",
        ty = "Option<Vec<String>>",
        desc = "Which part of the input it is about; null where it is about all of it."
    )
)]
pub(crate) enum UserError {
    /// A part of the input is not what it should be.
    InvalidInput(InvalidInput),
}

impl UserError {
    /// A part of the input that is not what it should be.
    pub(crate) fn invalid(message: impl Into<String>, path: &[&str]) -> Self {
        Self::InvalidInput(InvalidInput {
            message: message.into(),
            path: path.iter().map(|part| (*part).to_owned()).collect(),
        })
    }
}

/// A part of the input is not what it should be.
pub(crate) struct InvalidInput {
    message: String,
    path: Vec<String>,
}

/// A part of the input is not what it should be.
#[Object]
impl InvalidInput {
    /// What is wrong, for people to read.
    pub(super) async fn message(&self) -> String {
        self.message.clone()
    }

    /// Which part of the input it is about; null where it is about all of it.
    pub(super) async fn path(&self) -> Option<Vec<String>> {
        (!self.path.is_empty()).then(|| self.path.clone())
    }
}
