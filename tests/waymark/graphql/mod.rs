//! The GraphQL server as its clients meet it: over HTTP, on a real Postgres.

mod answers;
pub(crate) mod changes;
mod comparison;
mod duration;
mod explorer;
pub(crate) mod fixture;
pub(crate) mod graph;
mod growth;
mod growth_imported;
mod growth_oracle;
pub(crate) mod health;
mod hostile;
mod identifiers;
mod listing;
mod market;
mod named;
mod oracle;
mod pages;
mod pay;
mod plain;
mod protocol;
pub(crate) mod server;
pub(crate) mod socket;
mod statements;
mod statistics;
mod subscriptions;
mod together;
