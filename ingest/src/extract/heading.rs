//! Tells headings from text, and which section they open.

use entity::content::requirement::{RequirementRules, Section};
use rustc_hash::{FxHashMap, FxHashSet};

/// Longer lines are prose.
const LONGEST: usize = 90;

/// The headings that are known, by their first and by their last words.
#[derive(Debug, Default)]
pub(super) struct Headings {
    beginnings: FxHashMap<Box<str>, Vec<Beginning>>,
    endings: FxHashMap<Box<str>, Vec<(Box<str>, Section)>>,
    open_words: FxHashSet<Box<str>>,
}

#[derive(Debug)]
struct Beginning {
    words: Box<str>,
    section: Section,
    /// Whether nothing may follow.
    alone: bool,
}

impl Headings {
    pub(super) fn new(rules: &RequirementRules) -> Self {
        let mut headings = Self {
            open_words: rules.open_words.iter().map(|w| w.as_str().into()).collect(),
            ..Self::default()
        };
        for part in &rules.sections {
            let section = part.section;
            for (list, alone) in [(&part.headings, false), (&part.alone, true)] {
                for words in list {
                    let first = first_word(&words.value).into();
                    let words = words.value.as_str().into();
                    headings
                        .beginnings
                        .entry(first)
                        .or_default()
                        .push(Beginning {
                            words,
                            section,
                            alone,
                        });
                }
            }
            for words in &part.endings {
                let entry = headings.endings.entry(last_word(&words.value).into());
                let ending = (words.value.as_str().into(), section);
                entry.or_default().push(ending);
            }
        }
        headings
    }

    /// The section that a whole line opens, if it is a heading.
    pub(super) fn whole_line(&self, line: &str, buffer: &mut String) -> Option<Section> {
        let line = line.trim();
        if line.len() > LONGEST || line.starts_with('•') || line.ends_with(['.', ';']) {
            return None;
        }
        let (words, rest) = bare(line);
        let colon = rest.contains([':', '…']);
        lower(words, buffer);
        self.beginning(buffer, colon)
            .or_else(|| self.ending(buffer, words, colon))
    }

    /// The section that a line opens for itself by a label: `Benefits: tea and biscuits`.
    pub(super) fn label(&self, line: &str, buffer: &mut String) -> Option<(Section, usize)> {
        let colon = line
            .bytes()
            .take(LONGEST / 2)
            .position(|byte| byte == b':')?;
        let (words, _) = bare(line.get(..colon)?.trim());
        lower(words, buffer);
        let known = self.beginnings.get(first_word(buffer))?;
        let found = known.iter().find(|known| *known.words == **buffer)?;
        Some((found.section, colon))
    }

    /// The heading that was glued to the end of a line, with its first byte there: `… and more. Job benefits:`.
    pub(super) fn tail(&self, line: &str, buffer: &mut String) -> Option<(Section, usize)> {
        let line = line.trim_end();
        let colon = line.ends_with(':');
        let words = line.trim_end_matches(':');
        let mut starts = words
            .rmatch_indices(' ')
            .map(|(at, _)| at + 1)
            .skip(1)
            .take(2);
        starts.find_map(|start| {
            let tail = &words[start..];
            let capital = |word: &str| word.starts_with(char::is_uppercase);
            let set_apart = words[..start].trim_end().ends_with([')', '.', '!', '?']);
            let titled = set_apart && tail.split(' ').all(capital);
            if !capital(tail) || !(colon || titled) {
                return None;
            }
            lower(tail, buffer);
            let known = self.beginnings.get(first_word(buffer))?;
            let found = known.iter().find(|known| *known.words == **buffer)?;
            Some((found.section, start))
        })
    }

    /// Among several that fit, the longest beginning knows best: `required` opens `required skills`.
    fn beginning(&self, words: &str, colon: bool) -> Option<Section> {
        let known = self.beginnings.get(first_word(words))?;
        let mut best: Option<(&Beginning, &str)> = None;
        for beginning in known {
            let Some(rest) = words.strip_prefix(&*beginning.words) else {
                continue;
            };
            let longer = best.is_none_or(|(known, _)| known.words.len() < beginning.words.len());
            if longer && !rest.starts_with(char::is_alphanumeric) && fits(beginning, rest, colon) {
                best = Some((beginning, rest));
            }
        }
        let (found, rest) = best?;
        let open = || parts(rest).any(|word| self.open_words.contains(word));
        if !found.section.asks() && open() {
            return Some(Section::Responsibilities);
        }
        Some(found.section)
    }

