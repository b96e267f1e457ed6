//! Serves demand, roadmaps and postings over GraphQL.
//!
//! Rooms, and who may look into whom: `http` → `graphql` → {`query`, `demand`} → `entity`; never back. `query` reads rows,
//! `demand` answers statistics; no GraphQL type appears in either.

mod demand;
mod failure;
mod graphql;
mod http;
mod query;
mod range;
mod settings;
mod sql;

pub use graphql::schema_text;
pub use http::{router, serve};
pub use settings::Settings;
