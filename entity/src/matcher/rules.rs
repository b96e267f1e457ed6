//! The rules of one spelling: its case and its neighbours.

use crate::content::vocabulary::{AliasRules, CaseRule};

/// Ends of web addresses without a scheme: `monday.com` speaks of no Monday.
const DOMAINS: [&str; 12] = [
    "com", "org", "net", "io", "ai", "dev", "co", "de", "fr", "uk", "eu", "app",
];

/// Names that are units of measure behind a number.
const UNITS: [&str; 2] = ["ML", "C"];

/// A spelling of a skill with the rules under which it counts.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    pub(super) skill: usize,
    pub(super) needs_context: bool,
    /// Whether a dot belongs to the front of the name, as in `.NET`.
    leading_dot: bool,
    case: CaseRule,
    text: Box<str>,
    unless_before: Box<[Box<str>]>,
    unless_after: Box<[Box<str>]>,
}

impl Spelling {
    pub(super) fn new(skill: usize, rules: &AliasRules) -> Self {
        let lower = |words: &[String]| words.iter().map(|w| w.to_lowercase().into()).collect();
        Self {
            skill,
            needs_context: rules.needs_context,
            leading_dot: rules.text.starts_with('.'),
            case: rules.case,
            text: rules.text.as_str().into(),
            unless_before: lower(&rules.unless_before),
            unless_after: lower(&rules.unless_after),
        }
    }

    /// Where the spelling begins whose first word begins at `word`: a leading dot must stand there too.
    pub(super) fn start(&self, text: &str, word: usize) -> Option<usize> {
        if self.leading_dot {
            text[..word].strip_suffix('.').map(str::len)
        } else {
            Some(word)
        }
    }
}

/// Whether a spelling counts where it stands.
pub(super) fn hold(spelling: &Spelling, text: &str, start: usize, end: usize) -> bool {
    let before = &text[..start];
    let after = &text[end..];
    // In `Ruby/Perl/Go for scripts` the slash says that it is a name, whatever follows.
    let listed = before.ends_with('/') && !spelling.unless_before.is_empty();
    case_holds(spelling, &text[start..end])
        && !is_part_of_address(before, &text[start..end], after)
        && (listed
            || !spelling
                .unless_before
                .iter()
                .any(|words| starts_with_words(after, words)))
        && !spelling
            .unless_after
            .iter()
            .any(|words| ends_with_words(before, words))
}

fn case_holds(spelling: &Spelling, found: &str) -> bool {
    match spelling.case {
        CaseRule::Any => true,
        CaseRule::Capital => found
            .chars()
            .find(|c| c.is_alphanumeric())
            .is_some_and(|c| !c.is_lowercase()),
        // Hyphens, spaces and versions may differ from the spelling, letters may not.
        CaseRule::Exact => {
            let mut letters = found.chars().filter(|c| c.is_alphabetic());
            spelling
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(|wanted| letters.next() == Some(wanted))
        }
    }
}

/// Whether the spelling is a piece of an e-mail address, a handle, a domain or a file name.
fn is_part_of_address(before: &str, found: &str, after: &str) -> bool {
    if is_quantity(before, found) {
        return true;
    }
    if before.ends_with(['@', '_']) || after.starts_with(['@', '_']) {
        return true;
    }
    let lower_start = found.starts_with(|c: char| c.is_lowercase());
    let behind_dot = before
        .strip_suffix('.')
        .is_some_and(|rest| rest.ends_with(char::is_alphanumeric));
    if behind_dot && lower_start {
        return true;
    }
    after.strip_prefix('.').is_some_and(|rest| {
        let length = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        DOMAINS.contains(&&rest[..length])
    })
}

/// Whether the spelling is the unit of a number: `20 ML`.
fn is_quantity(before: &str, found: &str) -> bool {
    UNITS.contains(&found)
        && before
            .trim_end_matches(' ')
            .ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a text goes on with these lower-case words.
fn starts_with_words(after: &str, words: &str) -> bool {
    let rest = after.trim_start_matches([' ', '-', '\u{a0}']);
    let mut found = rest.chars().flat_map(char::to_lowercase);
    let mut wanted = words.chars().map(|c| if c == '-' { ' ' } else { c });
    let same = wanted.all(|w| found.next().map(|c| if c == '-' { ' ' } else { c }) == Some(w));
    same && !(words.ends_with(char::is_alphanumeric)
        && found.next().is_some_and(char::is_alphanumeric))
}

/// Whether a text ends with these lower-case words.
fn ends_with_words(before: &str, words: &str) -> bool {
    let rest = before.trim_end_matches([' ', '-', '\u{a0}']);
    let mut found = rest.chars().rev().flat_map(char::to_lowercase);
    let mut wanted = words.chars().rev().map(|c| if c == '-' { ' ' } else { c });
    let same = wanted.all(|w| found.next().map(|c| if c == '-' { ' ' } else { c }) == Some(w));
    same && !(words.starts_with(char::is_alphanumeric)
        && found.next().is_some_and(char::is_alphanumeric))
}
