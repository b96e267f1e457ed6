//! Serves demand, roadmaps and postings over GraphQL.
//!
//! Rooms, and who may look into whom: `http` → `graphql` → {`feed`, `readiness`} → {`query`, `demand`, `people`} → `entity`; never back.
//! `query` reads rows, `demand` answers statistics, `readiness` measures people by them and is pure, `feed` follows what changes,
//! `people` knows who asks and keeps what is theirs, `progress` says in pure rules what that means, `metrics` counts what the others do
//! and knows none of them; no GraphQL type appears in any of them.

// Through `Node`, nearly every type of the schema leads to every other, and the compiler follows them.
#![recursion_limit = "256"]

mod demand;
mod failure;
mod feed;
mod graphql;
mod http;
#[doc(hidden)]
pub mod measure;
mod metrics;
mod people;
mod progress;
mod query;
mod range;
mod readiness;
mod settings;
mod sql;

pub use graphql::{ERROR_CODES, ErrorCode, schema_text};
pub use http::{Fault, FiguresAt, Origins, Service, Trusted};
pub use people::{Accounts, Failed, IssuerError, Oidc, Refusal, Session, Token, administration};
pub use readiness::text::Recogniser;
pub use settings::Settings;
