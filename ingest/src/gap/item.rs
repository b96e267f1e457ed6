//! Cuts a text into the items of its lists, with the skills they name.

use super::token::{self, Gap};
use crate::facts::SkillFact;

/// Words that part the items of a list as a comma does.
const CONJUNCTIONS: [&str; 14] = [
    "and", "or", "und", "oder", "et", "ou", "y", "o", "en", "of", "och", "eller", "e", "sowie",
];
/// An item of a list rarely has more words.
const SHORT: usize = 4;

/// A stretch of text between two signs that part a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its words.
    pub(super) words: Vec<Word>,
    /// Whether no list goes on here: a sentence or a line begins.
    pub(super) breaks: bool,
    /// Whether its line asks for a skill that we know.
    pub(super) asks: bool,
    /// Whether its line is a head: written in capitals, or cut by bars.
    pub(super) is_head: bool,
}

/// A word of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Bytes in the text.
    pub(super) span: (usize, usize),
    /// What parts it from the word before.
    pub(super) gap: Gap,
    /// The skill that it is a part of.
    pub(super) skill: Option<usize>,
}

impl Item {
    /// Whether it may be one of many in a list.
    pub(super) fn is_short(&self) -> bool {
        self.words.len() <= SHORT
    }
}

/// The items of a text in order, its title left out.
pub(super) fn items(text: &str, facts: &[SkillFact]) -> Vec<Item> {
    let skills = in_bytes(text, facts);
    let mut items: Vec<Item> = Vec::new();
    let mut start = text.find('\n').map_or(text.len(), |end| end + 1);
    let mut after_entry = false;
    for line in text[start..].split_inclusive('\n') {
        let first = items.len();
        cut(line, start, &skills, &mut items);
        start += line.len();
        let is_entry = items.len() == first + 1
            && items[first].is_short()
            && line.starts_with(['•', '-', '*', '·']);
        // Bullets of a word or two are one list over several lines.
        if is_entry && after_entry {
            items[first].breaks = false;
        }
        if is_entry || items.len() > first {
            after_entry = is_entry;
        }
        let asks = items[first..].iter().any(Item::has_skill);
        items[first..]
            .iter_mut()
            .for_each(|item| item.asks = asks || is_entry);
    }
    items
}

impl Item {
    fn has_skill(&self) -> bool {
        self.words.iter().any(|word| word.skill.is_some())
    }
}

/// Skills as bytes of the text, in its order.
type Span = (usize, usize, usize);

fn cut(line: &str, start: usize, skills: &[Span], items: &mut Vec<Item>) {
    // `Firm | City | Languages` is the head of a posting.
    let is_head = shouts(line) || line.matches('|').count() > 1;
    let mut breaks = true;
    let mut words: Vec<Word> = Vec::new();
    let mut flush = |words: &mut Vec<Word>, breaks: bool| {
        if !words.is_empty() {
            items.push(Item {
                words: std::mem::take(words),
                breaks,
                asks: false,
                is_head,
            });
            return true;
        }
        false
    };
    for token in token::tokens(line) {
        let span = (start + token.start, start + token.end);
        if token.gap != Gap::Space && flush(&mut words, breaks) {
            breaks = false;
        }
        breaks |= token.gap == Gap::Sentence;
        let lower = line[token.start..token.end].to_lowercase();
        if CONJUNCTIONS.contains(&lower.as_str()) {
            if flush(&mut words, breaks) {
                breaks = false;
            }
            continue;
        }
        let nearest = skills.partition_point(|(_, end, _)| *end <= span.0);
        let skill = skills.get(nearest).filter(|(from, ..)| *from < span.1);
        words.push(Word {
            span,
            // After a conjunction, a word is the first of its item.
            gap: if words.is_empty() && token.gap == Gap::Space {
                Gap::List
            } else {
                token.gap
            },
            skill: skill.map(|(_, _, skill)| *skill),
        });
    }
    flush(&mut words, breaks);
}

/// Whether most letters of a line are capitals.
fn shouts(line: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for character in line.chars() {
        upper += usize::from(character.is_uppercase());
        lower += usize::from(character.is_lowercase());
    }
    upper > 20 && upper > lower
}

/// Evidence counts in Unicode scalar values; we cut by bytes.
fn in_bytes(text: &str, facts: &[SkillFact]) -> Vec<Span> {
    let spans = facts.iter().flat_map(|fact| {
        let spans = fact.spans.iter();
        spans.map(|(start, end)| (*start, *end, fact.skill))
    });
    let mut spans: Vec<_> = spans.collect();
    spans.sort_unstable();
    let mut found = Vec::with_capacity(spans.len());
    let mut bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut next = 0;
    let mut at = 0;
    let mut byte_of = |scalar: i32| {
        while next <= scalar {
            let Some(byte) = bytes.next() else { break };
            at = byte;
            next += 1;
        }
        at
    };
    for (start, end, skill) in spans {
        // No two mentions overlap, so positions only ascend.
        let start = byte_of(start);
        found.push((start, byte_of(end), skill));
    }
    found
}
