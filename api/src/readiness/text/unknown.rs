//! Names in a list of skills that the vocabulary does not know.

use std::collections::HashSet;

use entity::matcher::Mention;

/// How many are told.
const MOST: usize = 50;

/// How many characters and words a name has at most.
const LONGEST_NAME: usize = 40;
const MOST_WORDS: usize = 3;

/// What parts the items of a list.
const SIGNS: [char; 14] = [
    ',', ';', '|', '/', '•', '·', '(', ')', ':', '\t', '&', '–', '—', '*',
];

/// Words that part them as well.
const JOINTS: [&str; 9] = [
    " and ", " or ", " und ", " oder ", " et ", " ou ", " y ", " with ", " plus ",
];

/// Names that stand in one list with a known skill and look like names: they begin with a capital, or have one, a digit or a sign
/// inside. In the order of the text, each once.
pub(super) fn terms(text: &str, mentions: &[Mention], no_skills: &HashSet<String>) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut next = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let first = next;
        while mentions
            .get(next)
            .is_some_and(|mention| mention.start < end)
        {
            next += 1;
        }
        let of_line = mentions.get(first..next).unwrap_or_default();
        if !of_line.is_empty() {
            for sentence in sentences(start, line) {
                collect(text, sentence, of_line, no_skills, &mut |name| {
                    if found.len() < MOST && seen.insert(name.to_lowercase()) {
                        found.push(name.to_owned());
                    }
                });
            }
        }
        start = end;
    }
    found
}

/// The sentences of a line, as positions in the text.
fn sentences(start: usize, line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = start;
    line.split_inclusive(". ").map(move |sentence| {
        let from = at;
        at += sentence.len();
        (from, at)
    })
}

/// Passes on the unknown names of a sentence that lists at least one known skill as an item.
fn collect(
    text: &str,
    (from, to): (usize, usize),
    mentions: &[Mention],
    no_skills: &HashSet<String>,
    take: &mut impl FnMut(&str),
) {
    let inside = mentions.partition_point(|mention| mention.end <= from);
    let mut mentions = mentions.get(inside..).unwrap_or_default().iter().peekable();
    if mentions.peek().is_none_or(|mention| mention.start >= to) {
        return;
    }
    let mut items = items(text, from, to);
    if items.len() < 2 {
        return;
    }
    items.retain(|(start, end)| {
        while mentions.next_if(|mention| mention.end <= *start).is_some() {}
        mentions.peek().is_none_or(|mention| mention.start >= *end)
    });
    for (start, end) in items {
        let name = text.get(start..end).unwrap_or_default();
        let name = name
            .trim()
            .trim_matches(['.', '"', '\'', '-', '!', '?', '[', ']'])
            .trim();
        if is_name(name) && !no_skills.contains(&name.to_lowercase()) {
            take(name);
        }
    }
}

/// The items of a list, as positions in the text.
fn items(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let sentence = text.get(from..to).unwrap_or_default();
    let mut items = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(character) = sentence.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = sentence.get(at..).unwrap_or_default();
        let joint = if character == ' ' {
            let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint));
            // The last space may begin the next joint.
            joint.map(|joint| joint.len() - 1)
        } else {
            SIGNS.contains(&character).then_some(character.len_utf8())
        };
        if let Some(length) = joint {
            // What stands before a colon is what the list is called.
            if character != ':' {
                items.push((from + start, from + at));
            }
            at += length;
            start = at;
        } else {
            at += character.len_utf8();
        }
    }
    items.push((from + start, to));
    items
}

fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let words = name.split_whitespace().count();
    let first = name.chars().next();
    let odd = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '+' | '#' | '.');
    let address = name.contains('@') || name.contains("www.") || name.contains("http");
    // Of several words each begins like a name: `Apache Foo`, not `Worked as lead`.
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let like_names = words <= 1 || name.split_whitespace().all(capital);
    letters >= 2
        && name.chars().count() <= LONGEST_NAME
        && (1..=MOST_WORDS).contains(&words)
        && first.is_some_and(char::is_alphanumeric)
        && name.chars().any(odd)
        && like_names
        && !address
}
