//! Demand: how many postings ask for what, where and when.
//!
//! A **population** is the set of eligible postings under one filter, period and basis; every statistic is a question about
//! one population, and populations asked about together are answered by one statement.
//!
//! - **Eligible**: the posting stands for its duplicates (`canonical_id = id`; it counts wherever and whenever one of them
//!   would), its description was complete, and the served vocabulary (`served_vocabulary`) read it. Postings read by
//!   another vocabulary are counted nowhere.
//! - **Denominator**: all eligible postings of the population, never only those that name some skill.
//! - **Share**: postings that name a skill ÷ denominator; never mentions.

pub(crate) mod column;
pub(crate) mod comparison;
pub(crate) mod contrast;
pub(crate) mod count;
pub(crate) mod counted;
pub(crate) mod difference;
pub(crate) mod duration;
pub(crate) mod engine;
pub(crate) mod exchange;
pub(crate) mod filter;
pub(crate) mod growth;
pub(crate) mod interval;
pub(crate) mod name;
pub(crate) mod panel;
pub(crate) mod pay;
pub(crate) mod period;
pub(crate) mod place;
pub(crate) mod population;
pub(crate) mod premium;
pub(crate) mod reach;
pub(crate) mod significance;
pub(crate) mod statement;
pub(crate) mod together;
pub(crate) mod trend;
pub(crate) mod unknown;
