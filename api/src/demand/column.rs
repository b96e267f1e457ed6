//! The market in memory: every countable posting as one row of columns, in segments that never change.
//!
//! - A **row** is one way in which a posting counts: by itself (`listed`), or for its whole cluster (`counted`). A posting without
//!   duplicates is one row that is both; one that stands for others is two rows.
//! - A **segment** holds up to 65,536 rows that began in one month and ended in the same months, in order of country, place and role. What
//!   changes is written anew into a small segment, and the old row is marked as dead beside the old segment.
//! - A **market** is a list of segments with their live rows: a version of the truth that nothing changes any more. Whoever asks
//!   holds one for the whole request.
//! - A **question** is a pure function over a market; [`statement`](super::statement) has the same one as SQL.

#[cfg(test)]
mod agreement;
mod bitmap;
mod builder;
mod catalogue;
mod condition;
mod count;
mod day;
mod dictionary;
mod duration;
mod load;
mod market;
mod observed;
mod pay;
mod place;
mod places;
mod premium;
mod reach;
mod read;
mod refresh;
mod roadmaps;
mod segment;
mod selection;
mod summary;
mod table;
mod tally;
mod tidy;
mod together;
mod trend;
mod wire;

pub(crate) use catalogue::Catalogue;
pub(crate) use load::load;
pub(crate) use market::{Market, Version};
pub(crate) use read::Failed;
pub(crate) use refresh::Refreshed;
