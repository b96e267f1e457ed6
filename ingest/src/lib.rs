//! Turns job postings from files and sources into stored facts.

pub mod raw;
