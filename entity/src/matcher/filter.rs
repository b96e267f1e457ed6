//! Says of most words at once that no spelling begins with them, by a bit or two of their hashes.
//!
//! Every fourth word of a posting begins some spelling (`a`, `team`, `data`), but few are spellings alone, and few stand before
//! the right second word. So the one is asked of the word, and the other of the word with the next.

use super::letters;
use super::lexer::Word;

/// Which words are spellings or stand side by side in some.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Words that are spellings.
    alone: Bits<1024>,
    /// Words of a spelling that follow each other.
    pairs: Bits<2048>,
}

impl Filter {
    /// Adds a spelling by the hashes of its words.
    pub(super) fn insert(&mut self, words: &[u64]) {
        if let [word] = words {
            self.alone.insert(*word);
        }
        for pair in words.windows(2) {
            self.pairs.insert(letters::mixed(pair[0], pair[1]));
        }
    }

    /// Whether a spelling may begin with a word that stands before another; if not, none does. What can be read in several
    /// ways may be anything.
    #[inline]
    pub(super) fn may_begin(&self, word: Word, next: Option<Word>) -> bool {
        !word.is_plain
            || self.alone.may_hold(word.hash)
            || next.is_some_and(|next| self.may_follow(word, next))
    }

    /// Whether a word may follow another in a spelling; if not, it does in none.
    #[inline]
    pub(super) fn may_follow(&self, word: Word, next: Word) -> bool {
        let is_plain = word.is_plain && next.is_plain;
        !is_plain || self.pairs.may_hold(letters::mixed(word.hash, next.hash))
    }
}

/// A set of hashes, two bits of one of `N` words for each; it may take a stranger for a member, never a member for a stranger.
#[derive(Debug)]
struct Bits<const N: usize>(Box<[u64; N]>);

impl<const N: usize> Bits<N> {
    fn insert(&mut self, hash: u64) {
        let (index, bits) = Self::place(hash);
        self.0[index] |= bits;
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (index, bits) = Self::place(hash);
        self.0[index] & bits == bits
    }

    /// The highest bits of a hash are the best.
    fn place(hash: u64) -> (usize, u64) {
        let bits = 1 << (hash >> 58) | 1 << (hash >> 52 & 63);
        ((hash >> 36) as usize % N, bits)
    }
}

impl<const N: usize> Default for Bits<N> {
    fn default() -> Self {
        Self(Box::new([0; N]))
    }
}
