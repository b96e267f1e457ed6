//! Which skills a posting asks for, how, and where it says so.

use std::collections::BTreeMap;

use entity::content::requirement::Section;
use entity::content::vocabulary::Vocabulary;
use entity::matcher::{Matcher, Mention};
use entity::posting::Requirement;

mod clause;
mod heading;
mod phrase;
mod reason;
mod section;
mod sentence;
mod talk;
mod verdict;
mod years;

pub use phrase::Phrases;
pub use reason::reasons;
use verdict::{How, Reading};

/// A skill that a posting names where what it says counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSkill {
    /// Position of the skill in the vocabulary.
    pub skill: usize,
    /// The strongest way in which the posting asks for it.
    pub requirement: Requirement,
    /// Whether it says only that the skill is not asked for.
    pub negated: bool,
    /// The most whole years that a clause asks for.
    pub years: Option<u8>,
    /// Where it is named that way, as byte positions in the text.
    pub spans: Vec<(usize, usize)>,
}

/// A stretch of text whose words do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// What it speaks of.
    pub section: Section,
    /// Where the words stand that say so, as byte positions in the text.
    pub heading: (usize, usize),
    /// Where it begins and ends.
    pub span: (usize, usize),
}

/// The skills that a text names, by their position in the vocabulary; those that it only declines are negated. The first
/// line is taken for the title: what it names is required. What stands in sections about the employer, its benefits or the law is not
/// asked for.
#[must_use]
pub fn skills(
    text: &str,
    company: Option<&str>,
    vocabulary: &Vocabulary,
    matcher: &Matcher,
    phrases: &Phrases,
) -> Vec<AskedSkill> {
    let mut asked: BTreeMap<usize, AskedSkill> = BTreeMap::new();
    let mut mentions = matcher.find(text);
    mentions.retain(|mention| vocabulary.skills[mention.skill].is_read());
    if mentions.is_empty() {
        return Vec::new();
    }
    Reading::new(text, phrases).judge(&mentions, |mention, verdict| match verdict.how {
        How::Closed(_) => {}
        // Who sells a product names it without asking for it.
        How::Asked(Requirement::Unspecified) if is_own(text, mention, company) => {}
        How::Unwanted => add(&mut asked, mention, None, None),
        How::Asked(requirement) => add(&mut asked, mention, Some(requirement), verdict.years),
    });
    asked.into_values().collect()
}

/// The stretches of a text whose words do not count, in order.
#[must_use]
pub fn closed(text: &str, phrases: &Phrases) -> Vec<Closed> {
    Reading::new(text, phrases).closed()
}

/// Whether a mention is nothing but the employer's own name.
fn is_own(text: &str, mention: Mention, company: Option<&str>) -> bool {
    company.is_some_and(|name| text[mention.start..mention.end].eq_ignore_ascii_case(name.trim()))
}

fn add(
    asked: &mut BTreeMap<usize, AskedSkill>,
    mention: Mention,
    requirement: Option<Requirement>,
    years: Option<u8>,
) {
    let negated = requirement.is_none();
    let requirement = requirement.unwrap_or(Requirement::Unspecified);
    let skill = asked.entry(mention.skill).or_insert(AskedSkill {
        skill: mention.skill,
        requirement,
        negated,
        years: None,
        spans: Vec::new(),
    });
    if skill.negated && !negated {
        skill.negated = false;
        skill.requirement = requirement;
        skill.spans.clear();
    }
    if skill.negated == negated {
        // The enum's order is the order of strength.
        skill.requirement = skill.requirement.min(requirement);
        skill.years = skill.years.max(years);
        skill.spans.push((mention.start, mention.end));
    }
}

#[cfg(test)]
mod tests;
