//! Judges each mention of a skill: by its place in the text, by its clause, by its section.

use entity::content::requirement::{Meaning, Section};
use entity::matcher::Mention;
use entity::posting::Requirement;

use super::Closed;
use super::clause::Clause;
use super::phrase::{Cue, Phrases};
use super::section::{self, Part};
use super::sentence;
use super::talk::{self, Talk};

/// A clause is looked at no further than this to either side of a mention.
const REACH: usize = 240;

/// How a mention is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Asked(Requirement),
    /// The clause declines it.
    Unwanted,
    /// It stands where nothing is asked for.
    Closed(Section),
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// It stands in the title.
    Title,
    /// The heading above it, which stands there.
    Heading(usize, usize),
    /// Words of its clause or sentence, which stand there.
    Cue(usize, usize),
    /// Nothing says anything.
    Nothing,
}

/// The judgement of one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) how: How,
    pub(super) years: Option<u8>,
    pub(super) by: By,
}

/// A text with its cues, its sections and its talk.
pub(super) struct Reading<'a> {
    text: &'a str,
    cues: Vec<Cue>,
    parts: Vec<Part>,
    talk: Vec<Talk>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, phrases: &Phrases) -> Self {
        let cues = phrases.cues(text);
        Self {
            text,
            parts: section::parts(text, phrases, &cues),
            talk: talk::talk(text, &cues),
            cues,
        }
    }

    /// Judges mentions, which stand in the order of the text.
    pub(super) fn judge(&self, mentions: &[Mention], mut tell: impl FnMut(Mention, Verdict)) {
        let title_end = self.text.find('\n').unwrap_or(self.text.len());
        let (mut part, mut talk, mut clause_end) = (0, 0, 0);
        let mut clause = None;
        for (index, mention) in mentions.iter().enumerate() {
            let begun = |next: Option<&Part>| next.is_some_and(|next| next.start <= mention.start);
            while begun(self.parts.get(part + 1)) {
                part += 1;
            }
            while self
                .talk
                .get(talk)
                .is_some_and(|one| one.end <= mention.start)
            {
                talk += 1;
            }
            let talk = self.talk.get(talk).filter(|one| one.start <= mention.start);
            let verdict = if mention.start < title_end {
                Verdict {
                    how: How::Asked(Requirement::Required),
                    years: None,
                    by: By::Title,
                }
            } else if let Some(talk) = talk {
                Verdict {
                    how: How::Closed(talk.section),
                    years: None,
                    by: By::Cue(talk.words.0, talk.words.1),
                }
            } else {
                if clause.is_none() || mention.end > clause_end {
                    let found = self.clause(mentions, index);
                    clause_end = found.end;
                    clause = Some(found);
                }
                let Some(clause) = clause else { continue };
                verdict(&clause, *mention, self.parts[part])
            };
            tell(*mention, verdict);
        }
    }

    /// The stretches whose words do not count, in order.
    pub(super) fn closed(&self) -> Vec<Closed> {
        let mut closed = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            let end = self
                .parts
                .get(index + 1)
                .map_or(self.text.len(), |next| next.start);
            let section = part.section.filter(|section| !section.asks());
            closed.extend(section.map(|section| Closed {
                section,
                heading: part.heading,
                span: (part.start, end),
            }));
        }
        let talk: Vec<Closed> = self
            .talk
            .iter()
            .filter_map(|talk| {
                let next = closed.partition_point(|part: &Closed| part.span.0 <= talk.start);
                let inside = next > 0 && closed[next - 1].span.1 > talk.start;
                let end = closed
                    .get(next)
                    .map_or(talk.end, |part| part.span.0.min(talk.end));
                (!inside).then_some(Closed {
                    section: talk.section,
                    heading: talk.words,
                    span: (talk.start, end),
                })
            })
            .collect();
        closed.extend(talk);
        closed.sort_by_key(|part| part.span);
        closed
    }

    /// The clause around a mention, with the cues and mentions in it.
    fn clause<'b>(&'b self, mentions: &'b [Mention], index: usize) -> Clause<'b> {
        let mention = mentions[index];
        let at = (mention.start, mention.end);
        let (start, end) = sentence::clause(self.text, at, REACH);
        // A heading glued to the end of a line ends the clause before it.
        let next = self
            .parts
            .partition_point(|part| part.start <= mention.start);
        let end = self.parts.get(next).map_or(end, |part| part.start.min(end));
        let first = self.cues.partition_point(|cue| cue.start < start);
        let count = self.cues[first..].partition_point(|cue| cue.end <= end);
        let begin = mentions[..index].partition_point(|one| one.start < start);
        let inside = mentions[begin..].partition_point(|one| one.end <= end);
        Clause {
            text: self.text,
            end,
            cues: &self.cues[first..first + count],
            mentions: &mentions[begin..begin + inside],
        }
    }
}

/// How a clause and the part it stands in ask for a mention.
fn verdict(clause: &Clause<'_>, mention: Mention, part: Part) -> Verdict {
    let heading = match part.section {
        Some(_) => By::Heading(part.heading.0, part.heading.1),
        None => By::Nothing,
    };
    let section = match part.section {
        // Where the employer talks of itself, a sentence may still ask; where it lists its gifts or the law, none does.
        Some(Section::Company) if clause.asks() => None,
        Some(section) if !section.asks() => {
            return Verdict {
                how: How::Closed(section),
                years: None,
                by: heading,
            };
        }
        section => section,
    };
    let cue = clause.cue(mention);
    let said = cue.map(|cue| (cue.says, By::Cue(cue.start, cue.end)));
    let (how, by) = match (said, section) {
        (Some((Meaning::Unwanted, by)), _) => (How::Unwanted, by),
        (Some((Meaning::Nice, by)), _) => (How::Asked(Requirement::Nice), by),
        (_, Some(Section::Requirements)) => (How::Asked(Requirement::Required), heading),
        (_, Some(Section::Nice)) => (How::Asked(Requirement::Nice), heading),
        (Some((_, by)), _) => (How::Asked(Requirement::Required), by),
        (None, _) => (How::Asked(Requirement::Unspecified), heading),
    };
    Verdict {
        how,
        years: clause.years(mention),
        by,
    }
}
