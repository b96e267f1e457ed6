//! Names that lost what stood between them, `KubernetesDockerTerraform`: markup or a missing comma ran them together.

use super::lexer::{self, Lexer, Word};
use super::{Candidate, Matcher};

/// A name has at most so many humps: `JavaScript` has two.
const MOST_HUMPS: usize = 5;
/// A name that may stand glued to another has at least so many letters.
const SHORTEST: usize = 3;

/// The names that an unknown word is made of, if it is made of nothing else and each of them stands for itself: `TeamReact`
/// may be anything. All but the last are added to `found`; the last one may go on behind the word, as in `ReactNode.js`, and is
/// handed back with the end of its last word. The word comes with the next, and `rest` is behind that.
pub(super) fn cut(
    matcher: &Matcher,
    text: &str,
    (word, next): (Word, Option<Word>),
    rest: &Lexer<'_>,
    found: &mut Vec<Candidate>,
) -> Option<(Candidate, usize)> {
    let known = found.len();
    let ends = humps(&text[..word.stem_end()], word.start);
    let name = |start: usize, end: usize| {
        let (part, next, rest) = if end == word.stem_end() {
            (text, next, rest.clone())
        } else {
            (&text[..end], None, Lexer::new(&text[..end], end))
        };
        let name = lexer::word(part, start);
        let may_begin = matcher.trie.filter.may_begin(name, next);
        let name = may_begin.then(|| matcher.longest(text, name, next, rest))?;
        // Two letters are an affix more often than a name: `JestJS`, `MLSecOps`.
        name.filter(|(name, _)| {
            !name.needs_context && name.mention.end - name.mention.start >= SHORTEST
        })
    };
    let (mut at, mut start) = (0, word.start);
    loop {
        let last = ends.len().min(at + MOST_HUMPS);
        let mut longest = (at..last).rev();
        let named = longest.find_map(|hump| Some((hump, name(start, ends[hump])?)));
        let Some((hump, name)) = named else {
            found.truncate(known);
            return None;
        };
        if ends[hump] == word.stem_end() {
            return Some(name);
        }
        found.push(name.0);
        (at, start) = (hump + 1, ends[hump]);
    }
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
