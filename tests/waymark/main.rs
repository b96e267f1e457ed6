//! The whole product, tested as it is used: the real binary, a real Postgres, real files, real requests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod abuse;
mod binary;
mod citus;
mod collect;
mod columns;
mod contract;
mod duplicates;
mod explain;
mod fetch;
mod forget;
mod gaps;
mod generate;
mod graphql;
mod house;
mod import;
mod log;
mod migration;
mod passage;
mod people;
mod readiness;
mod replica;
mod reread;
mod roadmaps;
mod rude;
mod runs;
mod sample;
mod score;
mod serve;
mod sources;
mod unresolved;
mod vocabulary;
mod watch;
mod web;
mod wild;
mod world;
