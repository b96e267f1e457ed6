//! People: who asks, and what is theirs.

mod administration;
mod desk;
mod forged;
mod isolation;
mod issuer;
mod local;
mod modes;
mod oidc;
pub(crate) mod person;
pub(crate) mod progress;
mod secrets;
mod sessions;
mod throttle;
