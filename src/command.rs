//! One file per command.

pub mod collect;
pub mod doctor;
pub mod duplicates;
pub mod explain;
pub mod forget;
pub mod generate;
pub mod import;
pub mod reread;
pub mod roadmaps;
pub mod runs;
pub mod sample;
pub mod schema;
pub mod score;
pub mod sources;
pub mod token;
pub mod unresolved;
pub mod up;
pub mod user;
pub mod vocabulary;
