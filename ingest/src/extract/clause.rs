//! How one clause asks for the skill it names.

use entity::content::requirement::{Meaning, Stand};
use entity::matcher::Mention;

use super::phrase::Cue;
use super::years;

/// Words that may stand between `no` and a skill that is not asked for.
const FILLERS: [&str; 30] = [
    "a",
    "an",
    "the",
    "any",
    "in",
    "of",
    "with",
    "for",
    "need",
    "prior",
    "previous",
    "specific",
    "hands-on",
    "experience",
    "knowledge",
    "erfahrung",
    "erfahrungen",
    "vorkenntnisse",
    "kenntnisse",
    "mit",
    "von",
    "expérience",
    "connaissance",
    "connaissances",
    "en",
    "de",
    "experiencia",
    "con",
    "ervaring",
    "met",
];

/// A clause with its cues and mentions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'a> {
    pub(super) text: &'a str,
    /// The byte after it.
    pub(super) end: usize,
    /// The cues in it.
    pub(super) cues: &'a [Cue],
    /// The mentions in it.
    pub(super) mentions: &'a [Mention],
}

impl Clause<'_> {
    /// The cue that decides how a mention is asked for: behind it, if one reaches back to it, else the last before it.
    pub(super) fn cue(&self, mention: Mention) -> Option<Cue> {
        let split = self.cues.partition_point(|cue| cue.start < mention.start);
        let (before, after) = self.cues.split_at(split);
        let ahead = |cue: &&Cue| cue.end <= mention.start && self.speaks_ahead(**cue, mention);
        // `No experience with Python needed`: what declines wins over the `experience with` that it declines.
        let declines = |cue: &&Cue| cue.says == Meaning::Unwanted && ahead(cue);
        let backwards = || before.iter().rev();
        let before = backwards()
            .find(declines)
            .or_else(|| backwards().find(ahead));
        let after = after
            .iter()
            .filter(|cue| cue.start >= mention.end)
            .find(|cue| self.speaks_back(**cue, mention));
        match (before, after) {
            (Some(before), _) if before.says == Meaning::Unwanted => Some(*before),
            // `You must have Python, Rust is a plus`: what stands behind a comma without `and` speaks for itself.
            (Some(before), Some(after)) if !self.joined(mention, *after) => Some(*before),
            (_, Some(after)) => Some(*after),
            (before, None) => before.copied(),
        }
    }

    /// Whether the clause asks for anything.
    pub(super) fn asks(&self) -> bool {
        self.cues
            .iter()
            .any(|cue| matches!(cue.says, Meaning::Asks | Meaning::Nice | Meaning::Required))
    }

    /// The years asked for, by the nearest number before the mention, else the first behind it.
    pub(super) fn years(&self, mention: Mention) -> Option<u8> {
        let split = self.cues.partition_point(|cue| cue.start < mention.start);
        let (before, after) = self.cues.split_at(split);
        let units = before.iter().rev().chain(after);
        units
            .filter(|cue| cue.says == Meaning::Years)
            .find_map(|cue| years::before(self.text, (cue.start, cue.end)))
    }

    fn speaks_ahead(&self, cue: Cue, mention: Mention) -> bool {
        let bytes = self.text.as_bytes();
        let labels = bytes[cue.end - 1] == b':' || bytes.get(cue.end) == Some(&b':');
        match (cue.says, cue.stands) {
            (Meaning::Unwanted, Stand::Before) => self.is_close(cue, mention),
            (Meaning::Nice | Meaning::Required, Stand::Before) => true,
            (Meaning::Nice | Meaning::Required, Stand::Either) => {
                labels
                    || self
                        .mentions
                        .first()
                        .is_none_or(|first| first.start > cue.start)
            }
            _ => false,
        }
    }

    fn speaks_back(&self, cue: Cue, mention: Mention) -> bool {
        let asks = matches!(
            cue.says,
            Meaning::Nice | Meaning::Required | Meaning::Unwanted
        );
        let labels = self.text[cue.end..].starts_with(':');
        let stands = matches!(cue.stands, Stand::After | Stand::Either) && !labels;
        asks && stands && self.reaches_back(cue, mention)
    }

    /// Whether a cue speaks for a mention before it: not out of parentheses, and over commas only along a list of skills.
    fn reaches_back(&self, cue: Cue, mention: Mention) -> bool {
        let gap = &self.text[mention.end..cue.start];
        let depth = gap.bytes().fold(0_i32, |depth, byte| match byte {
            b'(' => depth + 1,
            b')' => (depth - 1).max(0),
            _ => depth,
        });
        if depth > 0 || gap.contains(" but ") || gap.contains(" aber ") {
            return false;
        }
        let Some(first) = gap.find(", ") else {
            return true;
        };
        let last = mention.end + gap.rfind(", ").unwrap_or(first);
        let named = self
            .mentions
            .iter()
            .any(|other| other.start > last && other.end <= cue.start);
        let piece = gap[..first].trim();
        (piece.is_empty() || piece.starts_with('(') && piece.ends_with(')')) && named
    }

    /// Whether a mention and what a cue behind it speaks for are one list: no comma between them, or `and` behind the last.
    fn joined(&self, mention: Mention, cue: Cue) -> bool {
        let gap = &self.text[mention.end..cue.start];
        let Some(last) = gap.rfind(", ") else {
            return true;
        };
        let word = gap[last + 2..].split(' ').next().unwrap_or_default();
        [
            "and", "or", "&", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "och", "eller",
        ]
        .contains(&word)
    }

    /// Whether nothing but fillers, or skills of one list, stands between words like `no` and a mention.
    fn is_close(&self, cue: Cue, mention: Mention) -> bool {
        let mut at = cue.end;
        for other in self.mentions.iter().filter(|other| other.start >= cue.end) {
            let gap = &self.text[at..other.start];
            let limit = if at == cue.end {
                &FILLERS[..]
            } else {
                &["or", "and", "oder", "und", "ou", "et", "o", "y", "nor"]
            };
            let close = gap.len() <= 40
                && !gap.contains(['(', ')', ':'])
                && (at > cue.end || !gap.contains(','))
                && gap
                    .split([' ', ',', '/'])
                    .filter(|word| !word.is_empty())
                    .all(|word| limit.iter().any(|filler| filler.eq_ignore_ascii_case(word)));
            if !close {
                return false;
            }
            if other.start == mention.start {
                return true;
            }
            at = other.end;
        }
        false
    }
}
