//! Finds in the parts of a text the names of places and the words that say how the work is done.

use std::ops::Range;

use entity::posting::WorkMode;
use entity::region::Level;

use super::text::{Text, Word};
use crate::gazetteer::{Candidate, Gazetteer, NameKind, Sense};

/// Words a name may have.
const LONGEST_NAME: usize = 6;
/// People a city needs to be taken from among words that mean nothing here.
const WELL_KNOWN: u64 = 100_000;
/// The same where another name than its own was used.
const WELL_KNOWN_ALIAS: u64 = 500_000;

/// A name with everything it may mean.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) candidates: Vec<Candidate>,
    /// Whether it was written as an abbreviation.
    pub(super) code: bool,
    /// Whether a word such as `county` or `state` belongs to it.
    pub(super) county: bool,
    /// Its words in the text.
    pub(super) words: Range<usize>,
}

/// What one part says.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) names: Vec<Named>,
    /// Ways of working with whether they are denied.
    pub(super) modes: Vec<(WorkMode, bool)>,
    pub(super) world: bool,
    /// Words that mean nothing here.
    pub(super) unknown: usize,
    /// Whether it follows a comma.
    pub(super) comma: bool,
    /// Whether it is a street or has a number.
    pub(super) street: bool,
}

impl Part {
    /// Whether the part is about remote work.
    pub(super) fn remote(&self) -> bool {
        self.world || self.modes.contains(&(WorkMode::Remote, false))
    }
}

/// One alternative: parts that may describe one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) parts: Vec<Part>,
}

impl Group {
    /// Whether it says that the work may be done from anywhere in the world.
    pub(super) fn world(&self) -> bool {
        self.parts.iter().any(|part| part.world)
    }
}

/// Reads a text, adding its alternatives to `groups`.
pub(super) fn scan(gazetteer: &Gazetteer, text: &Text<'_>, groups: &mut Vec<Group>) {
    groups.push(Group::default());
    for part in &text.parts {
        if part.apart {
            groups.push(Group::default());
        }
        let mut scanner = Scanner {
            gazetteer,
            text,
            range: part.words.clone(),
            after_name: groups.last().is_some_and(|group| {
                group
                    .parts
                    .last()
                    .is_some_and(|part| !part.names.is_empty())
            }),
            part: Part {
                comma: part.comma,
                ..Part::default()
            },
            pending: Pending::default(),
        };
        scanner.run(groups);
    }
    groups.retain(|group| !group.parts.is_empty());
}

struct Scanner<'s, 't> {
    gazetteer: &'s Gazetteer,
    text: &'s Text<'t>,
    range: Range<usize>,
    /// Whether the part before named a place.
    after_name: bool,
    part: Part,
    pending: Pending,
}

/// What waits for the names that follow.
#[derive(Default)]
struct Pending {
    /// They are subdivisions: `county of`.
    county: bool,
    /// They, or the way of working that follows, are denied.
    denied: bool,
    /// They are those of a street.
    street: bool,
}

impl Scanner<'_, '_> {
    fn run(&mut self, groups: &mut Vec<Group>) {
        let mut at = self.range.start;
        while at < self.range.end {
            at += self.step(at, groups);
        }
        self.close(groups);
    }

    /// Reads the longest known phrase at this word and returns how many words it has.
    fn step(&mut self, at: usize, groups: &mut Vec<Group>) -> usize {
        let most = LONGEST_NAME.min(self.range.end - at);
        for length in (1..=most).rev() {
            let phrase = self.text.phrase(at..at + length);
            let as_code = length == 1 && self.stands_as_code(at);
            let sense = self.gazetteer.sense(phrase);
            if let Some(sense) = sense.filter(|sense| !as_code && self.holds(*sense, at)) {
                self.take_sense(sense, groups);
                return length;
            }
            if self.take_name(at..at + length, phrase, as_code) {
                return length;
            }
            if let Some(sense) = sense.filter(|sense| self.holds(*sense, at)) {
                self.take_sense(sense, groups);
                return length;
            }
        }
        let word = &self.text.words[at];
        if word.raw.bytes().any(|byte| byte.is_ascii_digit()) {
            self.part.street = true;
        } else if word.folded.len() > 1 {
            self.part.unknown += 1;
        }
        1
    }

    /// `Y`, `O` and `E` join places only in lower case.
    fn holds(&self, sense: Sense, at: usize) -> bool {
        let word = &self.text.words[at];
        sense != Sense::Or || word.folded.len() > 1 || word.raw.chars().all(char::is_lowercase)
    }

    fn take_sense(&mut self, sense: Sense, groups: &mut Vec<Group>) {
        match sense {
            Sense::Remote => self.take_mode(WorkMode::Remote),
            Sense::Hybrid => self.take_mode(WorkMode::Hybrid),
            Sense::Onsite => self.take_mode(WorkMode::Onsite),
            Sense::World => self.part.world = true,
            Sense::Not => match self.part.modes.last_mut() {
                Some(last) if !last.1 => last.1 = true,
                _ => self.deny(groups),
            },
            Sense::Or => {
                self.close(groups);
                groups.push(Group::default());
            }
            Sense::County => match self.part.names.last_mut() {
                Some(name) => name.county = true,
                None => self.pending.county = true,
            },
            Sense::Street => {
                self.part.names.clear();
                self.part.street = true;
                self.part.unknown += 1;
            }
            Sense::StreetOf => {
                self.pending.street = true;
                self.part.street = true;
                self.part.unknown += 1;
            }
            Sense::City | Sense::Noise => {}
        }
    }

