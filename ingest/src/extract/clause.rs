//! How one clause asks for the skill it names.

use entity::content::requirement::{RequirementRules, Section};
use entity::matcher::Mention;
use entity::posting::Requirement;

/// A clause is looked at no further than this to either side, so that reading stays linear.
const REACH: usize = 160;

/// How the posting asks for a mention, by its clause first and by its section else.
pub(super) fn requirement(
    text: &str,
    mention: Mention,
    section: Option<Section>,
    rules: &RequirementRules,
) -> Requirement {
    let clause = clause(text, mention).to_lowercase();
    let says = |cues: &[String]| cues.iter().any(|cue| has_words(&clause, cue));
    if says(&rules.cues.nice) {
        return Requirement::Nice;
    }
    match section {
        Some(Section::Requirements) => Requirement::Required,
        Some(Section::Nice) => Requirement::Nice,
        _ if says(&rules.cues.required) => Requirement::Required,
        _ => Requirement::Unspecified,
    }
}

/// The words around a mention up to the next end of a sentence, a semicolon or a line's end.
fn clause(text: &str, mention: Mention) -> &str {
    let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at));
    let from = boundary(mention.start.saturating_sub(REACH)).unwrap_or(mention.start);
    let to = boundary((mention.end + REACH).min(text.len())).unwrap_or(mention.end);
    let before = &text[from..mention.start];
    let after = &text[mention.end..to];
    let start = ends(before).last().map_or(from, |at| from + at);
    let end = ends(after).next().map_or(to, |at| mention.end + at);
    &text[start..end]
}

/// Where clauses end in a text.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(|(at, character)| {
        let rest = &text[at + character.len_utf8()..];
        let sentence = matches!(character, '.' | '!' | '?') && rest.starts_with([' ', '\n']);
        (matches!(character, '\n' | ';') || sentence).then_some(at + character.len_utf8())
    })
}

/// Whether a text holds these words, not as a part of others.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + words.len()..].starts_with(char::is_alphanumeric)
    })
}
