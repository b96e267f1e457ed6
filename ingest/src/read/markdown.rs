//! Markdown as text, lightly: what marks headings, lists, emphasis, links and code goes, the words stay.

use super::writer::{Lines, Writer};
use super::{bullet, lines};

pub(super) fn to_text(body: &str) -> String {
    let mut writer = Writer::with_capacity(body.len());
    for line in lines(body) {
        let heading = line.trim_start_matches('#');
        let is_heading = heading.len() < line.len() && heading.starts_with([' ', '\u{a0}']);
        if line.is_empty() || is_rule(line) {
            writer.blank();
        } else if line.starts_with("```") || line.starts_with("~~~") {
            writer.line();
        } else if is_heading {
            writer.blank();
            writer.text(&inline(heading.trim_end_matches('#')), Lines::Joined);
        } else if let Some(item) = bullet(line).or_else(|| line.strip_prefix("+ ")) {
            writer.item();
            writer.text(&inline(item), Lines::Joined);
        } else {
            let quoted = line.trim_start_matches(['>', ' ']);
            writer.text(&inline(quoted), Lines::Joined);
        }
        writer.line();
    }
    writer.finish()
}

/// A line of dashes, stars or the like, also between the head and the rows of a table.
fn is_rule(line: &str) -> bool {
    let marks = line.bytes().filter(|b| b"-*_=".contains(b)).count();
    marks >= 3 && line.bytes().all(|b| b"-*_=|: ".contains(&b))
}

/// A line without emphasis, code marks and link addresses.
fn inline(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let mut kept = vec![true; characters.len()];
    let mut brackets = Vec::new();
    let mut close = 0;
    let mut at = 0;
    while at < characters.len() {
        match characters[at] {
            '\\' if characters
                .get(at + 1)
                .is_some_and(char::is_ascii_punctuation) =>
            {
                kept[at] = false;
                at += 1;
            }
            '`' => kept[at] = false,
            '[' => brackets.push(at),
            ']' if characters.get(at + 1) == Some(&'(') => {
                close = close.max(at);
                close += characters[close..]
                    .iter()
                    .take_while(|c| **c != ')')
                    .count();
                if let Some(open) = brackets.pop().filter(|_| close < characters.len()) {
                    let image = open > 0 && characters[open - 1] == '!';
                    kept[open] = false;
                    kept[at..=close].fill(false);
                    if image {
                        kept[open - 1..at].fill(false);
                    }
                    at = close;
                }
            }
            ']' => {
                brackets.pop();
            }
            _ => {}
        }
        at += 1;
    }
    emphasis(&characters, &mut kept);
    let pairs = characters.into_iter().zip(kept);
    pairs.filter_map(|(c, kept)| kept.then_some(c)).collect()
}

/// Marks the stars and underlines that open and close emphasis: those that stand at the edge of words, in pairs.
fn emphasis(characters: &[char], kept: &mut [bool]) {
    let word = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let space = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_none_or(|c| c.is_whitespace())
    };
    let mut open: [Option<(usize, usize)>; 2] = [None, None];
    let mut at = 0;
    while at < characters.len() {
        let mark = characters[at];
        let kind = usize::from(mark == '_');
        let escaped = at > 0 && characters[at - 1] == '\\' && !kept[at - 1];
        if !matches!(mark, '*' | '_') || !kept[at] || escaped {
            at += 1;
            continue;
        }
        let end = at + characters[at..].iter().take_while(|c| **c == mark).count();
        let (before, after) = (at.checked_sub(1), Some(end));
        match open[kind] {
            Some((from, to)) if !(space(before) || mark == '_' && word(after)) => {
                kept[from..to].fill(false);
                kept[at..end].fill(false);
                open[kind] = None;
            }
            _ if !(space(after) || mark == '_' && word(before)) => open[kind] = Some((at, end)),
            _ => {}
        }
        at = end;
    }
}
