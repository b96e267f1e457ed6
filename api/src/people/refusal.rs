//! Why something that somebody wants of their account is not done.

use std::{fmt, time::Duration};

use sea_orm::DbErr;

/// Why something that somebody wants is not done, so that they can do something about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A value is not what it should be.
    Invalid {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// Somebody has that name.
    NameTaken,
    /// There is nobody of that name and password, and which of them is wrong is not said.
    WrongCredentials,
    /// It was tried too often; after some time it may be tried again.
    TooMany(Duration),
    /// Too many passwords are looked at already; after some time it may be tried again.
    Busy(Duration),
    /// This server does not do that, and why.
    Unavailable(String),
}

impl Refusal {
    /// A value is not what it should be.
    pub(super) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            message: message.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { message, .. } | Self::Unavailable(message) => f.write_str(message),
            Self::NameTaken => f.write_str("somebody has that name already"),
            Self::WrongCredentials => {
                f.write_str("there is nobody of that name with that password")
            }
            Self::TooMany(after) => write!(
                f,
                "that was tried too often; try again in {} minutes",
                after.as_secs().div_ceil(60)
            ),
            Self::Busy(after) => write!(
                f,
                "too many passwords are being looked at; try again in {} seconds",
                after.as_secs()
            ),
        }
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// It was refused.
    #[error("{0}")]
    Refused(Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
