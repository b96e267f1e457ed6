//! The vocabulary files: which skills there are and how people spell them.
//!
//! ```yaml
//! - slug: go                       # readable key, kept for ever: a-z 0-9 -
//!   name: Go                       # how people write it; the name is an alias too
//!   kind: language
//!   case: exact                    # rule for the name: any (default) | capital | exact
//!   needs_context: true            # counts only where another skill is named close by
//!   unless_before: [to market, live]   # no match when it stands before these words
//!   unless_after: [to, we]             # no match when it stands after these words
//!   read: false                    # known for roadmaps and backgrounds, but not read from postings, because nearly every posting says
//!                                  # it and it tells nobody what to learn; the default for soft skills and domains
//!   aliases:
//!     - golang                     # the same as {text: golang}
//!     - {text: GO, case: exact, needs_context: true}
//!   broader: [programming]         # slugs
//! ```
//!
//! Which skills partly stand in for which stands in `content/substitutes.yaml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned};
use crate::skill::Kind;

mod check;
mod entry;
mod substitutes;

pub use entry::NewEntry;

/// One entry of a vocabulary file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillEntry {
    /// Readable key, kept for ever.
    pub slug: Spanned<String>,
    /// How people write it.
    pub name: String,
    /// What sort of skill it is.
    pub kind: Kind,
    /// Case rule of the name.
    #[serde(default)]
    pub case: CaseRule,
    /// Whether the name counts only where another skill is named close by.
    #[serde(default)]
    pub needs_context: bool,
    /// Words that the name must not stand before.
    #[serde(default)]
    pub unless_before: Vec<String>,
    /// Words that the name must not stand after.
    #[serde(default)]
    pub unless_after: Vec<String>,
    /// Whether postings are read for it; `is_read` knows the default.
    pub read: Option<bool>,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<Spanned<AliasEntry>>,
    /// Skills it is a part or a case of.
    #[serde(default)]
    pub broader: Vec<Spanned<String>>,
    /// Skills that partly stand in for it, with how far; from a file of their own.
    #[serde(skip)]
    pub substitutes: BTreeMap<String, f64>,
}

/// Another spelling: a plain text, or a text with rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum AliasEntry {
    /// A spelling in any case.
    Text(String),
    /// A spelling with rules.
    Rules(AliasRules),
}

/// A spelling with the rules under which it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasRules {
    /// The spelling.
    pub text: String,
    /// Case rule.
    #[serde(default)]
    pub case: CaseRule,
    /// Whether it counts only where another skill is named close by.
    #[serde(default)]
    pub needs_context: bool,
    /// Words that it must not stand before.
    #[serde(default)]
    pub unless_before: Vec<String>,
    /// Words that it must not stand after.
    #[serde(default)]
    pub unless_after: Vec<String>,
}

/// In which case a spelling counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRule {
    /// In any case.
    #[default]
    Any,
    /// Only with a capital first letter: `Rust` and `RUST`, not `rust`.
    Capital,
    /// Only exactly as written.
    Exact,
}

impl SkillEntry {
    /// Whether postings are read for it. Abilities of character and fields of business stand in almost every posting, mostly where
    /// the employer talks of itself: counted, they would top each list and mean nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        let telling = !matches!(self.kind, Kind::SoftSkill | Kind::Domain);
        self.read.unwrap_or(telling)
    }

    /// Every spelling with its rules, the name first; each with the line it stands on.
    pub fn spellings(&self) -> impl Iterator<Item = (u64, AliasRules)> + '_ {
        let name = AliasRules {
            text: self.name.clone(),
            case: self.case,
            needs_context: self.needs_context,
            unless_before: self.unless_before.clone(),
            unless_after: self.unless_after.clone(),
        };
        let line = self.slug.referenced.line();
        std::iter::once((line, name)).chain(
            self.aliases
                .iter()
                .map(|alias| (alias.referenced.line(), alias.value.rules())),
        )
    }
}

