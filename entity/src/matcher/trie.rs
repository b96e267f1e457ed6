//! The spellings as a trie over words.

use super::hash;
use super::lexer::{self, Joint, Lexer, Word};
use super::rules::Spelling;
use crate::content::vocabulary::Vocabulary;

const ROOT: u32 = 0;
/// One bit for each of so many hashes says whether a spelling may begin with such a word: 8 kB, always at hand.
const FIRST_BITS: u32 = 16;

/// The spellings of a vocabulary, found word by word.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Nodes by the hash of what leads to them, each as near behind its place as there is room; at least half are empty.
    slots: Vec<u32>,
    /// For most words of a text all that is looked at.
    first: Vec<u64>,
}

/// A row of words that some spellings begin with.
#[derive(Debug)]
struct Node {
    /// The row without its last word.
    parent: u32,
    /// What joins the last word to the one before.
    joint: Joint,
    /// The last word, in lower case.
    word: Box<str>,
    hash: u64,
    /// Whether longer rows begin with this one.
    leads_on: bool,
    /// What ends here.
    spellings: Vec<Spelling>,
}

/// A word's way through the trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) node: u32,
    /// Byte after the part of the word that was needed, with its version.
    pub(super) end: usize,
}

impl Trie {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut trie = Self {
            nodes: vec![Node::new(ROOT, Joint::Break, "", 0)],
            slots: vec![ROOT; 2],
            first: vec![0; 1 << (FIRST_BITS - 6)],
        };
        for (skill, entry) in vocabulary.skills.iter().enumerate() {
            for (_, rules) in entry.spellings() {
                trie.insert(&rules.text, Spelling::new(skill, &rules));
            }
        }
        trie
    }

    fn insert(&mut self, text: &str, spelling: Spelling) {
        let mut node = ROOT;
        let mut end = None;
        for word in Lexer::new(text, 0) {
            let joint = end.map_or(Joint::Break, |end| lexer::joint(&text[end..word.start]));
            let whole = &text[word.start..word.end];
            node = self.child_or_new(node, joint, whole);
            end = Some(word.end);
        }
        self.nodes[node as usize].spellings.push(spelling);
    }

    fn child_or_new(&mut self, parent: u32, joint: Joint, word: &str) -> u32 {
        let hash = hash::of(word);
        if let Some(node) = self.child(parent, joint, hash, word) {
            return node;
        }
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes[parent as usize].leads_on = true;
        self.nodes
            .push(Node::new(parent, joint, &word.to_lowercase(), hash));
        if parent == ROOT {
            let (index, bit) = first_bit(hash);
            self.first[index] |= bit;
        }
        if self.nodes.len() * 2 > self.slots.len() {
            self.slots = vec![ROOT; self.slots.len() * 2];
            (1..=node).for_each(|node| self.place(node));
        } else {
            self.place(node);
        }
        node
    }

    fn place(&mut self, node: u32) {
        let Node {
            parent,
            joint,
            hash,
            ..
        } = self.nodes[node as usize];
        let mut slot = self.slot(parent, joint, hash);
        while self.slots[slot] != ROOT {
            slot = (slot + 1) % self.slots.len();
        }
        self.slots[slot] = node;
    }

    /// Where a node is looked for first.
    fn slot(&self, parent: u32, joint: Joint, hash: u64) -> usize {
        let key = hash ^ u64::from(parent * 8 + joint as u32);
        let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }

    fn child(&self, parent: u32, joint: Joint, hash: u64, word: &str) -> Option<u32> {
        let mut slot = self.slot(parent, joint, hash);
        loop {
            let number = self.slots[slot];
            if number == ROOT {
                return None;
            }
            let node = &self.nodes[number as usize];
            let same = node.hash == hash && node.parent == parent && node.joint == joint;
            if same && is_same(&node.word, word) {
                return Some(number);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    /// Where a word leads at the beginning of a spelling.
    pub(super) fn first(&self, text: &str, word: Word) -> Option<Step> {
        let (index, bit) = first_bit(word.hash);
        if word.is_plain && self.first[index] & bit == 0 {
            return None;
        }
        self.step(ROOT, Joint::Break, text, word)
    }

    /// Where a word leads: as written, else without its signs (`Java+`), else without its version (`Python3`).
    pub(super) fn step(&self, node: u32, joint: Joint, text: &str, word: Word) -> Option<Step> {
        let part = |hash, part_end, end| {
            let node = self.child(node, joint, hash, &text[word.start..part_end])?;
            Some(Step { node, end })
        };
        if word.is_plain {
            return part(word.hash, word.end, word.end);
        }
        let signed = || {
            let hash = hash::of(&text[word.start..word.end]);
            let has_signs = word.end > word.stem_end;
            has_signs.then(|| part(hash, word.end, word.end))?
        };
        let stem = || part(word.hash, word.stem_end, word.stem_end);
        let unversioned = || {
            let stem = &text[word.start..word.stem_end];
            let name = stem.trim_end_matches(|c: char| c.is_ascii_digit());
            // A version hangs on a name of some length: `k8` is no `k`. It belongs to the mention.
            let long = name.len() >= 3 && name.len() < stem.len();
            long.then(|| part(hash::of(name), word.start + name.len(), word.stem_end))?
        };
        signed().or_else(stem).or_else(unversioned)
    }

    /// The spellings that end at a node.
    pub(super) fn spellings(&self, node: u32) -> &[Spelling] {
        &self.nodes[node as usize].spellings
    }

    /// Whether longer spellings go on from a node.
    pub(super) fn leads_on(&self, node: u32) -> bool {
        self.nodes[node as usize].leads_on
    }
}

impl Node {
    fn new(parent: u32, joint: Joint, word: &str, hash: u64) -> Self {
        Self {
            parent,
            joint,
            word: word.into(),
            hash,
            leads_on: false,
            spellings: Vec::new(),
        }
    }
}

fn first_bit(hash: u64) -> (usize, u64) {
    let bit = hash >> (64 - FIRST_BITS);
    ((bit >> 6) as usize, 1 << (bit & 63))
}

/// Whether a word of a text is, in lower case, one of ours.
fn is_same(lower: &str, word: &str) -> bool {
    if word.is_ascii() {
        lower.eq_ignore_ascii_case(word)
    } else {
        lower == word.to_lowercase()
    }
}
