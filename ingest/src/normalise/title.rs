//! Titles: which role and which level a posting's title names. Nothing certain reads as nothing.

mod segment;
mod seniority;
mod token;
mod why;

use entity::content::ContentError;
use entity::content::role::{RoleEntry, RoleWord};
use entity::posting::Seniority;
use rustc_hash::FxHashMap;

use segment::{Outcome, Segment};
use seniority::SeniorityReader;
use token::Token;
pub(crate) use token::ungendered;

/// What a title says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TitleReading {
    /// Index of the role in the list the reader was made from; none for a title that names no tech role.
    pub role: Option<usize>,
    /// The level, if named.
    pub seniority: Option<Seniority>,
}

/// Reads titles by the words of the role file.
#[derive(Clone, Debug)]
pub struct TitleReader {
    /// What each phrase does, by its folded words.
    phrases: FxHashMap<String, Meaning>,
    /// Words of the longest phrase.
    longest: usize,
    /// Makers that end compounds.
    suffixes: Vec<String>,
    /// The role of a maker without a field.
    general: Option<usize>,
    /// The role of leaders, and for each role whether its leaders have that one.
    leader: Option<usize>,
    led: Vec<bool>,
    levels: SeniorityReader,
}

/// All that a phrase may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Meaning {
    name: Option<usize>,
    field: Option<usize>,
    hint: Option<usize>,
    work: Option<usize>,
    maker: bool,
    leader: bool,
    except: bool,
}

/// A compound's second half has at least this many letters.
const SUFFIX: usize = 7;

impl TitleReader {
    /// A reader of these roles.
    ///
    /// # Errors
    /// When words that differ only in case, accents or hyphens stand at two roles.
    pub fn new(roles: &[RoleEntry]) -> Result<Self, ContentError> {
        let of = |kind| {
            let has = move |role: &RoleEntry| role.words().any(|(k, _)| k == kind);
            roles.iter().position(has)
        };
        let (general, leader) = (of(RoleWord::Maker), of(RoleWord::Leader));
        let families = leader.map(|i| &roles[i].leads[..]).unwrap_or_default();
        let led = |role: &RoleEntry| families.iter().any(|f| f.value == role.family);
        let mut reader = Self {
            phrases: FxHashMap::default(),
            longest: 1,
            suffixes: general.map_or_else(Vec::new, |i| suffixes(&roles[i])),
            general,
            leader,
            led: roles.iter().map(led).collect(),
            levels: SeniorityReader::new(),
        };
        for (index, role) in roles.iter().enumerate() {
            for (kind, text) in role.words() {
                reader.add(index, kind, &text.value).map_err(|message| {
                    let file = "roles.yaml".into();
                    ContentError {
                        file,
                        line: text.referenced.line(),
                        column: text.referenced.column(),
                        message,
                    }
                })?;
            }
        }
        Ok(reader)
    }

    fn add(&mut self, index: usize, kind: RoleWord, text: &str) -> Result<(), String> {
        let words = token::words(text, &self.suffixes);
        if words.is_empty() {
            return Err(format!("`{text}` has no letters"));
        }
        self.longest = self.longest.max(words.len());
        let meaning = self.phrases.entry(words.join(" ")).or_default();
        let slot = match kind {
            RoleWord::Name => &mut meaning.name,
            RoleWord::Field => &mut meaning.field,
            RoleWord::Hint => &mut meaning.hint,
            RoleWord::Work => &mut meaning.work,
            // These are said of roles in general.
            RoleWord::Maker | RoleWord::Leader | RoleWord::Except => {
                meaning.maker |= kind == RoleWord::Maker;
                meaning.leader |= kind == RoleWord::Leader;
                meaning.except |= kind == RoleWord::Except;
                return Ok(());
            }
        };
        if slot.is_some_and(|other| other != index) {
            return Err(format!(
                "`{text}` stands at another role in another spelling"
            ));
        }
        *slot = Some(index);
        Ok(())
    }

    /// Reads a title.
    #[must_use]
    pub fn read(&self, title: &str) -> TitleReading {
        let words = token::segments(title, &self.suffixes);
        let segments: Vec<_> = words.iter().map(|s| Segment::new(self, s)).collect();
        let level = |role: Option<usize>| {
            let leads = role.is_some() && role == self.leader;
            self.levels.read(&words, role.is_some(), leads)
        };
        let role = match self.role(&segments) {
            Outcome::Role(role) => Some(role),
            Outcome::Outside => None,
            _ => self.worked(&segments, level(None)),
        };
        TitleReading {
            role,
            seniority: level(role),
        }
    }

    /// The first segment that says something certain wins; a general one may be narrowed by the others.
    fn role(&self, segments: &[Segment]) -> Outcome {
        let mut general = None;
        let mut leading = false;
        for (i, segment) in segments.iter().enumerate() {
            match segment.outcome(self) {
                Outcome::Role(role) if leading => return self.led_by(role),
                Outcome::Role(role) => return Outcome::Role(role),
                Outcome::Outside if general.is_none() => return Outcome::Outside,
                Outcome::General if leading => {
                    return self.leader.map_or(Outcome::Nothing, Outcome::Role);
                }
                Outcome::General | Outcome::Maker if general.is_none() => {
                    general = Some((i, segment.outcome(self)));
                }
                Outcome::Leader => leading = true,
                Outcome::Nothing if leading => {
                    if let Some(role) = segment.activity() {
                        return self.led_by(role);
                    }
                }
                _ => {}
            }
        }
        let Some((at, outcome)) = general else {
            return Outcome::Nothing;
        };
        let others = || segments.iter().take(at).chain(segments.iter().skip(at + 1));
        let role = others()
            .find_map(Segment::narrowing)
            .or_else(|| match outcome {
                Outcome::General => self.general,
                _ => others().find_map(Segment::activity),
            });
        role.map_or(Outcome::Nothing, Outcome::Role)
    }

    /// The role of somebody named only by level and activity, as in `Data Science Intern`.
    fn worked(&self, segments: &[Segment], level: Option<Seniority>) -> Option<usize> {
        let general = |role: &usize| Some(*role) != self.general;
        let sole = segments.first().and_then(Segment::sole_work);
        let leads = level.is_none_or(|level| level >= Seniority::Manager);
        let strange = segments.iter().position(Segment::is_strange);
        let mut named = segments.iter().enumerate().filter(|(i, segment)| {
            !leads && (segment.has_level() || strange.is_none_or(|strange| *i < strange))
        });
        sole.filter(general)
            .or_else(|| named.find_map(|(_, segment)| segment.activity()))
    }

    /// The role of somebody who leads people of a role.
    fn led_by(&self, role: usize) -> Outcome {
        let led = self.led.get(role).copied().unwrap_or(false);
        Outcome::Role(self.leader.filter(|_| led).unwrap_or(role))
    }

    fn meaning(&self, words: &[Token]) -> Option<Meaning> {
        let words: Vec<_> = words.iter().map(|t| &*t.word).collect();
        self.phrases.get(&words.join(" ")).copied()
    }
}

/// The makers of the general role that may end a compound, as in `Webentwickler`.
fn suffixes(general: &RoleEntry) -> Vec<String> {
    let makers = [RoleWord::Name, RoleWord::Maker];
    general
        .words()
        .filter(|(kind, _)| makers.contains(kind))
        .map(|(_, text)| token::words(&text.value, &[]))
        .filter_map(|words| <[String; 1]>::try_from(words).ok())
        .map(|[word]| word)
        .filter(|word| word.chars().count() >= SUFFIX && word.chars().all(char::is_alphabetic))
        .collect()
}

#[cfg(test)]
mod tests;
