//! The Waymark binary as a library: commands, and the private Postgres they run on. The only place that knows both halves,
//! what collects and what answers.

pub mod cli;
pub mod client;
pub mod clock;
pub mod command;
pub mod configuration;
pub mod console;
pub mod database;
pub mod postgres;
mod replacement;
pub mod telemetry;
pub mod vocabulary;