    /// Denies what follows, or what the part before says: `Remote: no`.
    fn deny(&mut self, groups: &mut [Group]) {
        let before = groups
            .last_mut()
            .and_then(|group| group.parts.last_mut()?.modes.last_mut());
        match before.filter(|_| self.range.len() == 1) {
            Some(last) => last.1 = true,
            None => self.pending.denied = true,
        }
    }

    fn take_mode(&mut self, mode: WorkMode) {
        let denied = std::mem::take(&mut self.pending.denied);
        self.part.modes.push((mode, denied));
    }

    /// Takes the words as a name if they are one that may stand so.
    fn take_name(&mut self, words: Range<usize>, phrase: &str, as_code: bool) -> bool {
        let single = words.len() == 1;
        let word = &self.text.words[words.start];
        let short = single && word.folded.len() <= 3 && word.raw.is_ascii();
        let lower = word.raw.starts_with(char::is_lowercase);
        if short && !as_code && lower && self.range.len() > 1 {
            return false;
        }
        let mut candidates = Vec::new();
        self.gazetteer.find(phrase, &mut candidates);
        if !(short && (as_code || is_upper(word))) {
            candidates.retain(|candidate| candidate.kind != NameKind::Code);
        }
        // `Lauderdale-by-the-Sea` is not in Southeast Asia.
        if short && !is_upper(word) && self.range.len() > 1 {
            candidates.retain(|candidate| !candidate.curated);
        }
        if candidates.is_empty() {
            return false;
        }
        // In `Ann St SE` the letters are a wing of the town.
        let wing = short && self.part.street && self.part.unknown > 0;
        if self.pending.street
            || wing
            || (short && self.is_postal(words.start))
            || std::mem::take(&mut self.pending.denied)
        {
            return true;
        }
        self.part.names.push(Named {
            candidates,
            code: short,
            county: std::mem::take(&mut self.pending.county),
            words,
        });
        true
    }

    /// Whether letters belong to the number before them: `1054 AB Amsterdam`.
    fn is_postal(&self, at: usize) -> bool {
        let number = |word: &Word<'_>| word.raw.bytes().all(|byte| byte.is_ascii_digit());
        at > self.range.start && at + 1 < self.range.end && number(&self.text.words[at - 1])
    }

    /// Whether a word of two or three letters stands where an abbreviation would: alone, last, or glued to a neighbour.
    fn stands_as_code(&self, at: usize) -> bool {
        let word = &self.text.words[at];
        if word.folded.len() > 3 || word.folded.len() < 2 || !word.raw.is_ascii() {
            return false;
        }
        let alone = self.range.len() == 1;
        if !is_upper(word) {
            return alone && self.after_name;
        }
        let mut rest = self.text.words[at + 1..self.range.end].iter();
        alone
            || word.glued
            || rest.clone().next().is_some_and(|next| next.glued)
            || rest.all(|word| word.raw.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// Ends the part: weighs its names against the words around them.
    fn close(&mut self, groups: &mut [Group]) {
        let mut part = std::mem::take(&mut self.part);
        self.pending = Pending::default();
        if part.names.windows(2).any(|pair| self.is_compound(pair)) {
            part.unknown += 1;
        }
        let fragments = part.unknown > 0;
        part.names.retain_mut(|name| {
            if name.county {
                self.keep_counties(name);
            }
            if fragments {
                self.keep_certain(name);
            }
            !name.candidates.is_empty()
        });
        let empty =
            part.names.is_empty() && part.modes.is_empty() && !part.world && part.unknown == 0;
        if let Some(group) = groups.last_mut().filter(|_| !empty) {
            group.parts.push(part);
        }
    }

    /// Whether two names of cities stand together without a sign: `Salt Creek` is neither Salt nor Creek.
    fn is_compound(&self, pair: &[Named]) -> bool {
        let [first, second] = pair else {
            return false;
        };
        let is_city = |name: &Named| {
            let mut candidates = name.candidates.iter();
            candidates.all(|one| self.gazetteer.level(one.region) == Level::City)
        };
        first.words.end == second.words.start
            && !self.text.words[second.words.start].glued
            && is_city(first)
            && is_city(second)
    }

    /// `X County` means no city unless it is a large one.
    fn keep_counties(&self, name: &mut Named) {
        let level = |candidate: &Candidate| self.gazetteer.level(candidate.region);
        if name
            .candidates
            .iter()
            .any(|one| level(one) == Level::Subdivision)
        {
            name.candidates.retain(|one| level(one) != Level::City);
        } else {
            self.keep_certain(name);
        }
    }

    /// Among words that mean nothing here only large cities and larger regions count.
    fn keep_certain(&self, name: &mut Named) {
        name.candidates.retain(|one| {
            self.gazetteer.level(one.region) < Level::City
                || one.curated
                || match one.kind {
                    NameKind::Name => self.gazetteer.weight(one.region) >= WELL_KNOWN,
                    NameKind::Alias => self.gazetteer.weight(one.region) >= WELL_KNOWN_ALIAS,
                    NameKind::Code => false,
                }
        });
    }
}

/// Whether a word has letters and all of them are capitals.
fn is_upper(word: &Word<'_>) -> bool {
    let letters = || word.raw.bytes().filter(u8::is_ascii_alphabetic);
    letters().next().is_some() && letters().all(|byte| byte.is_ascii_uppercase())
}
