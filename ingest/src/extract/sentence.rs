//! Where sentences and clauses end.

/// Abbreviations that end in a dot without ending a sentence, in lower case and without that dot.
const ABBREVIATIONS: [&str; 20] = [
    "e.g", "eg", "i.e", "ie", "incl", "inkl", "z.b", "d.h", "bzw", "vs", "approx", "ca", "p.ex",
    "ex", "esp", "resp", "min", "max", "sr", "bijv",
];

/// The part of a text around a position, between the ends that `is_end` names; looked for no further than `reach` bytes to
/// either side, so that reading stays linear.
fn around(
    text: &str,
    at: (usize, usize),
    reach: usize,
    is_end: fn(&str, usize) -> bool,
) -> (usize, usize) {
    let floor = text.floor_char_boundary(at.0.saturating_sub(reach));
    let ceiling = text.ceil_char_boundary((at.1 + reach).min(text.len()));
    let start = (floor..at.0).rev().find(|&byte| is_end(text, byte));
    let end = (at.1..ceiling).find(|&byte| is_end(text, byte));
    (start.map_or(floor, |byte| byte + 1), end.unwrap_or(ceiling))
}

/// The sentence around a stretch of text.
pub(super) fn sentence(text: &str, at: (usize, usize), reach: usize) -> (usize, usize) {
    around(text, at, reach, ends_sentence)
}

/// The clause around a stretch of text: a sentence, or what semicolons part it into.
pub(super) fn clause(text: &str, at: (usize, usize), reach: usize) -> (usize, usize) {
    around(text, at, reach, |text, byte| {
        text.as_bytes()[byte] == b';' || ends_sentence(text, byte)
    })
}

/// Whether a sentence ends with a byte.
fn ends_sentence(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\n' => true,
        b'!' | b'?' => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
        b'.' => {
            bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace)
                && !goes_on(&text[at + 1..])
                && !is_abbreviated(&text[..at])
        }
        _ => false,
    }
}

/// Whether what follows a dot cannot begin a sentence.
fn goes_on(after: &str) -> bool {
    let mut rest = after.chars().take_while(|c| *c != '\n').take(3);
    rest.find(|c| !c.is_whitespace())
        .is_some_and(char::is_lowercase)
}

fn is_abbreviated(before: &str) -> bool {
    ABBREVIATIONS.iter().any(|word| {
        let start = before.len().wrapping_sub(word.len());
        before
            .get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case(word))
            && !before[..start].ends_with(|c: char| c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause_of<'a>(text: &'a str, words: &str) -> &'a str {
        let at = text.find(words).unwrap();
        let (start, end) = clause(text, (at, at + words.len()), 200);
        text[start..end].trim()
    }

    #[test]
    fn clauses_end_where_people_stop() {
        let text = "One. Tools, e.g. Docker etc. and more; last (i.e. Rust)! Ünd";
        assert_eq!(
            clause_of(text, "Docker"),
            "Tools, e.g. Docker etc. and more"
        );
        assert_eq!(clause_of(text, "Rust"), "last (i.e. Rust)");
        assert_eq!(clause_of("a\nGo\nb", "Go"), "Go");
        assert_eq!(
            clause_of("Node.js and ASP.NET", "and"),
            "Node.js and ASP.NET"
        );
    }

    #[test]
    fn reach_is_limited() {
        let text = "é".repeat(500);
        assert_eq!(sentence(&text, (500, 502), 9), (490, 512));
    }
}
