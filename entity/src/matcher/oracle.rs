//! The matcher as simply as it can be said, to compare the real one with: every word in a list, every spelling in a map.

use std::collections::HashMap;

use super::lexer::{self, Joint};
use super::rules::{self, Spelling};
use super::{Candidate, Mention, version};
use crate::content::vocabulary::Vocabulary;

/// A word as byte positions: its start, the end of its letters and digits, the end of its signs.
type Word = (usize, usize, usize);

/// The spellings by their words, each with what joins it to the one before; none at rows of words that only begin some.
pub(super) struct Oracle(HashMap<Vec<(Joint, String)>, Vec<Spelling>>);

impl Oracle {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut spellings: HashMap<_, Vec<_>> = HashMap::new();
        for (skill, entry) in vocabulary.skills.iter().enumerate() {
            for rules in entry.readings() {
                let words = words(&rules.text);
                let mut key = Vec::new();
                for (index, word) in words.iter().enumerate() {
                    let joint = joint(&rules.text, &words[..index], *word);
                    key.push((joint, rules.text[word.0..word.2].to_lowercase()));
                    spellings.entry(key.clone()).or_default();
                }
                let spelling = Spelling::new(skill, &rules);
                spellings.entry(key).or_default().push(spelling);
            }
        }
        Self(spellings)
    }

    pub(super) fn candidates(&self, text: &str) -> Vec<Candidate> {
        let words = words(text);
        let mut found: Vec<Candidate> = Vec::new();
        let (mut at, mut free) = (0, 0);
        while at < words.len() {
            let part = &words[at..];
            let longest = if part[0].0 < free {
                None
            } else {
                self.longest(text, part)
            };
            let glued = || self.glued(text, part, part[0].0);
            let names = match longest {
                Some(name) => vec![name],
                None if part[0].0 < free => Vec::new(),
                None => glued().unwrap_or_default(),
            };
            at += names.last().map_or(1, |(_, count)| *count);
            found.extend(names.iter().map(|(candidate, _)| *candidate));
            if let Some(last) = found.last_mut().filter(|_| !names.is_empty()) {
                last.mention.end = version::end(text, last.mention.end);
                free = last.mention.end;
            }
        }
        found
    }

    /// The longest spelling at the first of some words, with how many words it takes.
    fn longest(&self, text: &str, words: &[Word]) -> Option<(Candidate, usize)> {
        let mut prefix: Vec<(Joint, String)> = Vec::new();
        let mut best: Option<(Candidate, usize)> = None;
        for (index, word) in words.iter().enumerate() {
            let joint = joint(text, &words[..index], *word);
            let step = ways(text, *word).into_iter().find_map(|(written, end)| {
                let mut key = prefix.clone();
                key.push((joint, written.to_lowercase()));
                self.0.contains_key(&key).then_some((key, end))
            });
            let Some((key, end)) = step else { break };
            for spelling in self.0.get(&key).into_iter().flatten() {
                let Some(start) = spelling.start(text, words[0].0) else {
                    continue;
                };
                let needs_context = spelling.needs_context;
                let beaten = best.is_none_or(|(best, _)| {
                    best.mention.end < end || best.needs_context && !needs_context
                });
                if beaten && rules::hold(spelling, text, start, end) {
                    let mention = Mention {
                        skill: spelling.skill,
                        start,
                        end,
                    };
                    best = Some((
                        Candidate {
                            mention,
                            needs_context,
                        },
                        index + 1,
                    ));
                }
            }
            prefix = key;
        }
        best
    }

    /// The names that the first of some words is made of from `start` on, longer ones first.
    fn glued(&self, text: &str, words: &[Word], start: usize) -> Option<Vec<(Candidate, usize)>> {
        let (_, stem_end, end) = words[0];
        if !text[words[0].0..stem_end].is_ascii() {
            return None;
        }
        let ends: Vec<usize> = (start + 1..=stem_end)
            .filter(|at| is_hump(text, *at, stem_end))
            .collect();
        let cut = ends.into_iter().take(5).rev().find_map(|hump| {
            let whole = hump == stem_end;
            let part = [(start, hump, if whole { end } else { hump })];
            let row = [&part, &words[1..]].concat();
            let row = if whole { &row[..] } else { &part };
            let name = self.longest(text, row)?;
            let mention = name.0.mention;
            (!name.0.needs_context && mention.end - mention.start >= 3).then_some((hump, name))
        });
        let (hump, name) = cut?;
        if hump == stem_end {
            return Some(vec![name]);
        }
        let mut names = vec![name];
        names.extend(self.glued(text, words, hump)?);
        Some(names)
    }
}

fn is_hump(text: &str, at: usize, end: usize) -> bool {
    let is = |at: usize, of: fn(&u8) -> bool| at < end && of(&text.as_bytes()[at]);
    at == end
        || is(at, u8::is_ascii_uppercase)
            && (!is(at - 1, u8::is_ascii_uppercase) || is(at + 1, u8::is_ascii_lowercase))
}

/// The ways to read a word, with where each ends: as written, without its signs, without its version.
fn ways(text: &str, (start, stem_end, end): Word) -> Vec<(&str, usize)> {
    let stem = &text[start..stem_end];
    let name = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut ways = vec![(&text[start..end], end), (stem, stem_end)];
    if name.len() >= 3 {
        ways.push((name, stem_end));
    }
    ways
}

fn joint(text: &str, before: &[Word], word: Word) -> Joint {
    before
        .last()
        .map_or(Joint::Break, |last| lexer::joint(&text[last.2..word.0]))
}

/// The words of a text, one character at a time.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_address = ["http://", "https://", "www."]
            .iter()
            .any(|start| rest.starts_with(start));
        if !c.is_alphanumeric() {
            at += c.len_utf8();
        } else if is_address {
            let end = |c: char| c.is_ascii_whitespace() || matches!(c, ')' | '>' | '"');
            at += rest.find(end).unwrap_or(rest.len());
        } else {
            let length = rest
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len());
            let mut after = rest[length..].chars();
            let next = |c: Option<char>, of: fn(&char) -> bool| c.is_some_and(|c| of(&c));
            let signs = match after.next() {
                Some('+') if rest[length..].starts_with("++") => 2,
                Some('+') => usize::from(!next(after.next(), char::is_ascii_alphanumeric)),
                Some('#') => usize::from(!next(after.next(), char::is_ascii_alphabetic)),
                _ => 0,
            };
            words.push((at, at + length, at + length + signs));
            at += length + signs;
        }
    }
    words
}
