//! Duplicates: postings that advertise the same job, from several boards, for several cities or again later.
//!
//! **What is a duplicate.** Two postings are copies of one advertisement when
//! - they have the same employer (the id of its normalised name),
//! - they have the same title but for places, gender marks, requisition numbers and spellings of one level ([`title::key`]),
//! - their texts share most of their phrases: at least [`ALIKE`] of the 256 bits of their [`Print`]s agree.
//!
//! Where nobody names the employer, the texts must be nearly the same: the same least phrase and [`NEARLY_THE_SAME`] bits.
//!
//! **Which one is counted.** The canonical posting of a cluster is the one that stands first by: its whole description was
//! there, the latest vocabulary read it, its source is the employer's own board, it was seen first, the least id
//! ([`cluster::clusters`]). It is counted in all places of its cluster and on all days on which any member was open.
//!
//! **What is a new opening.** An advertisement that comes back more than [`NEW_OPENING_DAYS`] days after the last of its copies was
//! seen or closed is another opening and begins a cluster of its own.

pub mod cluster;
pub mod print;
pub mod score;
#[cfg(test)]
mod tests;
pub mod title;

use crate::facts::Facts;
use crate::gazetteer::Gazetteer;

pub use cluster::{Assignment, Member, clusters};
pub use print::Print;
pub use title::Beside;

/// Of 256 bits, how many the prints of two texts must have in common where employer and title are the same: 208 stand for
/// five eighths of their phrases.
pub const ALIKE: u32 = 208;

/// The same for texts that do not name their employer: seven eighths of their phrases.
pub const NEARLY_THE_SAME: u32 = 240;

/// A copy that appears more days than this after the last one was open is a new opening.
pub const NEW_OPENING_DAYS: i64 = 90;

/// What decides whether a posting repeats another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Hash of employer and title, which copies share; of title and least phrase where nobody names the employer.
    pub key: i64,
    /// The print of the description.
    pub print: Print,
    /// Whether the employer is known.
    pub has_company: bool,
}

impl Signature {
    /// The signature of a posting; none for one without a text, which repeats nothing.
    #[must_use]
    pub fn of(facts: &Facts, gazetteer: &Gazetteer) -> Option<Self> {
        // The title stands above the text, and is compared by itself.
        let description = facts.text.split_once("\n\n").map_or("", |(_, rest)| rest);
        let (print, least) = Print::of(description)?;
        let company = facts.company.as_ref();
        let beside = Beside {
            company: company.map(|company| company.name.as_str()),
            location: facts.location.as_deref(),
            places: &facts.places,
        };
        let title = title::key(&facts.title, beside, gazetteer);
        let key = match company {
            Some(company) => entity::hash::stable(&["employer", &company.id.to_string(), &title]),
            None => entity::hash::stable(&["text", &least.to_string(), &title]),
        };
        Some(Self {
            key,
            print,
            has_company: company.is_some(),
        })
    }

    /// Whether two postings advertise the same job, as far as employer, title and text tell.
    #[must_use]
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.key == other.key && are_alike(self.print, other.print, self.has_company)
    }
}

/// Whether the texts of two postings with the same key are alike enough.
fn are_alike(one: Print, other: Print, has_company: bool) -> bool {
    one.agreement(&other) >= if has_company { ALIKE } else { NEARLY_THE_SAME }
}
