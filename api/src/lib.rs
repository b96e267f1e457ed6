//! Serves demand, roadmaps and postings over GraphQL.
//!
//! Rooms, and who may look into whom: `http` → `graphql` → {`feed`, `readiness`} → {`query`, `demand`} → `entity`; never back. `query`
//! reads rows, `demand` answers statistics, `readiness` measures people by them and is pure, `feed` follows what changes; no GraphQL
//! type appears in any of them.

mod demand;
mod failure;
mod feed;
mod graphql;
mod http;
#[doc(hidden)]
pub mod measure;
mod query;
mod range;
mod readiness;
mod settings;
mod sql;

pub use graphql::schema_text;
pub use http::{router, router_with, serve};
pub use readiness::text::Recogniser;
pub use settings::Settings;
