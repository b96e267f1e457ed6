//! The words by which postings ask, made ready to be found: one pass over a text finds every cue.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use entity::content::ContentError;
use entity::content::requirement::{Meaning, RequirementRules, Stand};

use super::heading::Headings;

/// Headings and cues, ready to be found.
#[derive(Debug)]
pub struct Phrases {
    pub(super) headings: Headings,
    automaton: AhoCorasick,
    /// What each pattern of the automaton means.
    meanings: Vec<(Meaning, Stand)>,
}

/// Words in a text that say how something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) says: Meaning,
    pub(super) stands: Stand,
}

impl Phrases {
    /// Loads the rules that the product ships.
    ///
    /// # Errors
    /// With file and line at the first mistake in them.
    pub fn load() -> Result<Self, ContentError> {
        Self::new(&RequirementRules::load()?)
    }

    /// Prepares rules.
    ///
    /// # Errors
    /// When there are more words than an automaton can hold.
    pub fn new(rules: &RequirementRules) -> Result<Self, ContentError> {
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        for group in &rules.cues {
            for words in &group.words {
                let curly = words.value.replace('\'', "\u{2019}");
                if curly != words.value {
                    patterns.push(curly);
                    meanings.push((group.says, group.stands));
                }
                patterns.push(words.value.clone());
                meanings.push((group.says, group.stands));
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .map_err(|error| ContentError {
                file: "requirements.yaml".into(),
                line: 0,
                column: 0,
                message: error.to_string(),
            })?;
        Ok(Self {
            headings: Headings::new(rules),
            automaton,
            meanings,
        })
    }

    /// The cues of a text in its order; of two that begin together the longer one counts.
    pub(super) fn cues(&self, text: &str) -> Vec<Cue> {
        let whole = |start: usize, end: usize| {
            !(joined(text, start) || text.as_bytes()[end - 1] != b':' && joined(text, end))
        };
        self.automaton
            .find_iter(text)
            .filter(|found| whole(found.start(), found.end()))
            .map(|found| {
                let (says, stands) = self.meanings[found.pattern().as_usize()];
                Cue {
                    start: found.start(),
                    end: found.end(),
                    says,
                    stands,
                }
            })
            .filter(|cue| cue.says != Meaning::Nothing)
            .collect()
    }
}

/// Whether a word goes on across a position.
fn joined(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_words_count_and_only_whole_ones() {
        let phrases = Phrases::load().unwrap();
        let says = |text: &str| {
            let cues = phrases.cues(text);
            cues.iter().map(|cue| cue.says).collect::<Vec<_>>()
        };
        assert_eq!(says("Rust is REQUIRED"), [Meaning::Required]);
        assert_eq!(says("Rust isn’t required"), [Meaning::Unwanted]);
        assert_eq!(says("Rust would help, but not required"), [Meaning::Nice]);
        assert_eq!(says("Not only Node"), []);
        assert_eq!(says("Wünschenswert: Größe"), [Meaning::Nice]);
    }
}
