//! What people have done of roadmaps: an append-only account of events, in changes that can be taken back.
//!
//! Whoever writes locks the account first, so the changes of one person come one after the other, however many tabs make them, and
//! each is decided by what those before it left. Ids of later changes and events are greater, and the latest event of a node says
//! how it stands.

mod change;
mod document;
mod export;
mod history;
mod import;
mod reset;
mod set;
mod skills;
mod stand;
mod token;
mod undo;
mod word;
mod writer;

pub(crate) use change::{Change, Refusal};
pub(crate) use document::{Document, read};
pub(crate) use export::export;
pub(crate) use history::{Entry, count, history};
pub(crate) use import::{Import, Known, import};
pub(crate) use reset::reset;
pub(crate) use set::{Wish, set};
pub(crate) use skills::{set_skills, skills};
pub(crate) use stand::{newest, roadmaps, stand};
pub(crate) use undo::undo;
pub(crate) use word::NodeKey;

/// The channel on which servers are told whose progress of which roadmap changed: `change viewer roadmap`.
pub(crate) const CHANNEL: &str = "progress_change";
