//! The spellings as a trie over words.

use rustc_hash::FxHashMap;

use super::lexer::{self, Joint, Word};
use super::rules::Spelling;
use crate::content::vocabulary::Vocabulary;

const ROOT: u32 = 0;

/// The spellings of a vocabulary, found word by word.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// Lower-cased words that occur in spellings.
    words: FxHashMap<Box<str>, u32>,
    /// (node, what joins the word to the one before, word) → node.
    edges: FxHashMap<(u32, Joint, u32), u32>,
    /// Node → spellings that end there.
    ends: FxHashMap<u32, Vec<Spelling>>,
    nodes: u32,
}

impl Trie {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut trie = Self::default();
        for (skill, entry) in vocabulary.skills.iter().enumerate() {
            for rules in entry.readings() {
                trie.insert(&rules.text, Spelling::new(skill, &rules));
            }
        }
        trie
    }

    fn insert(&mut self, text: &str, spelling: Spelling) {
        let mut node = ROOT;
        let mut end = 0;
        for (index, word) in lexer::words(text).iter().enumerate() {
            let joint = if index == 0 {
                Joint::Break
            } else {
                lexer::joint(&text[end..word.start])
            };
            let next_word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let lower = text[word.start..word.end].to_lowercase().into_boxed_str();
            let word_id = *self.words.entry(lower).or_insert(next_word);
            let nodes = &mut self.nodes;
            node = *self.edges.entry((node, joint, word_id)).or_insert_with(|| {
                *nodes += 1;
                *nodes
            });
            end = word.end;
        }
        self.ends.entry(node).or_default().push(spelling);
    }

    /// Calls `found` with each spelling that begins at a word, shorter ones first, with its last word and the byte after it.
    pub(super) fn walk(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
        mut found: impl FnMut(&Spelling, usize, usize),
    ) {
        let mut node = ROOT;
        for last in at..words.len() {
            let word = words[last];
            let joint = if last == at {
                Joint::Break
            } else {
                lexer::joint(&text[words[last - 1].end..word.start])
            };
            let Some((next, end)) = self.step(node, joint, text, word) else {
                return;
            };
            node = next;
            for spelling in self.ends.get(&node).into_iter().flatten() {
                found(spelling, last, end);
            }
        }
    }

    /// The node a word leads to: as written, else without its signs (`Java+`), else without its version (`Python3`).
    fn step(&self, node: u32, joint: Joint, text: &str, word: Word) -> Option<(u32, usize)> {
        let stem = &text[word.start..word.stem_end];
        let unversioned = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        let unversioned_end = word.start + unversioned.len();
        let ends = [word.end, word.stem_end, unversioned_end];
        // A version hangs on a name of some length: `k8` is no `k`.
        let kinds = if unversioned.len() >= 3 { 3 } else { 2 };
        ends[..kinds].iter().enumerate().find_map(|(index, &end)| {
            if index > 0 && ends[index - 1] == end {
                return None;
            }
            let id = self.word_id(&text[word.start..end])?;
            let next = *self.edges.get(&(node, joint, id))?;
            // The version belongs to the mention.
            Some((next, if index == 2 { word.stem_end } else { end }))
        })
    }

    fn word_id(&self, word: &str) -> Option<u32> {
        const LONGEST: usize = 32;
        let bytes = word.as_bytes();
        if word.is_ascii() && bytes.len() <= LONGEST {
            // Most words of a text are no skill: look them up without allocating.
            let mut lower = [0_u8; LONGEST];
            let lower = &mut lower[..bytes.len()];
            lower.copy_from_slice(bytes);
            lower.make_ascii_lowercase();
            return self.words.get(std::str::from_utf8(lower).ok()?).copied();
        }
        self.words.get(word.to_lowercase().as_str()).copied()
    }
}
