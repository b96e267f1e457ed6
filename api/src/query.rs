//! Reads of rows, one file a noun; no GraphQL type appears here.
//!
//! Functions that take ids or slugs answer for a whole batch in one statement.

pub(crate) mod posting;
pub(crate) mod region;
pub(crate) mod roadmap;
pub(crate) mod role;
pub(crate) mod run;
pub(crate) mod skill;
pub(crate) mod source;
