//! How ready somebody is for a role: pure functions over a role's requirements, what postings ask for, and a set of skills.
//!
//! `requirement` says what a role asks for, `score` what of it is met, `range` how sure that is, `gap` what would help most,
//! `month` how long it takes; `text` reads skills out of what somebody writes about themselves. docs/METHOD.md has the formulas.

pub(crate) mod gap;
pub(crate) mod month;
pub(crate) mod range;
pub(crate) mod requirement;
pub(crate) mod score;
pub(crate) mod text;

#[cfg(test)]
mod example;
#[cfg(test)]
mod properties;

/// The formula in use; another one would bear another name.
pub(crate) const FORMULA: &str = "readiness-1";

/// With fewer postings than this nothing is said: an error of ten points in each share would be no surprise.
pub(crate) const MINIMUM: i64 = 100;
