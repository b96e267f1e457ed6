//! Every question about a population as plain SQL: what answers while the columns are not loaded, and what they must agree with.

pub(crate) mod count;
pub(crate) mod duration;
pub(crate) mod listing;
pub(crate) mod observed;
pub(crate) mod pay;
pub(crate) mod place;
pub(crate) mod population;
pub(crate) mod premium;
pub(crate) mod reach;
pub(crate) mod scope;
pub(crate) mod together;
pub(crate) mod trend;
