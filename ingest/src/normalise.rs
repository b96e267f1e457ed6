//! From what a posting says to what it means: one reader for each kind of fact.

#[cfg(test)]
mod cases;
pub mod company;
pub mod header;
pub mod language;
pub mod pay;
pub mod personal;
pub mod place;
pub mod time;
pub mod title;
