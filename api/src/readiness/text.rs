//! What a person's text says of their skills, read by the matcher that reads postings. Nothing of the text outlives the call but
//! what its caller is given.

mod negation;
mod suggestion;
mod unknown;

use std::collections::{BTreeMap, HashSet};

use entity::{
    content::{ContentError, gap::NoSkills, vocabulary::Vocabulary},
    matcher::{Matcher, Mention},
};

/// How many places of one skill are told.
const MOST_SPANS: usize = 100;

/// Reads skills out of what people write about themselves.
#[derive(Debug)]
pub struct Recogniser {
    /// In order.
    slugs: Vec<Box<str>>,
    matcher: Matcher,
    /// Names that are no skills, in lower case.
    no_skills: HashSet<String>,
}

/// A part of a text, in Unicode characters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its first character.
    pub(crate) start: usize,
    /// The character after its last.
    pub(crate) end: usize,
    /// What stands there.
    pub(crate) text: String,
}

/// A skill that a text names.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The skill.
    pub(crate) slug: String,
    /// Where the text names it, in order.
    pub(crate) spans: Vec<Span>,
}

/// What a text says. It is a person's own, so nobody may write it to a log by accident: it has no `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Skills that it names, in the order of the text.
    pub(crate) held: Vec<Named>,
    /// Skills that it names only to say that they are not held.
    pub(crate) declined: Vec<Named>,
    /// Names in its lists of skills that are in no vocabulary.
    pub(crate) unrecognised: Vec<String>,
}

impl Recogniser {
    /// One for a vocabulary.
    ///
    /// # Errors
    /// With file and line at a mistake in the list of names that are no skills.
    pub fn new(vocabulary: &Vocabulary) -> Result<Self, ContentError> {
        let slugs = vocabulary.skills.iter();
        let listed = NoSkills::load()?.words.into_values().flatten();
        Ok(Self {
            slugs: slugs
                .map(|skill| skill.slug.value.as_str().into())
                .collect(),
            matcher: Matcher::new(vocabulary),
            no_skills: listed.map(|word| word.to_lowercase()).collect(),
        })
    }

    /// What a text says. Unlike postings, people name their soft skills and fields of business to say something, so these count too.
    pub(crate) fn read(&self, text: &str) -> Reading {
        let mentions = self.matcher.find(text);
        let declined = negation::declined(text, &mentions);
        let mut held: BTreeMap<usize, Vec<Mention>> = BTreeMap::new();
        let mut without: BTreeMap<usize, Vec<Mention>> = BTreeMap::new();
        for (mention, declined) in mentions.iter().zip(declined) {
            let side = if declined { &mut without } else { &mut held };
            side.entry(mention.skill).or_default().push(*mention);
        }
        without.retain(|skill, _| !held.contains_key(skill));
        Reading {
            held: self.named(text, &held),
            declined: self.named(text, &without),
            unrecognised: unknown::terms(text, &mentions, &self.no_skills),
        }
    }

    /// The skills with where they stand, in the order of the text.
    fn named(&self, text: &str, found: &BTreeMap<usize, Vec<Mention>>) -> Vec<Named> {
        let mut told: Vec<Mention> = found
            .values()
            .flat_map(|mentions| mentions.iter().take(MOST_SPANS).copied())
            .collect();
        told.sort_unstable_by_key(|mention| mention.start);
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut named: Vec<Named> = Vec::new();
        let (mut byte, mut character) = (0, 0);
        for mention in told {
            character += count(text, byte, mention.start);
            let start = character;
            character += count(text, mention.start, mention.end);
            byte = mention.end;
            let span = Span {
                start,
                end: character,
                text: text
                    .get(mention.start..mention.end)
                    .unwrap_or_default()
                    .to_owned(),
            };
            let place = *places.entry(mention.skill).or_insert(named.len());
            match named.get_mut(place) {
                Some(known) => known.spans.push(span),
                None => named.push(Named {
                    slug: self
                        .slugs
                        .get(mention.skill)
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    spans: vec![span],
                }),
            }
        }
        named
    }

    /// The skill that somebody may have meant by a name that is none.
    pub(crate) fn suggestion(&self, name: &str) -> Option<&str> {
        let found = self.matcher.find(name);
        let found = found
            .first()
            .and_then(|mention| self.slugs.get(mention.skill));
        found
            .map(AsRef::as_ref)
            .or_else(|| suggestion::nearest(name, self.slugs.iter().map(AsRef::as_ref)))
    }
}

fn count(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).map_or(0, |part| part.chars().count())
}

#[cfg(test)]
mod tests;
