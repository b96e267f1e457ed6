//! The spellings as a trie over words.

use super::filter::Filter;
use super::letters;
use super::lexer::{self, Joint, Lexer, Word};
use super::rules::Spelling;
use crate::content::vocabulary::Vocabulary;

const ROOT: u32 = 0;

/// The spellings of a vocabulary, found word by word.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// The words of all nodes in lower case, one behind the other.
    words: String,
    /// Nodes by the hash of what leads to them, each as near behind its place as there is room; a third of them are empty.
    slots: Vec<u32>,
    /// For most words of a text all that is looked at.
    pub(super) filter: Filter,
}

/// A row of words that some spellings begin with.
#[derive(Debug)]
struct Node {
    /// The row without its last word.
    parent: u32,
    /// What joins the last word to the one before.
    joint: Joint,
    hash: u64,
    /// The last word, as a part of `words`.
    word: (u32, u32),
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
            nodes: Vec::new(),
            words: String::new(),
            slots: vec![ROOT; 2],
            filter: Filter::default(),
        };
        trie.add(ROOT, Joint::Break, "");
        for (skill, entry) in vocabulary.skills.iter().enumerate() {
            for rules in entry.readings() {
                trie.insert(&rules.text, Spelling::new(skill, &rules));
            }
        }
        trie
    }

    fn insert(&mut self, text: &str, spelling: Spelling) {
        let mut node = ROOT;
        let mut end = None;
        let mut hashes = Vec::new();
        for word in Lexer::new(text, 0) {
            let joint = end.map_or(Joint::Break, |end| lexer::joint(&text[end..word.start]));
            let whole = &text[word.start..word.end];
            node = self.child_or_new(node, joint, whole);
            end = Some(word.end);
            hashes.push(letters::of(whole));
        }
        // A spelling without words is found nowhere.
        if node != ROOT {
            self.filter.insert(&hashes);
            let spellings = &mut self.nodes[node as usize].spellings;
            // Nearly every node has one at most, and room for four is what a list begins with.
            spellings.reserve_exact(1);
            spellings.push(spelling);
        }
    }

    fn child_or_new(&mut self, parent: u32, joint: Joint, word: &str) -> u32 {
        let hash = letters::of(word);
        if let Some(node) = self.child(parent, joint, hash, word) {
            return node;
        }
        self.nodes[parent as usize].leads_on = true;
        let node = self.add(parent, joint, word);
        if self.nodes.len() * 3 > self.slots.len() * 2 {
            self.slots = vec![ROOT; self.slots.len() * 2];
            (1..=node).for_each(|node| self.place(node));
        } else {
            self.place(node);
        }
        node
    }

    fn add(&mut self, parent: u32, joint: Joint, word: &str) -> u32 {
        let number = |length| u32::try_from(length).unwrap_or(u32::MAX);
        let start = self.words.len();
        self.words.push_str(&word.to_lowercase());
        self.nodes.push(Node {
            parent,
            joint,
            hash: letters::of(word),
            word: (number(start), number(self.words.len())),
            leads_on: false,
            spellings: Vec::new(),
        });
        number(self.nodes.len() - 1)
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
            slot = (slot + 1) & (self.slots.len() - 1);
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
            if same && (is_its_hash(word) || is_same(self.word(node), word)) {
                return Some(number);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn word(&self, node: &Node) -> &str {
        let (start, end) = node.word;
        &self.words[start as usize..end as usize]
    }

    /// Where a word leads at the beginning of a spelling.
    pub(super) fn first(&self, text: &str, word: Word) -> Option<Step> {
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
            let hash = letters::of(&text[word.start..word.end]);
            let has_signs = word.end > word.stem_end();
            has_signs.then(|| part(hash, word.end, word.end))?
        };
        let stem = || part(word.hash, word.stem_end(), word.stem_end());
        let unversioned = || {
            let stem = &text[word.start..word.stem_end()];
            let name = stem.trim_end_matches(|c: char| c.is_ascii_digit());
            // A version hangs on a name of some length: `k8` is no `k`. It belongs to the mention.
            let long = name.len() >= 3 && name.len() < stem.len();
            long.then(|| part(letters::of(name), word.start + name.len(), word.stem_end()))?
        };
        signed().or_else(stem).or_else(unversioned)
    }

    /// The spellings that end at a node.
    pub(super) fn spellings(&self, node: u32) -> &[Spelling] {
        &self.nodes[node as usize].spellings
    }

    /// Whether longer spellings may go on from a node that a word led to with the next; if not, none does.
    pub(super) fn may_lead(&self, node: u32, word: Word, next: Word) -> bool {
        self.nodes[node as usize].leads_on && self.filter.may_follow(word, next)
    }
}

/// Whether no other word has a word's hash: fewer than eight letters can be won back from it.
fn is_its_hash(word: &str) -> bool {
    word.len() < 8 && word.is_ascii()
}

/// Whether a word of a text is, in lower case, one of ours.
fn is_same(lower: &str, word: &str) -> bool {
    if word.is_ascii() {
        lower.eq_ignore_ascii_case(word)
    } else {
        lower == word.to_lowercase()
    }
}
