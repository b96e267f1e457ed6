//! One file per command.

pub mod duplicates;
pub mod explain;
pub mod import;
pub mod runs;
pub mod sample;
pub mod schema;
pub mod score;
pub mod unresolved;
pub mod up;
