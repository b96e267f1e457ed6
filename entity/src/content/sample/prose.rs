//! The sentences of the sample's postings, one set per language.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Family, NonEmpty};
use crate::posting::Seniority;

/// A language that the sample's postings are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
}

/// Something in each language; English stands in where a language lacks it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerLanguage<T> {
    /// English.
    pub en: T,
    /// German.
    pub de: Option<T>,
    /// French.
    pub fr: Option<T>,
}

impl<T> PerLanguage<T> {
    /// What there is for a language.
    pub fn of(&self, language: Language) -> &T {
        match language {
            Language::En => None,
            Language::De => self.de.as_ref(),
            Language::Fr => self.fr.as_ref(),
        }
        .unwrap_or(&self.en)
    }
}

/// Every sentence of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prose {
    /// What follows a title.
    pub title_suffixes: NonEmpty<String>,
    /// How a level is put into a title.
    pub seniority: BTreeMap<Seniority, NonEmpty<String>>,
    /// Headings.
    pub headings: Headings,
    /// First sentences about the company.
    pub about: NonEmpty<String>,
    /// Further sentences about it.
    pub more_about: NonEmpty<String>,
    /// Sentences about the company that name a technology nobody asks for.
    pub asides: NonEmpty<Aside>,
    /// First sentences about the position.
    pub intro: NonEmpty<String>,
    /// What the work is about.
    pub things: NonEmpty<String>,
    /// Tasks.
    pub tasks: Tasks,
    /// Lines of a list of requirements.
    pub required: NonEmpty<String>,
    /// Lines that require ways of working.
    pub soft: NonEmpty<String>,
    /// Lines of a list of welcome skills.
    pub nice: NonEmpty<String>,
    /// Lines that say by themselves that a skill is welcome.
    pub nice_cued: NonEmpty<String>,
    /// Sentences that say by themselves that a skill is required.
    pub required_cued: NonEmpty<String>,
    /// Sentences that name skills and ask for nothing.
    pub stack: NonEmpty<String>,
    /// What stands before the last of a list.
    pub and: String,
    /// Requirements that are no skills.
    pub other_needs: NonEmpty<String>,
    /// What the employer offers.
    pub benefits: NonEmpty<String>,
    /// Sentences that state pay.
    pub pay: NonEmpty<String>,
    /// Last sentences.
    pub closing: NonEmpty<String>,
}

/// Headings of a posting's sections.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headings {
    /// The company.
    pub about: NonEmpty<String>,
    /// The tasks.
    pub tasks: NonEmpty<String>,
    /// Tools that are only named.
    pub stack: NonEmpty<String>,
    /// Requirements.
    pub required: NonEmpty<String>,
    /// Welcome skills.
    pub nice: NonEmpty<String>,
    /// Benefits.
    pub benefits: NonEmpty<String>,
    /// Pay.
    pub pay: NonEmpty<String>,
    /// The end.
    pub closing: NonEmpty<String>,
}

/// A sentence about the company that names a technology nobody asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aside {
    /// The sentence.
    pub text: String,
    /// Slugs of what it names.
    pub skills: NonEmpty<String>,
}

/// Tasks by family.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is named after its family")]
pub struct Tasks {
    pub engineering: NonEmpty<String>,
    pub data: NonEmpty<String>,
    pub ai: NonEmpty<String>,
    pub infrastructure: NonEmpty<String>,
    pub security: NonEmpty<String>,
    pub quality: NonEmpty<String>,
    pub product: NonEmpty<String>,
    pub design: NonEmpty<String>,
    pub other: NonEmpty<String>,
}

impl Tasks {
    /// The tasks of a family.
    #[must_use]
    pub fn of(&self, family: Family) -> &NonEmpty<String> {
        match family {
            Family::Engineering => &self.engineering,
            Family::Data => &self.data,
            Family::Ai => &self.ai,
            Family::Infrastructure => &self.infrastructure,
            Family::Security => &self.security,
            Family::Quality => &self.quality,
            Family::Product => &self.product,
            Family::Design => &self.design,
            Family::Other => &self.other,
        }
    }
}
