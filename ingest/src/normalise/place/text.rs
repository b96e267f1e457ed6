//! Cuts a location into parts and words, folding each word once.

use std::ops::Range;

use crate::gazetteer::{fold_into, is_space};

/// The first characters of a text.
pub(super) fn cap(text: &str, longest: usize) -> &str {
    match text.char_indices().nth(longest) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// One word of a text.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// As written.
    pub(super) raw: &'t str,
    /// Where its folded form stands in [`Text::folded`].
    pub(super) folded: Range<usize>,
    /// Whether a hyphen or underscore joins it to the word before.
    pub(super) glued: bool,
}

/// Words between two separators.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) words: Range<usize>,
    /// Whether it begins another alternative.
    pub(super) apart: bool,
    /// Whether it follows a comma.
    pub(super) comma: bool,
}

/// A text cut into parts and words.
#[derive(Debug, Default)]
pub(super) struct Text<'t> {
    pub(super) words: Vec<Word<'t>>,
    pub(super) parts: Vec<Part>,
    folded: String,
    apart: bool,
    comma: bool,
    open: usize,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut cut = Self {
            folded: String::with_capacity(text.len() + 8),
            ..Self::default()
        };
        let mut word: Option<usize> = None;
        let mut glued = false;
        for (at, char) in text.char_indices() {
            if is_word(char) {
                word.get_or_insert(at);
                continue;
            }
            if let Some(start) = word.take() {
                cut.push_word(&text[start..at], glued);
                glued = false;
            }
            match char {
                '-' | '_' | '‑' | '‐' => {
                    let before = text[..at].chars().next_back();
                    let after = text[at + char.len_utf8()..].chars().next();
                    if before.is_some_and(is_word) && after.is_some_and(is_word) {
                        glued = true;
                    } else {
                        cut.end_part(false);
                    }
                }
                '&' => cut.push_word(&text[at..=at], false),
                ';' | '|' | '/' | '\\' | '•' | '·' | '\n' | '\r' | '●' | '∙' | '▪' | '⋅' | '*'
                | '‖' | '；' | '+' | '→' | '>' => cut.end_part(true),
                ',' | '、' | '，' => {
                    cut.end_part(false);
                    cut.comma = true;
                }
                '(' | ')' | '[' | ']' | '{' | '}' | '（' | '）' | ':' | '–' | '—' | '?' | '!'
                | '=' | '"' | '“' | '”' | '#' | '\t' => cut.end_part(false),
                _ => {}
            }
        }
        if let Some(start) = word {
            cut.push_word(&text[start..], glued);
        }
        cut.end_part(true);
        cut
    }

    /// The folded form of some words that follow one another, with single spaces between.
    pub(super) fn phrase(&self, words: Range<usize>) -> &str {
        let (Some(first), Some(last)) = (
            self.words.get(words.start),
            self.words.get(words.end.wrapping_sub(1)),
        ) else {
            return "";
        };
        &self.folded[first.folded.start..last.folded.end]
    }

    fn push_word(&mut self, raw: &'t str, glued: bool) {
        let start = self.folded.len();
        fold_into(raw, &mut self.folded);
        // `&` folds to a word with a space before it.
        let leading = self.folded[start..].len() - self.folded[start..].trim_start().len();
        if self.folded[start..].trim().is_empty() {
            self.folded.truncate(start);
            return;
        }
        self.words.push(Word {
            raw,
            folded: start + leading..self.folded.len(),
            glued: glued && self.words.len() > self.open,
        });
        self.folded.push(' ');
    }

    fn end_part(&mut self, apart: bool) {
        if self.words.len() > self.open {
            self.parts.push(Part {
                words: self.open..self.words.len(),
                apart: std::mem::take(&mut self.apart),
                comma: std::mem::take(&mut self.comma),
            });
            self.open = self.words.len();
        }
        self.comma = false;
        self.apart |= apart;
    }
}

/// Whether a character belongs to a word: letters, digits, and the marks inside words.
fn is_word(char: char) -> bool {
    !is_space(char) || matches!(char, '.' | '\'' | '’' | '‘' | '`' | '´' | '′')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(String, bool)> {
        let cut = Text::new(text);
        let phrase = |part: &Part| (cut.phrase(part.words.clone()).to_owned(), part.apart);
        cut.parts.iter().map(phrase).collect()
    }

    #[test]
    fn commas_part_and_semicolons_begin_another_alternative() {
        let expected = [
            ("austin", false),
            ("tx", false),
            ("york", true),
            ("uk", false),
        ];
        assert_eq!(
            parts("Austin, TX; York (UK)"),
            expected.map(|(part, apart)| (part.to_owned(), apart))
        );
    }

    #[test]
    fn a_hyphen_glues_words_and_a_dash_parts_them() {
        assert_eq!(parts("Tel-Aviv - Yafo").len(), 2);
        let cut = Text::new("US-CA-San Francisco");
        let glued: Vec<_> = cut.words.iter().map(|word| word.glued).collect();
        assert_eq!(glued, [false, true, true, false]);
        assert_eq!(cut.phrase(0..4), "us ca san francisco");
    }

    #[test]
    fn an_ampersand_is_a_word() {
        assert_eq!(parts("UK&I"), [("uk and i".to_owned(), false)]);
    }
}
