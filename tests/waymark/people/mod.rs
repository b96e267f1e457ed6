//! People: who asks, and what is theirs.

mod isolation;
pub(crate) mod person;
mod progress;
mod sessions;
