//! Why a title was read as it was: recomputed for whoever asks.

use entity::content::role::RoleEntry;
use entity::posting::Seniority;

use super::seniority::otherwise;
use super::token::{self, Token};
use super::{Meaning, TitleReader};
use crate::why::Reason;

/// A phrase of a title with what it may do.
struct Phrase {
    words: Vec<String>,
    meaning: Meaning,
}

impl TitleReader {
    /// The rules that decided about role and level; `roles` is the list the reader was made from.
    #[must_use]
    pub fn reasons(&self, title: &str, roles: &[RoleEntry]) -> Vec<Reason> {
        let reading = self.read(title);
        let segments = token::segments(title, &self.suffixes);
        let phrases: Vec<_> = segments
            .iter()
            .flat_map(|segment| self.phrases_of(segment))
            .collect();
        let mut reasons = vec![match reading.role {
            Some(role) => self.why_role(title, roles, role, &phrases),
            None => self.why_none(title, &phrases),
        }];
        reasons.extend(
            reading
                .seniority
                .map(|level| self.why_level(title, &segments, level)),
        );
        reasons.extend(otherwise(&segments).into_iter().map(|words| Reason {
            field: "seniority".into(),
            rule: "words that look like a level and are none".into(),
            evidence: self.original(title, &words),
        }));
        reasons
    }

    /// The longest known phrases from left to right.
    fn phrases_of(&self, segment: &[Token]) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        let mut at = 0;
        while at < segment.len() {
            let longest = self.longest.min(segment.len() - at);
            let found = (1..=longest)
                .rev()
                .find_map(|n| Some((n, self.meaning(&segment[at..at + n])?)));
            if let Some((n, meaning)) = found {
                let words = segment[at..at + n].iter().map(|token| token.word.clone());
                phrases.push(Phrase {
                    words: words.collect(),
                    meaning,
                });
            }
            at += found.map_or(1, |(n, _)| n);
        }
        phrases
    }

    fn why_role(
        &self,
        title: &str,
        roles: &[RoleEntry],
        role: usize,
        phrases: &[Phrase],
    ) -> Reason {
        let said = |kind, of: fn(&Meaning) -> Option<usize>| {
            let mut phrases = phrases.iter();
            let phrase = phrases.find(|phrase| of(&phrase.meaning) == Some(role))?;
            Some((kind, phrase))
        };
        let said = said("names", |meaning| meaning.name)
            .or_else(|| said("fields", |meaning| meaning.field))
            .or_else(|| said("work", |meaning| meaning.work))
            .or_else(|| said("hints", |meaning| meaning.hint));
        let ahead = phrases.iter().find(|phrase| phrase.meaning.leader);
        let maker = phrases.iter().find(|phrase| phrase.meaning.maker);
        let slug = &roles[role].slug.value;
        let (decided, words) = match (said, ahead, maker) {
            (Some((kind, phrase)), ..) => (format!("roles.yaml: {kind} of {slug}"), Some(phrase)),
            (None, Some(ahead), _) => (format!("roles.yaml: leaders of {slug}"), Some(ahead)),
            (None, None, maker) => (format!("roles.yaml: makers of {slug}"), maker),
        };
        let evidence = words.map_or_else(
            || title.to_owned(),
            |phrase| self.original(title, &phrase.words),
        );
        Reason {
            field: "role".into(),
            rule: decided,
            evidence,
        }
    }

    fn why_none(&self, title: &str, phrases: &[Phrase]) -> Reason {
        let except = phrases.iter().find(|phrase| phrase.meaning.except);
        let (rule, evidence) = match except {
            Some(phrase) => ("roles.yaml: except", self.original(title, &phrase.words)),
            None => (
                "no words of a role, or not those that make one",
                title.to_owned(),
            ),
        };
        Reason {
            field: "role".into(),
            rule: rule.into(),
            evidence,
        }
    }

    fn why_level(&self, title: &str, segments: &[Vec<Token>], level: Seniority) -> Reason {
        let said = self.levels.said(segments, level);
        let (rule, evidence) = match said {
            Some(words) => (
                "a word of this level; the highest wins",
                self.original(title, &words),
            ),
            None => (
                "a numeral, or a word for those who lead people",
                title.to_owned(),
            ),
        };
        Reason {
            field: "seniority".into(),
            rule: rule.into(),
            evidence,
        }
    }

    /// The words of the title that fold to these, or these.
    fn original(&self, title: &str, folded: &[String]) -> String {
        let written: Vec<_> = title
            .split(|c: char| {
                !(c.is_alphanumeric() || matches!(c, '#' | '+' | '.' | '-' | '*' | '/' | ':'))
            })
            .filter(|word| !word.is_empty())
            .collect();
        let plain: Vec<_> = written
            .iter()
            .map(|word| token::words(word, &self.suffixes))
            .collect();
        for start in 0..written.len() {
            let mut words = Vec::new();
            for end in start..written.len() {
                words.extend_from_slice(&plain[end]);
                if words == folded {
                    return written[start..=end].join(" ");
                }
                if words.len() >= folded.len() {
                    break;
                }
            }
        }
        folded.join(" ")
    }
}
