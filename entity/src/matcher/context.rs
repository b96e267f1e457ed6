//! Names that are ordinary words as well count only in the company of other skills or of words that speak of skills.

use super::{Candidate, Mention};

/// How many names away company may stand: a line may hold thousands, and reading must stay linear.
const REACH: usize = 4;

/// Words before a name which say that it is a skill: `experience with R`.
const CUES_BEFORE: &[&str] = &[
    "experience with",
    "experience in",
    "experience using",
    "proficient in",
    "proficiency in",
    "proficiency with",
    "knowledge of",
    "fluent in",
    "skilled in",
    "written in",
    "programming in",
    "coding in",
    "worked with",
    "work with",
    "working with",
    "exposure to",
    "command of",
    "use of",
    "e.g.",
    "familiar with",
    "familiarity with",
    "experienced in",
    "experienced with",
    "expertise in",
    "expertise with",
    "understanding of",
    "using",
    "projects with",
    "kenntnisse in",
    "umgang mit",
    "praxis mit",
    "connaissances en",
    "maîtrise de",
    "erfahrung mit",
    "erfahrung in",
    "expérience en",
];

/// Words after a name which say that it is a skill: `Go developer`.
const CUES_AFTER: &[&str] = &[
    "developer",
    "developers",
    "engineer",
    "engineers",
    "programmer",
    "programming",
    "language",
    "code",
    "codebase",
    "entwickler",
    "développeur",
    "backend",
];

/// Keeps the candidates whose neighbourhood bears them out.
pub(super) fn keep(text: &str, candidates: &[Candidate]) -> Vec<Mention> {
    candidates
        .iter()
        .enumerate()
        .filter(|(index, candidate)| {
            let mention = candidate.mention;
            let lower = text[mention.start..].starts_with(char::is_lowercase);
            !candidate.needs_context
                || has_cue(text, mention)
                || is_whole_item(text, mention)
                || if lower {
                    in_list(text, candidates, *index)
                } else {
                    in_company(text, candidates, *index)
                }
        })
        .map(|(_, candidate)| candidate.mention)
        .collect()
}

fn has_cue(text: &str, mention: Mention) -> bool {
    let before = last_words(&text[..mention.start]);
    let after = text[mention.end..].trim_start_matches([' ', '-', '/']);
    CUES_BEFORE.iter().any(|cue| before.ends_with(cue))
        || CUES_AFTER.iter().any(|cue| {
            after
                .get(..cue.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(cue))
                && !after[cue.len()..].starts_with(char::is_alphanumeric)
        })
}

/// Whether an item of a list names it and nothing else.
fn is_whole_item(text: &str, mention: Mention) -> bool {
    let after = text[mention.end..].trim_start_matches([' ', '.', ',', ';']);
    text[..mention.start].ends_with("• ") && (after.is_empty() || after.starts_with('\n'))
}

/// The last few words of a text in lower case.
fn last_words(before: &str) -> String {
    let from = before.len().saturating_sub(40);
    let from = (from..before.len())
        .find(|&at| before.is_char_boundary(at))
        .unwrap_or(before.len());
    before[from..].trim_end().to_lowercase()
}

/// Whether a clear skill is named in the same line, or another unclear one right beside it in a list.
fn in_company(text: &str, candidates: &[Candidate], index: usize) -> bool {
    let mine = candidates[index].mention;
    let earlier = candidates[..index].iter().rev().take(REACH);
    let later = candidates[index + 1..].iter().take(REACH);
    earlier.chain(later).any(|other| {
        let gap = if other.mention.end <= mine.start {
            &text[other.mention.end..mine.start]
        } else {
            &text[mine.end..other.mention.start]
        };
        other.mention.skill != mine.skill
            && !gap.contains('\n')
            && (is_list_gap(gap)
                || (!other.needs_context && gap.len() <= 120 && !gap.contains(". ")))
    })
}

/// Whether a name in lower case stands in one list with a clear skill: as a word of a sentence it has skills near it too often.
fn in_list(text: &str, candidates: &[Candidate], index: usize) -> bool {
    let linked = |one: &Candidate, next: &Candidate| {
        let gap = &text[one.mention.end..next.mention.start];
        let lower = |one: &Candidate| text[one.mention.start..].starts_with(char::is_lowercase);
        // Who writes all names in lower case may link them by words as well.
        is_list_gap(gap) && (gap.contains([',', '/', '|', '+', ';']) || lower(one) && lower(next))
    };
    let upward = candidates[..=index].windows(2).rev().take(REACH);
    let downward = candidates[index..].windows(2).take(REACH);
    let clear = |one: &Candidate| !one.needs_context;
    // A slash without spaces joins two names that are unclear by themselves: `jest/enzyme`.
    let glued = |pair: &[Candidate]| &text[pair[0].mention.end..pair[1].mention.start] == "/";
    upward
        .take_while(|pair| linked(&pair[0], &pair[1]))
        .any(|pair| clear(&pair[0]) || glued(pair))
        || downward
            .take_while(|pair| linked(&pair[0], &pair[1]))
            .any(|pair| clear(&pair[1]) || glued(pair))
}

fn is_list_gap(gap: &str) -> bool {
    matches!(
        gap.trim(),
        "," | "/"
            | "|"
            | "+"
            | "or"
            | "and"
            | ", and"
            | ", or"
            | "&"
            | "·"
            | "•"
            | ";"
            | "und"
            | "oder"
            | "et"
            | "ou"
    )
}
