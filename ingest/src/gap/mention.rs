//! Unknown names in one text: beside skills that are asked for in a list, or with a capital in the same line.

use super::census::{Census, has_capital, has_inner_capital};
use super::item::{self, Item};
use super::known::{self, Known};
use super::text::Text;
use super::token::Gap;
use crate::reading::Reader;

/// More words than this are a heading or a sentence.
const LONGEST_NAME: usize = 4;
/// Items between which this many others stand are no neighbours any more.
const REACH: usize = 2;

/// An unknown name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// What its spellings share.
    pub(super) key: String,
    /// First byte in the text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// Skills beside it in the list, by position in the vocabulary; none where it stands in no list.
    pub(super) beside: Vec<usize>,
}

/// A text with what decides about its names.
struct Search<'a> {
    text: &'a str,
    company: Option<String>,
    items: &'a [Item],
    known: &'a Known,
    census: &'a Census,
}

/// The unknown names of a text. Only what asks for skills is searched: reading leaves out the sections that ask for nothing.
pub(super) fn find(text: &Text, reader: &Reader, known: &Known, census: &Census) -> Vec<Mention> {
    let employer = text.company.as_ref().map(|(_, name)| name.as_str());
    let items = item::items(&text.text, &reader.demand(&text.text, employer));
    let search = Search {
        text: &text.text,
        company: text.company.as_ref().map(|(_, name)| known::key(name)),
        items: &items,
        known,
        census,
    };
    let mut mentions = Vec::new();
    for at in 0..items.len() {
        search.item(at, &mut mentions);
    }
    mentions
}

impl Search<'_> {
    fn word(&self, (start, end): (usize, usize)) -> &str {
        &self.text[start..end]
    }

    /// The names of one item: its stretches of words with a capital, or the item itself where it is one word.
    fn item(&self, at: usize, mentions: &mut Vec<Mention>) {
        let item = &self.items[at];
        if !item.asks || item.is_head {
            return;
        }
        let words = &item.words;
        let mut from = 0;
        while from < words.len() {
            if !self.is_named(words[from].span) {
                from += 1;
                continue;
            }
            let mut to = from + 1;
            while to < words.len() && words[to].gap == Gap::Space && self.goes_on(words[to].span) {
                to += 1;
            }
            mentions.extend(self.name(at, from, to));
            from = to;
        }
        if words.len() == 1 && !self.is_named(words[0].span) {
            mentions.extend(self.small(at));
        }
    }

    fn is_named(&self, span: (usize, usize)) -> bool {
        has_capital(self.word(span))
    }

    fn goes_on(&self, span: (usize, usize)) -> bool {
        let word = self.word(span);
        has_capital(word) || word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// A stretch of words with a capital, if it is an unknown name.
    fn name(&self, at: usize, mut from: usize, to: usize) -> Option<Mention> {
        let words = &self.items[at].words;
        let opens = words[from].gap == Gap::Sentence;
        let first = self.word(words[from].span);
        if to - from >= 2 && opens && !has_inner_capital(first) {
            // `Strong Kubeflow skills` speaks of Kubeflow, `Power Automate` of itself.
            let next = self.word(words[from + 1].span);
            if self.census.is_ordinary(&[first]) && !self.census.is_ordinary(&[next]) {
                from += 1;
            }
        }
        let spans: Vec<_> = words[from..to].iter().map(|word| word.span).collect();
        let named: Vec<&str> = spans.iter().map(|span| self.word(*span)).collect();
        if named.len() > LONGEST_NAME || self.census.is_ordinary(&named) {
            return None;
        }
        let has_skill = words[from..to].iter().any(|word| word.skill.is_some());
        let tells = |at: usize| {
            let word = &words[from + at];
            word.skill.is_none()
                && !self.census.is_ordinary(&[named[at]])
                && !self.known.is_no_skill(named[at])
        };
        let told = (0..named.len()).any(tells);
        // Ordinary words around a known skill make no other one.
        if !told && (has_skill || named.len() == 1) {
            return None;
        }
        self.mention(at, from, to)
    }

    /// A single word without a capital, as `pgvector` in a list.
    fn small(&self, at: usize) -> Option<Mention> {
        let word = &self.items[at].words[0];
        if word.skill.is_some() || self.word(word.span).len() < 3 {
            return None;
        }
        self.mention(at, 0, 1)
            .filter(|mention| !mention.beside.is_empty())
    }

    fn mention(&self, at: usize, from: usize, to: usize) -> Option<Mention> {
        let words = &self.items[at].words;
        let (start, end) = (words[from].span.0, words[to - 1].span.1);
        let key = known::key(&self.text[start..end]);
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        let named: Vec<_> = words[from..to]
            .iter()
            .map(|word| self.word(word.span))
            .collect();
        if letters < 2 || self.known.has(&key) || self.known.is_no_name(&named) {
            return None;
        }
        let of_employer = self
            .company
            .as_ref()
            .is_some_and(|company| company.starts_with(&key));
        if of_employer {
            return None;
        }
        let beside = self.beside(at, from == 0, to == words.len());
        // Where no list speaks for it, the beginning of a sentence speaks against it.
        if beside.is_empty() && words[from].gap == Gap::Sentence {
            return None;
        }
        Some(Mention {
            key,
            start,
            end,
            beside,
        })
    }

    /// The skills that stand beside an item in its list, on those sides where the name touches the item's end.
    fn beside(&self, at: usize, to_left: bool, to_right: bool) -> Vec<usize> {
        let mut beside = Vec::new();
        if to_left {
            for step in 1..=REACH.min(at) {
                let (item, right) = (&self.items[at - step], &self.items[at - step + 1]);
                if right.breaks || step > 1 && !right.is_short() {
                    break;
                }
                beside.extend(item.words.iter().filter_map(|word| word.skill));
            }
        }
        if to_right {
            for step in 1..=REACH {
                let Some(item) = self.items.get(at + step) else {
                    break;
                };
                if item.breaks || step > 1 && !self.items[at + step - 1].is_short() {
                    break;
                }
                beside.extend(item.words.iter().filter_map(|word| word.skill));
            }
        }
        beside
    }
}