impl SkillEntry {
    /// Every spelling to look for: those of the file, and technologies that need a capital letter once more in lower case, as
    /// people write them in lists (`html, css, react`), where they count only beside other skills; names of several words once more
    /// without their spaces, as in tags (`SpringBoot`).
    pub fn readings(&self) -> impl Iterator<Item = AliasRules> + '_ {
        let lowered = self
            .spellings()
            .filter_map(|(_, rules)| self.lowered(rules));
        let joined = self.spellings().filter_map(|(_, rules)| joined(rules));
        let written = self.spellings().map(|(_, rules)| rules);
        written.chain(lowered).chain(joined)
    }

    fn lowered(&self, rules: AliasRules) -> Option<AliasRules> {
        /// Shorter names are words or syllables too often.
        const SHORTEST: usize = 3;
        let letters = rules.text.chars().filter(|c| c.is_alphabetic()).count();
        let text = rules.text.to_lowercase();
        let new = rules.case != CaseRule::Any && text != rules.text;
        let word = letters >= SHORTEST && !text.contains(' ');
        (new && word && self.kind.is_technology()).then_some(AliasRules {
            text,
            case: CaseRule::Exact,
            needs_context: true,
            ..rules
        })
    }
}

/// A name of several words that each begin with a capital, written as one.
fn joined(rules: AliasRules) -> Option<AliasRules> {
    /// Shorter ones are other people's abbreviations.
    const SHORTEST: usize = 8;
    let begins = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let plain = |word: &str| begins(word) && word.chars().all(char::is_alphanumeric);
    let mut words = rules.text.split(' ');
    let text: String = rules.text.split(' ').collect();
    let several = rules.text.contains(' ') && text.len() >= SHORTEST;
    (several && words.all(plain)).then_some(AliasRules {
        text,
        case: CaseRule::Exact,
        ..rules
    })
}

impl AliasEntry {
    /// The spelling with its rules, defaults filled in.
    #[must_use]
    pub fn rules(&self) -> AliasRules {
        match self {
            Self::Text(text) => AliasRules {
                text: text.clone(),
                ..AliasRules::default()
            },
            Self::Rules(rules) => rules.clone(),
        }
    }
}

/// Every skill there is, checked: slugs and spellings are unique, every reference leads somewhere.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The skills by slug.
    pub skills: Vec<SkillEntry>,
    /// Hash of the files: which vocabulary read a posting.
    pub version: String,
}

impl Vocabulary {
    /// Loads the embedded vocabulary with its substitutes.
    ///
    /// # Errors
    /// With file and line at the first mistake in a file.
    pub fn load() -> Result<Self, ContentError> {
        Self::with_substitutes(&super::files("vocabulary/")?)
    }

    /// Loads the embedded vocabulary and the files of a folder of one's own, as if they were shipped together.
    ///
    /// # Errors
    /// With file and line at the first mistake in a file, or when the folder cannot be read.
    pub fn load_with(folder: &Path) -> Result<Self, ContentError> {
        let mut files = super::files("vocabulary/")?;
        files.extend(super::folder(folder)?);
        Self::with_substitutes(&files)
    }

    fn with_substitutes(files: &[ContentFile]) -> Result<Self, ContentError> {
        let mut vocabulary = Self::from_files(files)?;
        substitutes::merge(&mut vocabulary, &super::file(substitutes::FILE)?)?;
        Ok(vocabulary)
    }

    /// Loads a vocabulary from the given files.
    ///
    /// # Errors
    /// With file and line at the first mistake in a file.
    pub fn from_files(files: &[ContentFile]) -> Result<Self, ContentError> {
        let mut entries = Vec::new();
        let mut text = String::new();
        for file in files {
            let skills: Vec<SkillEntry> = if file.is_blank() {
                Vec::new()
            } else {
                file.parse()?
            };
            entries.extend(skills.into_iter().map(|skill| (file, skill)));
            text.push_str(&file.text);
        }
        check::check(&entries)?;
        let mut skills: Vec<_> = entries.into_iter().map(|(_, skill)| skill).collect();
        skills.sort_by(|a, b| a.slug.value.cmp(&b.slug.value));
        Ok(Self {
            skills,
            version: crate::hash::version(text.as_bytes())[..16].to_owned(),
        })
    }

    /// The skill of a slug.
    #[must_use]
    pub fn skill(&self, slug: &str) -> Option<&SkillEntry> {
        self.position(slug).map(|index| &self.skills[index])
    }

    /// Where the skill of a slug stands in `skills`.
    #[must_use]
    pub fn position(&self, slug: &str) -> Option<usize> {
        self.skills
            .binary_search_by(|skill| skill.slug.value.as_str().cmp(slug))
            .ok()
    }
}
