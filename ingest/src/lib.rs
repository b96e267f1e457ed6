//! Turns job postings from files and sources into stored facts.
//!
//! The way of a posting: `input` opens a file, `format` and `source` cut it into raw postings, `reading` makes facts of them
//! with `read`, `normalise` and `extract`, `store` writes them; `import` runs it all.

pub mod cadence;
pub mod catalogue;
pub mod collect;
pub mod duplicate;
pub mod expiry;
pub mod explain;
pub mod extract;
pub mod facts;
pub mod fetch;
pub mod forget;
pub mod format;
pub mod gap;
pub mod gazetteer;
pub mod generate;
#[cfg(test)]
mod hostile;
pub mod import;
pub mod input;
pub mod normalise;
mod parallel;
pub mod raw;
pub mod read;
pub mod reading;
#[cfg(test)]
mod recordings;
pub mod reread;
pub mod sample;
pub mod schedule;
pub mod score;
pub mod source;
pub mod store;
pub mod why;
