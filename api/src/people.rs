//! People and what is theirs: who asks, and their sessions.
//!
//! Everything that belongs to somebody is read and written through a [`Viewer`], which only a good token makes. No function here
//! takes the id of an account from a caller, and none outside this room can read it.

mod caller;
pub(crate) mod progress;
mod session;
mod viewer;

pub(crate) use caller::Caller;
pub(crate) use viewer::Viewer;
