//! What operators see of a server: metrics, the log and traces.

mod documented;
mod log;
mod metrics;
pub(crate) mod receiver;
mod scrape;
mod traces;
