//! The GraphQL server as its clients meet it: over HTTP, on a real Postgres.

mod answers;
mod changes;
mod explorer;
pub(crate) mod fixture;
mod graph;
pub(crate) mod health;
mod hostile;
mod identifiers;
mod listing;
mod market;
mod oracle;
mod pages;
mod pay;
mod protocol;
pub(crate) mod server;
mod socket;
mod statements;
mod statistics;
mod subscriptions;
