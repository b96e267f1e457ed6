//! What progress means: pure rules over the nodes of a roadmap and how each stands for somebody.
//!
//! Only leaves have a state of their own. What is said of a node that has parts is said of its parts, and how it stands follows from
//! them; so percentages and phases cannot contradict each other.

mod finish;
mod fold;
mod next;
mod node;
mod outline;
mod percent;
mod spread;

#[cfg(test)]
mod tests;

pub(crate) use finish::{Pace, finish, remaining_months};
pub(crate) use fold::{Kept, Renames, fold};
pub(crate) use next::next;
pub(crate) use node::{standing_of, state_of};
pub(crate) use outline::Outline;
pub(crate) use percent::{Percent, percent};
pub(crate) use spread::spread;
