//! Finds skills in a text: pure, without I/O, so that a posting and a CV are read by the same rules.
//!
//! The text is cut into words once; a trie over words finds every spelling that begins at a word; the longest one whose rules
//! hold wins, and reading goes on after it. Time is linear in the text: a spelling has at most a few words.

use crate::content::vocabulary::Vocabulary;

mod context;
mod lexer;
mod rules;
mod trie;

use lexer::Word;
use trie::Trie;

/// A skill found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Position of the skill in the vocabulary.
    pub skill: usize,
    /// First byte of the spelling in the text.
    pub start: usize,
    /// Byte after the spelling.
    pub end: usize,
}

/// The spellings of one vocabulary, ready to be found.
#[derive(Debug)]
pub struct Matcher {
    trie: Trie,
}

/// A spelling found in a text, before its neighbourhood has been looked at.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    mention: Mention,
    needs_context: bool,
}

impl Matcher {
    /// Makes a matcher of a vocabulary's spellings.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        Self {
            trie: Trie::new(vocabulary),
        }
    }

    /// Every mention of a skill, in the order of the text, none overlapping another.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let words = lexer::words(text);
        let mut candidates = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.longest(text, &words, at) {
                Some((candidate, next)) => {
                    candidates.push(candidate);
                    at = next;
                }
                None => at += 1,
            }
        }
        context::keep(text, &candidates)
    }

    /// The longest spelling that begins at a word and whose rules hold, with the word to go on at.
    fn longest(&self, text: &str, words: &[Word], at: usize) -> Option<(Candidate, usize)> {
        let mut best: Option<(Candidate, usize)> = None;
        self.trie.walk(text, words, at, |spelling, last, end| {
            let Some(start) = spelling.start(text, words[at].start) else {
                return;
            };
            let needs_context = spelling.needs_context;
            // Of two spellings of one length, `AWS` and `aws`, the one that stands by itself counts.
            let is_known = best.is_some_and(|(known, _)| {
                known.mention.end == end && (needs_context || !known.needs_context)
            });
            if !is_known && rules::hold(spelling, text, start, end) {
                let mention = Mention {
                    skill: spelling.skill,
                    start,
                    end,
                };
                let candidate = Candidate {
                    mention,
                    needs_context,
                };
                best = Some((candidate, last + 1));
            }
        });
        best
    }
}

#[cfg(test)]
mod tests;
