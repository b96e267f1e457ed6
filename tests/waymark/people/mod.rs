//! People: who asks, and what is theirs.

pub(crate) mod person;
mod sessions;
