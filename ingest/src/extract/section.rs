//! Cuts a posting's text into sections by its headings.

use entity::content::requirement::{RequirementRules, Section};

/// Longer lines are prose.
const LONGEST_HEADING: usize = 80;

/// A stretch of text under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// First byte, at the heading.
    pub(super) start: usize,
    /// What it speaks of; `None` where no heading says.
    pub(super) section: Option<Section>,
}

/// The parts of a text in order; the first begins at its first byte.
pub(super) fn sections(text: &str, rules: &RequirementRules) -> Vec<Part> {
    let mut parts = vec![Part {
        start: 0,
        section: None,
    }];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // The first line is the title, whatever it says.
        if start > 0
            && let Some(section) = heading(line, rules)
        {
            parts.push(Part {
                start,
                section: Some(section),
            });
        }
        start += line.len();
    }
    parts
}

/// The section that a line opens, if it is a heading that we know.
fn heading(line: &str, rules: &RequirementRules) -> Option<Section> {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_HEADING || line.starts_with('•') {
        return None;
    }
    let colon = line.ends_with(':');
    let words = line
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
        .replace('\u{2019}', "'");
    // `Experience with Python` is a line of text, `Experience:` and `Required experience` are headings.
    let longest = if colon { LONGEST_HEADING } else { 45 };
    if words.len() > longest || line.ends_with('.') || line.contains(',') && !colon {
        return None;
    }
    let opens = |start: &String| {
        words.strip_prefix(start.as_str()).is_some_and(|rest| {
            let known_end = !rest.starts_with(char::is_alphanumeric);
            let short = rest.split_whitespace().count() <= if colon { 6 } else { 3 };
            known_end && short
        })
    };
    let parts = rules.sections.iter();
    // Among several that fit, the longest beginning knows best: `required` opens `required skills`.
    parts
        .flat_map(|part| part.headings.iter().map(move |start| (start, part.section)))
        .filter(|(start, _)| opens(start))
        .max_by_key(|(start, _)| start.len())
        .map(|(_, section)| section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_text() {
        let rules = RequirementRules::load().unwrap();
        for (line, section) in [
            ("Requirements:", Some(Section::Requirements)),
            ("What you’ll bring", Some(Section::Requirements)),
            ("Nice to have:", Some(Section::Nice)),
            ("Preferred Qualifications", Some(Section::Nice)),
            ("About us", Some(Section::Company)),
            ("Wir bieten", Some(Section::Benefits)),
            ("• Requirements engineering", None),
            (
                "Requirements are gathered by you in long talks with customers.",
                None,
            ),
            ("You have five years of Python, SQL and Rust", None),
            ("Python", None),
        ] {
            assert_eq!(heading(line, &rules), section, "{line}");
        }
    }
}
