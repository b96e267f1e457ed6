//! Names that lost what stood between them, `KubernetesDockerTerraform`: markup or a missing comma ran them together.

use super::lexer::{self, Lexer, Word};
use super::{Candidate, Matcher};

/// A name has at most so many humps: `JavaScript` has two.
const MOST_HUMPS: usize = 5;

/// The names that an unknown word is made of, if it is made of nothing else and each of them stands for itself: `TeamReact`
/// may be anything. All but the last are added to `found`; the last one may go on behind the word, as in `ReactNode.js`, and is
/// handed back with where to go on. `rest` is where the word ends.
pub(super) fn cut<'a>(
    matcher: &Matcher,
    text: &'a str,
    word: Word,
    rest: Lexer<'a>,
    found: &mut Vec<Candidate>,
) -> Option<(Candidate, Lexer<'a>)> {
    if !word.has_humps {
        return None;
    }
    let known = found.len();
    let ends = humps(&text[..word.stem_end], word.start);
    let (mut at, mut start) = (0, word.start);
    loop {
        let last = ends.len().min(at + MOST_HUMPS);
        let name = (at..last).rev().find_map(|hump| {
            let name = name(matcher, text, start, (ends[hump], word), rest)?;
            Some((hump, name))
        });
        let Some((hump, name)) = name else {
            found.truncate(known);
            return None;
        };
        if ends[hump] == word.stem_end {
            return Some(name);
        }
        found.push(name.0);
        (at, start) = (hump + 1, ends[hump]);
    }
}

/// The name between two humps' ends, which needs no context; the word's last one may go on behind it.
fn name<'a>(
    matcher: &Matcher,
    text: &'a str,
    start: usize,
    (end, word): (usize, Word),
    rest: Lexer<'a>,
) -> Option<(Candidate, Lexer<'a>)> {
    let found = if end == word.stem_end {
        matcher.longest(text, lexer::word(text, start), rest)
    } else {
        let part = &text[..end];
        matcher.longest(text, lexer::word(part, start), Lexer::new(part, end))
    };
    found.filter(|(candidate, _)| !candidate.needs_context)
}

/// Where the humps of a word end that ends a text: before a capital behind a small letter or a digit, and before the last
/// of several capitals if a small letter follows, `AWS|Terraform`.
fn humps(text: &str, start: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| {
        let follows_capital = bytes[at - 1].is_ascii_uppercase();
        let leads_small = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        bytes[*at].is_ascii_uppercase() && (!follows_capital || leads_small)
    };
    let inner = (start + 1..bytes.len()).filter(begins);
    inner.chain([bytes.len()]).collect()
}
