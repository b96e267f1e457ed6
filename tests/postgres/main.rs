//! The private Postgres, with real processes and a real server.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers as well"
)]

mod account;
mod child;
mod crash;
mod fetch;
mod refusal;
mod sharing;
mod start;
mod support;
