//! What one segment of a title says about the role.

use super::token::Token;
use super::{Meaning, TitleReader};

/// What a segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// This role.
    Role(usize),
    /// The general role, which other segments may narrow.
    General,
    /// Somebody who makes something that is not said.
    Maker,
    /// Somebody who leads something that is not said.
    Leader,
    /// Certainly no tech role.
    Outside,
    /// Nothing.
    Nothing,
}

/// A segment with what its words mean.
#[derive(Debug)]
pub(super) struct Segment {
    units: Vec<Unit>,
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a word can be any of these at once"
)]
struct Unit {
    meaning: Meaning,
    /// The alternative it belongs to, counted from the left.
    part: usize,
    /// Whether it is a word of no meaning to us, and not merely a joint.
    strange: bool,
    /// Whether it names a level.
    level: bool,
    /// Whether it names the general role.
    general: bool,
    /// Whether it is a field of the general role.
    plain: bool,
}

/// Words that change nothing.
const JOINTS: [&str; 27] = [
    "of",
    "the",
    "in",
    "im",
    "for",
    "fur",
    "fuer",
    "de",
    "des",
    "du",
    "da",
    "do",
    "em",
    "en",
    "del",
    "bereich",
    "a",
    "an",
    "d",
    "der",
    "full",
    "time",
    "remote",
    "founding",
    "global",
    "domaine",
    "associate",
];

impl Segment {
    pub(super) fn new(reader: &TitleReader, tokens: &[Token]) -> Self {
        let mut units = Vec::new();
        let (mut at, mut part) = (0, 0);
        while at < tokens.len() {
            part += usize::from(tokens[at].alternative);
            let longest = reader.longest.min(tokens.len() - at);
            let found = (1..=longest)
                .rev()
                .find_map(|n| Some((n, reader.meaning(&tokens[at..at + n])?)));
            let word = tokens[at].word.as_str();
            let (n, mut meaning) = found.unwrap_or_default();
            let plain = meaning.field.is_some() && meaning.field == reader.general;
            if plain {
                meaning.work = meaning.work.or(meaning.field.take());
            }
            let level = reader.levels.phrase(tokens, at).map_or(0, |(n, _)| n);
            let idle = JOINTS.contains(&word) || is_number(word) || level > 0;
            units.push(Unit {
                meaning,
                part,
                strange: n == 0 && !idle,
                level: level > 0,
                plain,
                general: meaning.name.is_some() && meaning.name == reader.general,
            });
            let step = if n == 0 { level } else { n }.max(1);
            let passed = &tokens[at + 1..at + step];
            part += passed.iter().filter(|t| t.alternative).count();
            at += step;
        }
        Self { units }
    }

    pub(super) fn outcome(&self, reader: &TitleReader) -> Outcome {
        let any = |test: fn(&Unit) -> bool| self.units.iter().any(test);
        if any(|u| u.meaning.except) {
            return Outcome::Outside;
        }
        let (general, maker) = (any(|u| u.general), any(|u| u.meaning.maker));
        if let Some(role) = self.specific(maker || any(|u| u.meaning.name.is_some())) {
            return Outcome::Role(role);
        }
        if any(|u| u.meaning.leader) {
            return self.led(reader, general);
        }
        let plain = any(|u| u.plain);
        match (general, maker) {
            (true, _) => Outcome::General,
            (false, true) if plain => Outcome::General,
            (false, true) if !any(|u| u.strange) => Outcome::Maker,
            _ => Outcome::Nothing,
        }
    }

    /// Names and, next to a maker, fields: the first alternative that has one; hints last.
    fn specific(&self, made: bool) -> Option<usize> {
        let parts = self.units.last().map_or(0, |u| u.part + 1);
        for part in 0..parts {
            let units = || self.units.iter().filter(move |u| u.part == part);
            let name = units().filter(|u| !u.general).find_map(|u| u.meaning.name);
            let field = || nearest(units(), |m| m.field);
            if let Some(role) = name.or_else(|| field().filter(|_| made)) {
                return Some(role);
            }
        }
        nearest(self.units.iter(), |m| m.hint).filter(|_| made)
    }

    fn led(&self, reader: &TitleReader, general: bool) -> Outcome {
        let strange = self.is_strange();
        let work = self.units.iter().find_map(|u| u.meaning.work);
        let field = nearest(self.units.iter(), |m| m.field).filter(|_| !strange);
        match (work.or(field), general, reader.leader) {
            (_, true, Some(leader)) => Outcome::Role(leader),
            (Some(role), ..) => reader.led_by(role),
            _ if !strange => Outcome::Leader,
            _ => Outcome::Nothing,
        }
    }

    pub(super) fn is_strange(&self) -> bool {
        self.units.iter().any(|u| u.strange)
    }

    pub(super) fn has_level(&self) -> bool {
        self.units.iter().any(|u| u.level)
    }

    /// The role of the work that is all a segment consists of.
    pub(super) fn sole_work(&self) -> Option<usize> {
        match self.units.as_slice() {
            [only] => only.meaning.work.filter(|_| !only.plain),
            _ => None,
        }
    }

    /// The role of the activity named in a segment that names nothing else.
    pub(super) fn activity(&self) -> Option<usize> {
        if self.units.iter().any(|u| u.strange || u.meaning.except) {
            return None;
        }
        let field = self.units.iter().find_map(|u| u.meaning.field);
        field.or_else(|| self.units.iter().find_map(|u| u.meaning.work))
    }

    /// What the segment makes of a general role in another one: its field, or a hint that stands alone.
    pub(super) fn narrowing(&self) -> Option<usize> {
        let field = self.units.iter().find_map(|u| u.meaning.field);
        field.or(match self.units.as_slice() {
            [only] => only.meaning.hint,
            _ => None,
        })
    }
}

/// The last role before the first maker, or else the first one at all.
fn nearest<'a>(
    units: impl Iterator<Item = &'a Unit>,
    role: impl Fn(&Meaning) -> Option<usize>,
) -> Option<usize> {
    let mut found = None;
    for unit in units {
        if (unit.meaning.maker || unit.general) && found.is_some() {
            break;
        }
        found = role(&unit.meaning).or(found);
    }
    found
}

fn is_number(word: &str) -> bool {
    let roman = matches!(word, "i" | "ii" | "iii" | "iv" | "v");
    roman || word.chars().all(|c| c.is_ascii_digit())
}
