//! Cuts a text into words: runs of letters and digits, with the signs that belong to a name (`C++`, `C#`).

use super::letters::{self, Run};

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// Byte after its letters and digits and the signs that belong to it.
    pub(super) end: usize,
    /// Hash of the letters and digits, whatever their case.
    pub(super) hash: u64,
    /// How many signs there are.
    signs: u8,
    /// Whether there is one way to read it: no signs that may go, and no version.
    pub(super) is_plain: bool,
    /// Whether a letter after the first is a capital, so that it may be names run together.
    pub(super) has_humps: bool,
}

impl Word {
    /// Byte after the last letter or digit.
    pub(super) fn stem_end(self) -> usize {
        self.end - usize::from(self.signs)
    }
}

/// What stands between two words of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Joint {
    /// Nothing, as between `C++` and `17`.
    Glued,
    /// A space, a line's end or a hyphen.
    Loose,
    /// A dot and nothing else.
    Dot,
    /// A slash, with or without spaces.
    Slash,
    /// An ampersand, with or without spaces.
    Ampersand,
    /// An apostrophe.
    Apostrophe,
    /// Anything else parts two names.
    Break,
}

/// Where in a text the next word is looked for; a clone looks ahead.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Reads a text from a position on, which is no word's middle.
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Goes to the next letter or digit, if there is one.
    #[inline]
    fn skip_gap(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if byte.is_ascii_alphanumeric() {
                return true;
            }
            if byte.is_ascii() {
                self.at += 1;
            } else if wide_letter(self.text, self.at) > 0 {
                return true;
            } else {
                self.at += character_length(*byte);
            }
        }
        false
    }
}

/// The words of a text. Web addresses are no words: nobody asks for `rust` by linking to it.
impl Iterator for Lexer<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        while self.skip_gap() {
            let word = word(self.text, self.at);
            self.at = word.end;
            // Every address begins with a word, so that all others cost one comparison.
            let next = self.text.as_bytes().get(word.end);
            if !matches!(next, Some(b':' | b'.')) {
                return Some(word);
            }
            let address = &self.text[word.start..];
            if !is_address(address) {
                return Some(word);
            }
            self.at = word.start + address_length(address);
        }
        None
    }
}

/// The word that begins at a position.
#[expect(
    clippy::inline_always,
    reason = "runs for every word of a text: a tenth of the matcher's time"
)]
#[inline(always)]
pub(super) fn word(text: &str, start: usize) -> Word {
    let bytes = text.as_bytes();
    let run = letters::run(bytes, start);
    match bytes.get(run.end) {
        Some(byte) if !byte.is_ascii() => wide_word(text, start, run),
        _ => signed(bytes, start, run),
    }
}

/// The word that begins with a run of letters and may go on beyond ASCII.
fn wide_word(text: &str, start: usize, mut run: Run) -> Word {
    let bytes = text.as_bytes();
    let ascii = run.end;
    while bytes.get(run.end).is_some_and(|byte| !byte.is_ascii()) {
        match wide_letter(text, run.end) {
            0 => break,
            length => run.end = letters::run(bytes, run.end + length).end,
        }
    }
    if run.end > ascii {
        run.hash = letters::of(&text[start..run.end]);
        run.has_humps = false;
    }
    signed(bytes, start, run)
}

/// The word of a run of letters, with the signs behind it.
#[inline]
fn signed(bytes: &[u8], start: usize, run: Run) -> Word {
    let signs = sign_length(&bytes[run.end..]);
    Word {
        start,
        end: run.end + usize::from(signs),
        hash: run.hash,
        signs,
        is_plain: signs == 0 && !bytes[run.end - 1].is_ascii_digit(),
        has_humps: run.has_humps,
    }
}

/// Bytes of the letter or digit beyond ASCII at a position; 0 if there is none.
fn wide_letter(text: &str, at: usize) -> usize {
    // Dashes, quotes and bullets, most of what is not ASCII, need no table.
    if text.as_bytes()[at..].starts_with(b"\xE2\x80") {
        return 0;
    }
    let character = text[at..].chars().next();
    let letter = character.filter(|c| !c.is_ascii() && c.is_alphanumeric());
    letter.map_or(0, char::len_utf8)
}

/// Bytes of a character by its first byte.
fn character_length(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

/// Bytes of the signs that belong to the word before them: `++`, `+` and `#`, unless a word follows a single one. A number
/// behind `#` is a version: `C#10`.
fn sign_length(rest: &[u8]) -> u8 {
    match rest {
        [b'+', b'+', ..] => 2,
        [b'+', next, ..] if next.is_ascii_alphanumeric() => 0,
        [b'#', next, ..] if next.is_ascii_alphabetic() => 0,
        [b'+' | b'#', ..] => 1,
        _ => 0,
    }
}

fn is_address(rest: &str) -> bool {
    rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.")
}

fn address_length(rest: &str) -> usize {
    rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, ')' | '>' | '"'))
        .unwrap_or(rest.len())
}

/// What stands between two words that follow each other.
pub(super) fn joint(gap: &str) -> Joint {
    match gap {
        "" => Joint::Glued,
        " " | "-" | "\n" | "\u{2010}" | "\u{2011}" => Joint::Loose,
        "." => Joint::Dot,
        "'" | "\u{2019}" => Joint::Apostrophe,
        _ => match gap.trim_matches(' ') {
            "" => Joint::Loose,
            "/" => Joint::Slash,
            "&" => Joint::Ampersand,
            _ => Joint::Break,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        Lexer::new(text, 0)
            .map(|word| &text[word.start..word.end])
            .collect()
    }

    #[test]
    fn names_keep_their_signs() {
        assert_eq!(cut("C++, C# and F#."), ["C++", "C#", "and", "F#"]);
        assert_eq!(cut("C++17, C#10"), ["C++", "17", "C#", "10"]);
        assert_eq!(cut("Java+Python"), ["Java", "Python"]);
        assert_eq!(cut("Größe, naïve, データ"), ["Größe", "naïve", "データ"]);
    }

    #[test]
    fn addresses_are_no_words() {
        assert_eq!(
            cut("see https://go.dev/rust, then Go"),
            ["see", "then", "Go"]
        );
        assert_eq!(cut("www.python.org"), Vec::<&str>::new());
        assert_eq!(cut("http: https://"), ["http"]);
    }

    #[test]
    fn gaps_are_told_apart() {
        assert_eq!(joint(" / "), Joint::Slash);
        assert_eq!(joint(". "), Joint::Break);
        assert_eq!(joint("\n\n"), Joint::Break);
    }
}