    fn ending(&self, words: &str, as_written: &str, colon: bool) -> Option<Section> {
        let count = words.split(' ').count();
        let title_case = || {
            let mut words = as_written.split_whitespace();
            words.all(|word| !word.starts_with(char::is_lowercase))
        };
        if count > if colon { 5 } else { 3 } || !colon && !title_case() {
            return None;
        }
        let known = self.endings.get(last_word(words))?;
        let fits = known.iter().find(|(ending, _)| {
            let before = words.strip_suffix(&**ending);
            before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
        });
        fits.map(|(_, section)| *section)
    }
}

/// Whether what follows the beginning of a heading is short enough for one.
fn fits(beginning: &Beginning, rest: &str, colon: bool) -> bool {
    let count = parts(rest).count();
    let most = match (beginning.alone, colon) {
        (true, false) => 0,
        (false, false) if !rest.starts_with(" (") => 3,
        _ => 6,
    };
    count <= most
}

/// A line without the signs around its words, and the signs behind them.
fn bare(line: &str) -> (&str, &str) {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    (words, &line[words.len()..])
}

/// Writes words in lower case, with straight apostrophes and single spaces.
fn lower(words: &str, buffer: &mut String) {
    buffer.clear();
    for character in words.chars() {
        match character {
            '\u{2019}' | '\u{2018}' => buffer.push('\''),
            c if c.is_whitespace() => {
                if !buffer.ends_with(' ') {
                    buffer.push(' ');
                }
            }
            c if c.is_ascii() => buffer.push(c.to_ascii_lowercase()),
            c => buffer.extend(c.to_lowercase()),
        }
    }
}

fn first_word(words: &str) -> &str {
    let end = words.find(|c: char| !(c.is_alphanumeric() || c == '\''));
    &words[..end.unwrap_or(words.len())]
}

fn last_word(words: &str) -> &str {
    words.rsplit(' ').next().unwrap_or(words)
}

fn parts(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings() -> Headings {
        Headings::new(&RequirementRules::load().unwrap())
    }

    #[test]
    fn headings_are_told_from_text() {
        let headings = headings();
        for (line, section) in [
            ("Requirements:", Some(Section::Requirements)),
            ("What you’ll bring", Some(Section::Requirements)),
            ("**WHO WE ARE LOOKING FOR**", Some(Section::Requirements)),
            ("## Technical Requirements", Some(Section::Requirements)),
            ("Nice to have:", Some(Section::Nice)),
            ("🌟 Bonus points if you have…", Some(Section::Nice)),
            ("Preferred Qualifications", Some(Section::Nice)),
            (
                "You will get extra points for the following",
                Some(Section::Nice),
            ),
            ("About us", Some(Section::Company)),
            ("About Example Industries", Some(Section::Company)),
            ("About the opportunity", Some(Section::Responsibilities)),
            ("Why this role", Some(Section::Responsibilities)),
            ("Company size:", Some(Section::Company)),
            ("Job benefits:", Some(Section::Benefits)),
            ("Wir bieten Dir", Some(Section::Benefits)),
            ("Ihr Profil:", Some(Section::Requirements)),
            ("Profil recherché", Some(Section::Requirements)),
            ("Qué ofrecemos", Some(Section::Benefits)),
            ("Responsabilidades", Some(Section::Responsibilities)),
            ("Wat breng jij mee?", Some(Section::Requirements)),
            ("Meriterande", Some(Section::Nice)),
            ("Equal Opportunity Employer", Some(Section::Legal)),
            ("• Requirements engineering", None),
            (
                "Requirements are gathered by you in long talks with customers.",
                None,
            ),
            ("You have five years of Python, SQL and Rust", None),
            ("Experience in Kotlin", None),
            ("Knowledge of Kotlin", None),
            ("Python", None),
        ] {
            assert_eq!(
                headings.whole_line(line, &mut String::new()),
                section,
                "{line}"
            );
        }
    }

    #[test]
    fn labels_and_glued_headings_are_found() {
        let headings = headings();
        let buffer = &mut String::new();
        let label = headings.label("Nice to have: Rust", buffer);
        assert_eq!(label, Some((Section::Nice, 12)));
        assert_eq!(headings.label("Our motto: be kind", buffer), None);
        let tail = headings.tail("tools (and so on) Job benefits:", buffer);
        assert_eq!(tail, Some((Section::Benefits, 18)));
        let tail = headings.tail("standards (of any sort) Desired Experience", buffer);
        assert_eq!(tail, Some((Section::Nice, 24)));
        assert_eq!(headings.tail("Python and Work Experience", buffer), None);
        assert_eq!(headings.tail("", buffer), None);
    }
}
