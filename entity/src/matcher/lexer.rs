//! Cuts a text into words: runs of letters and digits, with the signs that belong to a name (`C++`, `C#`).

/// A word of a text, as byte positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last letter or digit.
    pub(super) stem_end: usize,
    /// Byte after the signs that belong to the word.
    pub(super) end: usize,
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

/// The words of a text. Web addresses are no words: nobody asks for `rust` by linking to it.
pub(super) fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    while at < bytes.len() {
        let length = letter_length(text, at);
        if length == 0 {
            at += character_length(bytes[at]);
        } else if is_address(&bytes[at..]) {
            at += address_length(&bytes[at..]);
        } else {
            let word = word(text, at, length);
            at = word.end;
            words.push(word);
        }
    }
    words
}

fn word(text: &str, start: usize, first: usize) -> Word {
    let bytes = text.as_bytes();
    let mut stem_end = start + first;
    while stem_end < bytes.len() {
        let length = letter_length(text, stem_end);
        if length == 0 {
            break;
        }
        stem_end += length;
    }
    Word {
        start,
        stem_end,
        end: stem_end + sign_length(&bytes[stem_end..]),
    }
}

/// Bytes of the letter or digit at a position; 0 if there is none.
fn letter_length(text: &str, at: usize) -> usize {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() {
        return usize::from(byte.is_ascii_alphanumeric());
    }
    text[at..]
        .chars()
        .next()
        .filter(|c| c.is_alphanumeric())
        .map_or(0, char::len_utf8)
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

/// Bytes of the signs that belong to the word before them: `++`, `+` and `#`, unless a word follows a single one.
fn sign_length(rest: &[u8]) -> usize {
    match rest {
        [b'+', b'+', ..] => 2,
        [b'+' | b'#', next, ..] if next.is_ascii_alphanumeric() => 0,
        [b'+' | b'#', ..] => 1,
        _ => 0,
    }
}

fn is_address(rest: &[u8]) -> bool {
    rest.starts_with(b"http://") || rest.starts_with(b"https://") || rest.starts_with(b"www.")
}

fn address_length(rest: &[u8]) -> usize {
    rest.iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b')' | b'>' | b'"'))
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
        words(text)
            .iter()
            .map(|word| &text[word.start..word.end])
            .collect()
    }

    #[test]
    fn names_keep_their_signs() {
        assert_eq!(cut("C++, C# and F#."), ["C++", "C#", "and", "F#"]);
        assert_eq!(cut("C++17"), ["C++", "17"]);
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
    }

    #[test]
    fn gaps_are_told_apart() {
        assert_eq!(joint(" / "), Joint::Slash);
        assert_eq!(joint(". "), Joint::Break);
        assert_eq!(joint("\n\n"), Joint::Break);
    }
}
