//! Which mentions a text declines: "no experience with Java" holds no Java.

use entity::matcher::Mention;

/// Words that decline what follows them, in lower case.
const BEFORE: &[&str] = &[
    "no",
    "not",
    "never",
    "without",
    "lack",
    "lacking",
    "nor",
    "neither",
    "don't",
    "doesn't",
    "didn't",
    "haven't",
    "hasn't",
    "can't",
    "cannot",
    "dont",
    "havent",
    "kein",
    "keine",
    "keinen",
    "keinerlei",
    "nicht",
    "nie",
    "ohne",
    "aucun",
    "aucune",
    "sans",
    "jamais",
    "pas",
    "sin",
    "ningún",
    "ninguna",
    "nunca",
    "sem",
    "não",
    "geen",
    "niet",
    "nooit",
    "zonder",
    "ingen",
    "inga",
    "inte",
    "aldrig",
    "utan",
];

/// Words before a skill that somebody wants to have: it is not there yet.
const WISHES: &[&str] = &[
    "to learn",
    "in learning",
    "to start learning",
    "to get into",
    "yet to",
    "zu lernen",
    "lernen möchte",
    "apprendre",
    "aprender",
];

/// Beginnings that look as if they declined something and do not.
const NOTHING: &[&str] = &[
    "not only",
    "not just",
    "not merely",
    "not simply",
    "not limited",
    "not least",
    "not to mention",
    "not afraid",
    "not shy",
    "not counting",
    "no less",
    "no fewer",
    "no more than",
    "no doubt",
    "no problem",
    "no stranger",
    "no-code",
    "no code",
    "nicht nur",
    "nicht zuletzt",
    "pas seulement",
    "sans doute",
    "no sólo",
    "no solo",
    "não só",
    "niet alleen",
    "inte bara",
    "without doubt",
];

/// What declines the name before it.
const AFTER: &[&str] = &[
    "none",
    "no experience",
    "no knowledge",
    "never",
    "nothing",
    "not yet",
    "not used",
    "keine",
    "kein",
    "aucun",
    "aucune",
];

/// Words that end the reach of what came before: "no Java, but Python".
const TURNS: &[&str] = &[
    "but", "however", "though", "although", "except", "besides", "aber", "sondern", "mais", "pero",
    "mas", "maar", "men",
];

/// Words that link the names of a list, and so carry on what was said of the one before.
const LINKS: &[&str] = &[
    "or", "and", "nor", "with", "in", "of", "any", "oder", "und", "noch", "mit", "ou", "et", "ni",
    "avec", "o", "y", "e", "con", "com", "en", "met", "eller", "och", "med",
];

/// How many words may stand between a word that declines and the skill.
const REACH: usize = 5;

/// How many bytes before a mention are looked at.
const WINDOW: usize = 100;

/// For each mention whether the text declines it; time is linear, since each looks back a few words only.
pub(super) fn declined(text: &str, mentions: &[Mention]) -> Vec<bool> {
    let mut declined: Vec<bool> = Vec::with_capacity(mentions.len());
    let mut end = 0;
    for mention in mentions {
        let from = end.max(mention.start.saturating_sub(WINDOW));
        let before = text
            .get(ceiling(text, from)..mention.start)
            .unwrap_or_default();
        let follows = declined.last() == Some(&true) && end == from && is_list(before);
        declined.push(follows || declines(before) || is_declined_behind(text, mention.end));
        end = mention.end;
    }
    declined
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Whether nothing but the signs and words of a list stand between two names.
fn is_list(between: &str) -> bool {
    let between = between.to_lowercase();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '/' | '|' | '&' | '+');
    let mut words = between.split_whitespace().map(bare);
    between.chars().all(plain) && words.all(|word| word.is_empty() || LINKS.contains(&word))
}

/// Whether the words before a name decline it.
fn declines(before: &str) -> bool {
    let clause = before
        .rsplit(['\n', ',', ';', ':', '!', '?', '•', '(', ')'])
        .next();
    let clause = clause.and_then(|clause| clause.rsplit(". ").next());
    let clause = clause.unwrap_or_default().to_lowercase().replace('’', "'");
    let words: Vec<&str> = clause.split_whitespace().map(bare).collect();
    let near = words.len().saturating_sub(REACH + 1);
    let words = words.get(near..).unwrap_or_default();
    let after_turn = words
        .iter()
        .rposition(|word| TURNS.contains(word))
        .map_or(0, |at| at + 1);
    let words = words.get(after_turn..).unwrap_or_default();
    let said = words.join(" ");
    let wished = WISHES.iter().any(|wish| said.ends_with(wish));
    wished
        || words.iter().enumerate().any(|(at, word)| {
            let rest = words.get(at..).unwrap_or_default().join(" ");
            BEFORE.contains(word) && !NOTHING.iter().any(|start| rest.starts_with(start))
        })
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|sign: char| !sign.is_alphanumeric())
}

/// Whether a name is followed by a word that declines it: `Java: none`, `Rust (no experience)`.
fn is_declined_behind(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let marked = rest.trim_start_matches(' ');
    let Some(rest) = marked.strip_prefix([':', '(', '–', '—', '-', '=']) else {
        return false;
    };
    let said: String = rest.trim_start_matches(' ').chars().take(20).collect();
    let said = said.to_lowercase();
    AFTER.iter().any(|words| {
        let rest = said.strip_prefix(words);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}
