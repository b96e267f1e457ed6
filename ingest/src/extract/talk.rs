//! Sentences in which the employer talks of itself, its gifts or the law, under whatever heading they stand.

use entity::content::requirement::{Meaning, Section, Stand};

use super::phrase::Cue;
use super::sentence;

/// A sentence is looked at no further than this to either side of its cue.
const REACH: usize = 400;
/// How far into a line `At Example Ltd we` is looked for.
const LONGEST_NAME: usize = 60;

/// A sentence that asks for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Talk {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) section: Section,
    /// Where the words stand that give it away.
    pub(super) words: (usize, usize),
}

/// Every such sentence, in the order of the text.
pub(super) fn talk(text: &str, cues: &[Cue]) -> Vec<Talk> {
    let mut found: Vec<Talk> = Vec::new();
    for (index, cue) in cues.iter().enumerate() {
        let Some(section) = section(cue.says) else {
            continue;
        };
        // A sentence is judged once, by its first cue that closes it.
        if found.last().is_some_and(|last| cue.start < last.end) {
            continue;
        }
        let at = (cue.start, cue.end);
        let (start, end) = match section {
            Section::Legal => line(text, at),
            _ => sentence::sentence(text, at, REACH),
        };
        let start = found.last().map_or(start, |last| start.max(last.end));
        let opening = text[start..cue.start].trim_start();
        if cue.stands == Stand::Opening && opening.contains(char::is_alphanumeric)
            || section == Section::Company && opening.starts_with('•')
            || section != Section::Legal && asks(cues, index, (start, end))
        {
            continue;
        }
        found.push(Talk {
            start,
            end,
            section,
            words: at,
        });
    }
    found.extend(at_company(text, cues, &found));
    found.sort_by_key(|talk| talk.start);
    found
}

/// Sentences that begin a line like `At Example Ltd, we`.
fn at_company(text: &str, cues: &[Cue], found: &[Talk]) -> Vec<Talk> {
    let lines = text.match_indices("\nAt ").map(|(at, _)| at + 1);
    let lines = lines.filter(|start| is_at_company(&text[*start..]));
    let talk = lines.map(|start| {
        let words = (start, start + "At ".len());
        let (_, end) = sentence::sentence(text, words, REACH);
        Talk {
            start,
            end,
            section: Section::Company,
            words,
        }
    });
    talk.filter(|talk| {
        let index = cues.partition_point(|cue| cue.start < talk.start);
        let known = found.partition_point(|other| other.end <= talk.start);
        found.get(known).is_none_or(|other| other.start >= talk.end)
            && !cues[index..]
                .iter()
                .take_while(|cue| cue.end <= talk.end)
                .any(asks_for)
    })
    .collect()
}

/// Whether a cue says that something is asked for.
const fn asks_for(cue: &Cue) -> bool {
    matches!(cue.says, Meaning::Asks | Meaning::Nice | Meaning::Required)
}

const fn section(says: Meaning) -> Option<Section> {
    match says {
        Meaning::Company => Some(Section::Company),
        Meaning::Benefits => Some(Section::Benefits),
        Meaning::Legal => Some(Section::Legal),
        _ => None,
    }
}

/// Whether a sentence asks for something beside its talk.
fn asks(cues: &[Cue], index: usize, (start, end): (usize, usize)) -> bool {
    let before = cues[..index].iter().rev();
    let after = cues[index + 1..].iter();
    before.take_while(|cue| cue.start >= start).any(asks_for)
        || after.take_while(|cue| cue.end <= end).any(asks_for)
}

/// The line around a stretch of text, as far as it is looked at.
fn line(text: &str, at: (usize, usize)) -> (usize, usize) {
    let floor = text.floor_char_boundary(at.0.saturating_sub(REACH));
    let ceiling = text.ceil_char_boundary((at.1 + REACH).min(text.len()));
    let start = text[floor..at.0]
        .rfind('\n')
        .map_or(floor, |byte| floor + byte + 1);
    let end = text[at.1..ceiling]
        .find('\n')
        .map_or(ceiling, |byte| at.1 + byte);
    (start, end)
}

/// Whether a sentence begins like `At Example Ltd, we`.
pub(super) fn is_at_company(sentence: &str) -> bool {
    let Some(rest) = sentence.strip_prefix("At ") else {
        return false;
    };
    let head = &rest[..rest.floor_char_boundary(LONGEST_NAME)];
    let name_ends = [" we ", " we'", " we\u{2019}", " our "];
    let end = name_ends.iter().filter_map(|end| head.find(end)).min();
    rest.starts_with(char::is_uppercase) && end.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::phrase::Phrases;
    use super::*;

    fn closed(text: &str) -> Vec<(&str, Section)> {
        let phrases = Phrases::load().unwrap();
        let talk = talk(text, &phrases.cues(text));
        let words = |talk: &Talk| text[talk.start..talk.end].trim();
        talk.iter()
            .map(|talk| (words(talk), talk.section))
            .collect::<Vec<_>>()
    }

    #[test]
    fn talk_is_told_from_demands() {
        assert_eq!(
            closed("We are a leading maker of Kafka tools. You will use Rust."),
            [("We are a leading maker of Kafka tools", Section::Company)]
        );
        assert_eq!(
            closed("Gifts\nPerks include a Linux laptop! More"),
            [("Perks include a Linux laptop", Section::Benefits)]
        );
        assert_eq!(
            closed("We are an equal opportunity employer. Git counts for all."),
            [(
                "We are an equal opportunity employer. Git counts for all.",
                Section::Legal
            )]
        );
        for text in [
            "We are a leading shop looking for a Rust engineer",
            "You'll work with React",
            "• Founded in Rust",
        ] {
            assert_eq!(closed(text), [], "{text}");
        }
    }

    #[test]
    fn at_a_company_we() {
        assert!(is_at_company("At Example Ltd, we love tea."));
        assert!(!is_at_company("At least three years with us."));
        assert!(!is_at_company("You work at Example."));
    }
}
