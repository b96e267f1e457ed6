//! The GraphQL server as its clients meet it: over HTTP, on a real Postgres.

mod answers;
mod explorer;
pub(crate) mod fixture;
mod graph;
mod hostile;
mod identifiers;
mod market;
mod oracle;
mod pages;
pub(crate) mod server;
mod statements;
mod statistics;
