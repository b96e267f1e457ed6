//! Cuts a line into the words that names are made of, with what stands between them.

/// A word, as byte positions in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// What parts it from the word before.
    pub(super) gap: Gap,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// One space: both may belong to one name.
    Space,
    /// A comma, a slash, a bullet, a parenthesis or another sign that parts the items of a list.
    List,
    /// The end of a sentence, or the beginning of the line.
    Sentence,
}

/// The words of a line in order. Web and e-mail addresses are none.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let bytes = line.as_bytes();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut before = 0;
    while at < bytes.len() {
        let length = letter(line, at);
        if length == 0 {
            at += step(bytes[at]);
            continue;
        }
        let start = if at > before && is_leading_dot(bytes, at) {
            at - 1
        } else {
            at
        };
        let end = end_of(line, at + length);
        if let Some(end) = address_end(line, start, end) {
            at = end;
            before = end;
            continue;
        }
        let gap = gap(&line[before..start], tokens.is_empty());
        tokens.push(Token { start, end, gap });
        at = end;
        before = end;
    }
    tokens
}

/// Where the word ends that goes on at a position: inner signs belong to it, the signs of `C++` and `C#` as well.
fn end_of(line: &str, mut at: usize) -> usize {
    let bytes = line.as_bytes();
    while at < bytes.len() {
        let length = letter(line, at);
        if length > 0 {
            at += length;
        } else if matches!(bytes[at], b'-' | b'_' | b'&' | b'.' | b'\'') && joins(line, at) {
            at += 1;
        } else {
            break;
        }
    }
    while at < bytes.len() && matches!(bytes[at], b'+' | b'#') {
        at += 1;
    }
    at
}

/// Whether a sign stands inside a word: `Next.js`, `R&D`, not `tools.We`.
fn joins(line: &str, at: usize) -> bool {
    let rest = &line[at + 1..];
    let mut next = rest.chars();
    match next.next() {
        Some(c) if !c.is_alphanumeric() => false,
        None => false,
        Some(c) if line.as_bytes()[at] == b'.' => {
            !c.is_uppercase() || next.next().is_none_or(|c| !c.is_lowercase())
        }
        Some(_) => true,
    }
}

fn is_leading_dot(bytes: &[u8], at: usize) -> bool {
    bytes[at - 1] == b'.' && bytes[at].is_ascii_uppercase() && (at == 1 || bytes[at - 2] == b' ')
}

/// Where an address ends that begins with a word, if the word begins one.
fn address_end(line: &str, start: usize, end: usize) -> Option<usize> {
    let rest = &line[end..];
    let word = &line[start..end];
    let is_address = rest.starts_with("://") || rest.starts_with('@') || word.starts_with("www.");
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    is_address.then_some(end + length)
}

fn gap(between: &str, first: bool) -> Gap {
    if first || is_sentence_end(between) {
        Gap::Sentence
    } else if between == " " {
        Gap::Space
    } else {
        Gap::List
    }
}

fn is_sentence_end(between: &str) -> bool {
    let mut characters = between.chars().peekable();
    while let Some(character) = characters.next() {
        if matches!(character, '.' | '!' | '?') && characters.peek().is_none_or(|c| *c == ' ') {
            return true;
        }
    }
    // What follows a colon or a bullet begins anew, and is an item of a list as well; the census tells names from words.
    false
}

fn letter(line: &str, at: usize) -> usize {
    let byte = line.as_bytes()[at];
    if byte.is_ascii() {
        return usize::from(byte.is_ascii_alphanumeric());
    }
    let character = line[at..].chars().next();
    character
        .filter(|c| c.is_alphanumeric())
        .map_or(0, char::len_utf8)
}

/// Bytes of a character by its first byte.
fn step(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(line: &str) -> Vec<&str> {
        let tokens = tokens(line);
        tokens.iter().map(|t| &line[t.start..t.end]).collect()
    }

    #[test]
    fn names_stay_whole() {
        assert_eq!(
            cut("Next.js, ASP.NET, .NET, C++/C# and R&D."),
            ["Next.js", "ASP.NET", ".NET", "C++", "C#", "and", "R&D"]
        );
        assert_eq!(
            cut("new tools.We use dbt"),
            ["new", "tools", "We", "use", "dbt"]
        );
        assert_eq!(
            cut("see https://a.example/B or x@Y.example now"),
            ["see", "or", "now"]
        );
    }

    #[test]
    fn gaps_are_told_apart() {
        let gaps: Vec<_> = tokens("Use Ray, Dask. Then rest")
            .iter()
            .map(|t| t.gap)
            .collect();
        assert_eq!(
            gaps,
            [
                Gap::Sentence,
                Gap::Space,
                Gap::List,
                Gap::Sentence,
                Gap::Space
            ]
        );
    }

    proptest! {
        #[test]
        fn any_line_is_cut(line in "\\PC{0,60}") {
            let mut end = 0;
            for token in tokens(&line) {
                prop_assert!(token.start >= end && token.end > token.start);
                prop_assert!(!line[token.start..token.end].contains(' '));
                end = token.end;
            }
        }
    }
}
