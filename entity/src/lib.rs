//! Waymark's tables and the pure rules that belong to them.
//!
//! One file per table, one room per rule: `content` is what the product ships as text, `matcher` finds skills in a text,
//! `health` tells how a source fares, `pay` makes amounts comparable, `suggestion` knows what a misspelt name
//! was meant to be, `roadmap_key` where the nodes of older editions went.

pub mod content;
pub mod currency;
pub mod hash;
pub mod health;
pub mod matcher;
pub mod pay;
pub mod suggestion;

pub mod account;
pub mod company;
pub mod posting;
pub mod posting_spell;
pub mod posting_text;
pub mod profile_skill;
pub mod progress_change;
pub mod progress_event;
pub mod region;
pub mod roadmap;
pub mod roadmap_key;
pub mod roadmap_node;
pub mod roadmap_node_skill;
pub mod role;
pub mod run;
pub mod run_rejection;
pub mod run_source;
pub mod session;
pub mod skill;
pub mod skill_alias;
pub mod skill_identifier;
pub mod source;
pub mod target;
pub mod vocabulary;
