//! Finds skills in a text: pure, without I/O, so that a posting and a CV are read by the same rules.
//!
//! The text is read word by word; a trie over words finds every spelling that begins at a word; the longest one whose rules
//! hold wins, and reading goes on after it. A word that no spelling begins with may be names run together, and is cut
//! at its capitals. Time is linear in the text: a spelling has at most a few words, and most words cost one hash and one bit.

use crate::content::vocabulary::Vocabulary;

mod context;
mod filter;
mod glued;

mod letters;
mod lexer;
#[cfg(test)]
mod oracle;
mod rules;
mod trie;
mod version;

use lexer::{Lexer, Word};
use trie::Trie;

/// A skill found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Position of the skill in the vocabulary.
    pub skill: usize,
    /// First byte of the spelling in the text.
    pub start: usize,
    /// Byte after the spelling and the version that follows it.
    pub end: usize,
}

/// The spellings of one vocabulary, ready to be found.
#[derive(Debug)]
pub struct Matcher {
    trie: Trie,
}

/// A spelling found in a text, before its neighbourhood has been looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        context::keep(text, &self.candidates(text))
    }

    fn candidates(&self, text: &str) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let mut lexer = Lexer::new(text, 0);
        let mut last: Option<Word> = None;
        loop {
            let next = lexer.next();
            let mut found = None;
            if let Some(word) = last {
                if self.trie.filter.may_begin(word, next) {
                    found = self.longest(text, word, next, lexer.clone());
                }
                if found.is_none() && word.has_humps {
                    found = glued::cut(self, text, (word, next), &lexer, &mut candidates);
                }
            }
            last = next;
            if let Some((mut candidate, end)) = found {
                let mention = &mut candidate.mention;
                mention.end = version::end(text, mention.end);
                lexer = Lexer::new(text, end.max(mention.end));
                last = None;
                candidates.push(candidate);
            } else if next.is_none() {
                return candidates;
            }
        }
    }

    /// The longest spelling that begins with a word and whose rules hold, with the end of its last word; `rest` is behind the
    /// next word.
    fn longest(
        &self,
        text: &str,
        mut word: Word,
        mut next: Option<Word>,
        mut rest: Lexer<'_>,
    ) -> Option<(Candidate, usize)> {
        let mut step = self.trie.first(text, word)?;
        let first = word.start;
        let mut best = None;
        loop {
            if let Some(candidate) = self.ending(text, first, step) {
                best = Some((candidate, word.end));
            }
            let follower = next.filter(|next| self.trie.may_lead(step.node, word, *next));
            let further = follower.and_then(|next| {
                let joint = lexer::joint(&text[word.end..next.start]);
                Some((next, self.trie.step(step.node, joint, text, next)?))
            });
            let Some(further) = further else { return best };
            (word, step) = further;
            next = rest.next();
        }
    }

    /// What a row of words from `first` on spells. Of two spellings, `AWS` and `aws`, the one that stands by itself counts.
    fn ending(&self, text: &str, first: usize, step: trie::Step) -> Option<Candidate> {
        let spellings = self.trie.spellings(step.node).iter();
        let candidates = spellings.filter_map(|spelling| {
            let start = spelling.start(text, first)?;
            rules::hold(spelling, text, start, step.end).then_some(Candidate {
                mention: Mention {
                    skill: spelling.skill,
                    start,
                    end: step.end,
                },
                needs_context: spelling.needs_context,
            })
        });
        candidates.reduce(|best, next| {
            if best.needs_context && !next.needs_context {
                next
            } else {
                best
            }
        })
    }
}

#[cfg(test)]
mod tests;
