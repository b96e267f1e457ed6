//! Words that stand in locations and name no place, from `places/words.tsv`.

use rustc_hash::FxHashMap;

/// What such a word or phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The work may be done from elsewhere.
    Remote,
    /// Partly there, partly elsewhere.
    Hybrid,
    /// At the employer's place.
    Onsite,
    /// Anywhere in the world.
    World,
    /// Another place follows.
    Or,
    /// Turns what stands beside it round.
    Not,
    /// The name beside it is that of a subdivision or smaller area.
    County,
    /// The name beside it is that of a city.
    City,
    /// The names beside it are those of a street.
    Street,
    /// The names after it are those of a street.
    StreetOf,
    /// Says nothing about the place.
    Noise,
}

impl Sense {
    /// The sense that a line of the file names.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "remote" => Self::Remote,
            "hybrid" => Self::Hybrid,
            "onsite" => Self::Onsite,
            "world" => Self::World,
            "or" => Self::Or,
            "not" => Self::Not,
            "county" => Self::County,
            "city" => Self::City,
            "street" => Self::Street,
            "street_of" => Self::StreetOf,
            "noise" => Self::Noise,
            _ => return None,
        })
    }
}

/// All such words, folded.
#[derive(Debug, Default)]
pub(super) struct Senses {
    words: FxHashMap<Box<str>, Sense>,
}

impl Senses {
    /// Adds a phrase; the first sense of a phrase stays.
    pub(super) fn add(&mut self, folded: String, sense: Sense) {
        if !folded.is_empty() {
            self.words.entry(folded.into_boxed_str()).or_insert(sense);
        }
    }

    pub(super) fn find(&self, folded: &str) -> Option<Sense> {
        self.words.get(folded).copied()
    }
}
