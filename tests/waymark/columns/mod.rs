//! The market in memory must answer every question as the database does, whatever has happened to the postings.

mod agreement;
mod freshness;
mod market;
mod question;
mod replicas;
