//! How words and pairs of words are written over all texts: with a capital or without.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::text::Text;
use super::token::{self, Gap, Token};

/// Slots of the table, a power of two. Words that share one blur each other's counts a little; the table never grows.
const SLOTS: usize = 1 << 21;
/// From this share of lower case on, a word is an ordinary one.
const ORDINARY: f64 = 0.25;

/// Counts of each word and of each pair of neighbours.
pub(super) struct Census {
    counts: Vec<Written>,
}

/// How often something is written which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Every letter small.
    pub(super) lower: u32,
    /// With a capital, and not at the beginning of a sentence; pairs: both words with one.
    pub(super) capital: u32,
}

impl Default for Census {
    fn default() -> Self {
        Self {
            counts: vec![Written::default(); SLOTS],
        }
    }
}

impl Census {
    /// Counts some texts.
    pub(super) fn of(texts: &[Text]) -> Vec<(u32, bool)> {
        let mut found = Vec::new();
        for line in texts.iter().flat_map(|text| text.text.lines()) {
            count(line, &mut found);
        }
        found
    }

    /// Adds what was counted.
    pub(super) fn add(&mut self, found: &[(u32, bool)]) {
        for &(slot, capital) in found {
            let written = &mut self.counts[slot as usize];
            let count = if capital {
                &mut written.capital
            } else {
                &mut written.lower
            };
            *count = count.saturating_add(1);
        }
    }

    /// How a name of one word or several is written; for several, its rarest pair in small letters.
    pub(super) fn written(&self, words: &[&str]) -> Written {
        let slots: Vec<u32> = match words {
            [word] => vec![slot(word, None)],
            words => words
                .windows(2)
                .map(|pair| slot(pair[0], Some(pair[1])))
                .collect(),
        };
        let written = slots.iter().map(|slot| self.counts[*slot as usize]);
        written
            .min_by_key(|written| written.lower)
            .unwrap_or_default()
    }

    /// Whether a name is an ordinary word, or made of ordinary pairs.
    pub(super) fn is_ordinary(&self, words: &[&str]) -> bool {
        let Written { lower, capital } = self.written(words);
        f64::from(lower) >= ORDINARY * f64::from(lower.saturating_add(capital)) && lower > 0
    }
}

fn count(line: &str, found: &mut Vec<(u32, bool)>) {
    let tokens = token::tokens(line);
    let mut before: Option<&Token> = None;
    for token in &tokens {
        let word = &line[token.start..token.end];
        let capital = has_capital(word);
        // The beginning of a sentence says nothing about its first word.
        if !capital || token.gap != Gap::Sentence || has_inner_capital(word) {
            found.push((slot(word, None), capital));
        }
        if let Some(previous) = before.filter(|_| token.gap == Gap::Space) {
            let first = &line[previous.start..previous.end];
            let both = capital && has_capital(first);
            if both || !capital {
                found.push((slot(first, Some(word)), both));
            }
        }
        before = Some(token);
    }
}

/// Whether a word begins with a capital, or has one.
pub(super) fn has_capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

/// Whether a word has a capital after its first letter, as names do wherever they stand.
pub(super) fn has_inner_capital(word: &str) -> bool {
    let mut letters = word.chars().skip_while(|c| !c.is_alphabetic());
    letters.next();
    letters.any(char::is_uppercase)
}

fn slot(word: &str, next: Option<&str>) -> u32 {
    let mut hasher = FxHasher::default();
    hash(word, &mut hasher);
    if let Some(next) = next {
        hasher.write_u8(b' ');
        hash(next, &mut hasher);
    }
    let hash = hasher.finish();
    // The mask keeps it small.
    u32::try_from((hash ^ (hash >> 32)) & (SLOTS as u64 - 1)).unwrap_or_default()
}

fn hash(word: &str, hasher: &mut FxHasher) {
    if word.is_ascii() {
        for byte in word.bytes() {
            hasher.write_u8(byte.to_ascii_lowercase());
        }
    } else {
        for letter in word.chars().flat_map(char::to_lowercase) {
            hasher.write_u32(letter.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_told_from_names() {
        let mut census = Census::default();
        let mut found = Vec::new();
        for _ in 0..10 {
            count(
                "We love testing with Kubeflow and Power Automate, and power to testing.",
                &mut found,
            );
            count("Testing with strong skills", &mut found);
        }
        census.add(&found);
        for (words, ordinary) in [
            (&["testing"][..], true),
            (&["Kubeflow"], false),
            (&["Power"], true),
            (&["Power", "Automate"], false),
            (&["strong", "skills"], true),
            (&["never", "seen"], false),
        ] {
            assert_eq!(census.is_ordinary(words), ordinary, "{words:?}");
        }
    }
}
