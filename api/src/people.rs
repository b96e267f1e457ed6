//! People and what is theirs: who asks, and their sessions.
//!
//! Everything that belongs to somebody is read and written through a [`Viewer`], which only a good token makes. No function here
//! takes the id of an account from a caller, and none outside this room can read it. An operator at the command line is no caller:
//! what they may do to any account is in [`administration`].

mod accounts;
pub mod administration;
mod caller;
mod deletion;
mod local;
mod name;
mod oidc;
mod password;
pub(crate) mod progress;
mod refusal;
mod session;
mod throttle;
mod token;
mod viewer;

pub use accounts::Accounts;
pub(crate) use caller::Caller;
pub(crate) use deletion::delete_account;
pub(crate) use local::{change_password, sign_in, sign_up};
pub use oidc::{IssuerError, Oidc};
pub use refusal::{Failed, Refusal};
pub use session::Session;
pub(crate) use throttle::network;
pub use token::Token;
pub(crate) use viewer::Viewer;
