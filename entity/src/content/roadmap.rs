//! The roadmap files: which way leads to a role, node by node, and the article round it.
//!
//! ```yaml
//! slug: machine-learning-engineer-phased-path   # the file's name; kept for ever
//! title: …
//! summary: …
//! role: machine-learning-engineer
//! attribution: {title: …, author: …, year: 2026}    # whose facts these are; left out where they are ours
//! renamed: {old-key: new-key}                       # so that progress follows a node to its new key
//! article: { … }                                    # everything that is not a node: see `Article`
//! nodes:
//!   - key: foundations             # unique in the file, kept for ever: a-z 0-9 -
//!     kind: phase                  # phase | step | topic | project | milestone
//!     title: …
//!     importance: recommended      # required (default) | recommended | optional
//!     months: {from: 1, to: 5}     # counted from the start
//!     printed_length: 5 months     # as the guide prints it: a fact of its own
//!     requires: [other-key]
//!     skills: {required: [python], recommended: [sql], optional: [r]}    # slugs of the vocabulary
//!     choices:
//!       - {key: framework, pick: 1, of: [pytorch, tensorflow]}
//!     children: [ … ]              # nodes again
//! ```
//!
//! A node names the skills that it teaches as a whole; a child repeats those that it teaches itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned};
use crate::hash;
use crate::roadmap_node::{Importance, Kind};

mod article;
mod check;
mod cycle;
mod flat;

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod plan_tests;

pub use article::{
    Article, Assessment, Career, Challenge, ChecklistItem, Duration, Figure, Industry, Pathway,
    PathwayOption, Question, Reason, Resource, Salary, SkillGroup, SkillGroupItem, Tip, Tool,
    ToolCategory,
};
pub use check::check;
pub use flat::{FlatNode, FlatSkill};

/// One roadmap file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roadmap {
    /// Readable key, kept for ever.
    pub slug: Spanned<String>,
    /// Title.
    pub title: String,
    /// What it is, in a paragraph.
    pub summary: String,
    /// Slug of the role it leads to.
    pub role: Spanned<String>,
    /// Whose facts it carries, unless they are ours.
    #[serde(default)]
    pub attribution: Option<Attribution>,
    /// Old node keys with the new ones.
    #[serde(default)]
    pub renamed: BTreeMap<String, Spanned<String>>,
    /// Everything that is not a node.
    #[serde(default)]
    pub article: Article,
    /// The way itself.
    pub nodes: Vec<Node>,
    /// Hash of the file: another hash makes another edition.
    #[serde(skip)]
    pub content_hash: String,
}

/// Where a guide's facts were published first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// Title of the publication.
    pub title: String,
    /// Who wrote or published it.
    pub author: String,
    /// When.
    pub year: u16,
    /// How long its publisher says that reading takes.
    #[serde(default)]
    pub reading_minutes: Option<u16>,
}

impl fmt::Display for Attribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”, {}, {}", self.title, self.author, self.year)?;
        match self.reading_minutes {
            Some(minutes) => write!(f, ", {minutes} min read"),
            None => Ok(()),
        }
    }
}

/// One node of the way.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Key within the roadmap, kept for ever.
    pub key: Spanned<String>,
    /// What sort of node it is.
    pub kind: Kind,
    /// Title.
    pub title: String,
    /// What to do and why.
    #[serde(default)]
    pub summary: Option<String>,
    /// How much it matters.
    #[serde(default = "required")]
    pub importance: Importance,
    /// Between which months it lies.
    #[serde(default)]
    pub months: Option<Spanned<Months>>,
    /// Its length as the guide prints it.
    #[serde(default)]
    pub printed_length: Option<String>,
    /// Keys of the nodes to finish first.
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    /// Skills it teaches.
    #[serde(default)]
    pub skills: SkillLists,
    /// Skills of which some are enough.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// The nodes it consists of.
    #[serde(default)]
    pub children: Vec<Node>,
}

/// A stretch of months.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Months {
    /// Month it begins, counted from the start.
    pub from: f64,
    /// Month it ends.
    pub to: f64,
}

/// The skills of a node by how much they matter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillLists {
    /// There is no way round these.
    #[serde(default)]
    pub required: Vec<Spanned<String>>,
    /// Most people should learn these.
    #[serde(default)]
    pub recommended: Vec<Spanned<String>>,
    /// Worth it for some.
    #[serde(default)]
    pub optional: Vec<Spanned<String>>,
}

/// Alternatives of which some are enough.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is chosen, e.g. `framework`; the same key means the same choice wherever the roadmap names it.
    pub key: Spanned<String>,
    /// How many to learn.
    pub pick: Spanned<u8>,
    /// Skills to choose from.
    pub of: Vec<Spanned<String>>,
    /// How much it matters.
    #[serde(default = "required")]
    pub importance: Importance,
}

/// What a node or an item is unless its file says otherwise.
fn required() -> Importance {
    Importance::Required
}

impl Roadmap {
    /// Every node, a parent before its children, in the order of the file.
    #[must_use]
    pub fn nodes(&self) -> Vec<FlatNode<'_>> {
        flat::nodes(&self.nodes)
    }
}

/// Parses one file; see [`check`] for what its shape alone does not guarantee.
///
/// # Errors
/// With file and line when the text is not a roadmap.
pub fn parse(file: &ContentFile) -> Result<Roadmap, ContentError> {
    let mut roadmap: Roadmap = file.parse()?;
    roadmap.content_hash = hash::version(file.text.as_bytes());
    Ok(roadmap)
}

/// Every roadmap that the product ships, by file name, parsed but not yet checked.
///
/// # Errors
/// With file and line when a file is not a roadmap.
pub fn load() -> Result<Vec<Roadmap>, ContentError> {
    super::files("roadmaps/")?.iter().map(parse).collect()
}

/// Every roadmap that the product ships, by file name, checked against the known skills and roles.
///
/// # Errors
/// With file and line of the first mistake.
pub fn load_checked(
    skills: &BTreeSet<&str>,
    roles: &BTreeSet<&str>,
) -> Result<Vec<Roadmap>, ContentError> {
    let check_one = |file: &ContentFile| {
        let roadmap = parse(file)?;
        check(file, &roadmap, skills, roles)?;
        Ok(roadmap)
    };
    super::files("roadmaps/")?.iter().map(check_one).collect()
}
