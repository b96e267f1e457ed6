//! The roadmap files: which way leads to a role, node by node, and the article round it.
//!
//! ```yaml
//! slug: machine-learning-engineer-phased-path   # the file's name; kept for ever
//! title: …
//! summary: …
//! role: machine-learning-engineer
//! attribution: {title: …, author: …, year: 2026}    # whose facts these are; left out where they are ours
//! renamed: {old-key: new-key}                       # so that progress follows a node to its new key; kept for ever
//! removed: {old-key: why it is gone}                # a key that is dropped on purpose; kept for ever
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

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ContentError, ContentFile, Spanned};
use crate::hash;
use crate::roadmap_node::{Importance, Kind};

mod article;
mod check;
mod cycle;
mod difference;
mod flat;
mod schema;
mod settled;
mod stored;
mod totals;

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod difference_tests;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod mistake_tests;
#[cfg(test)]
mod own;
#[cfg(test)]
mod schema_tests;

pub use article::{
    Article, Assessment, Career, Challenge, ChecklistItem, Duration, Figure, Industry, Pathway,
    PathwayOption, Question, Reason, Resource, Salary, SkillGroup, SkillGroupItem, Tip, Tool,
    ToolCategory,
};
pub use check::{Known, check};
pub use difference::{Aspect, ChangedNode, Difference, difference};
pub use flat::{FlatNode, FlatSkill};
pub use schema::schema;
pub use settled::Settled;
pub use stored::stored;
pub use totals::Totals;

use schema::Key;

/// Where the files lie below `content/`.
const FOLDER: &str = "roadmaps/";

/// One roadmap file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roadmap {
    /// Readable key, kept for ever; the file's name without `.yaml`.
    #[schemars(with = "Key")]
    pub slug: Spanned<String>,
    /// Title.
    pub title: String,
    /// What it is, in a paragraph.
    pub summary: String,
    /// Slug of the role it leads to.
    #[schemars(with = "Key")]
    pub role: Spanned<String>,
    /// Whose facts it carries, unless they are ours.
    #[serde(default)]
    pub attribution: Option<Attribution>,
    /// Old node keys with the new ones, of this and all earlier editions; entries are kept for ever and may chain.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Key, Key>")]
    pub renamed: BTreeMap<String, Spanned<String>>,
    /// Keys of nodes that are gone for good with the reason, of this and all earlier editions; entries are kept for ever.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Key, String>")]
    pub removed: BTreeMap<String, Spanned<String>>,
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Key within the roadmap, kept for ever.
    #[schemars(with = "Key")]
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
    #[schemars(with = "Option<Months>")]
    pub months: Option<Spanned<Months>>,
    /// Its length as the guide prints it.
    #[serde(default)]
    pub printed_length: Option<String>,
    /// Keys of the nodes to finish first.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
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
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Months {
    /// Month it begins, counted from the start.
    pub from: f64,
    /// Month it ends.
    pub to: f64,
}

/// The skills of a node by how much they matter.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillLists {
    /// There is no way round these.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
    pub required: Vec<Spanned<String>>,
    /// Most people should learn these.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
    pub recommended: Vec<Spanned<String>>,
    /// Worth it for some.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
    pub optional: Vec<Spanned<String>>,
}

/// Alternatives of which some are enough.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is chosen, e.g. `framework`; the same key means the same choice wherever the roadmap names it.
    #[schemars(with = "Key")]
    pub key: Spanned<String>,
    /// How many to learn.
    #[schemars(with = "u8", range(min = 1))]
    pub pick: Spanned<u8>,
    /// Skills to choose from.
    #[schemars(with = "Vec<Key>")]
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

/// Reads one file: parses and checks it.
///
/// # Errors
/// With every mistake in the order of the places; a text that is no roadmap at all is one.
pub fn read(file: &ContentFile, known: &Known<'_>) -> Result<Roadmap, Vec<ContentError>> {
    let roadmap = parse(file).map_err(|mistake| vec![mistake])?;
    let mistakes = check(file, &roadmap, known);
    if mistakes.is_empty() {
        Ok(roadmap)
    } else {
        Err(mistakes)
    }
}

/// The files of the roadmaps that the product ships, by name.
///
/// # Errors
/// When a file is not UTF-8.
pub fn files() -> Result<Vec<ContentFile>, ContentError> {
    let mut files = super::files(FOLDER)?;
    // The schema lies beside them.
    files.retain(|file| Path::new(&file.name).extension() == Some("yaml".as_ref()));
    Ok(files)
}

/// Every roadmap that the product ships, by file name, parsed but not yet checked.
///
/// # Errors
/// With file and line when a file is not a roadmap.
pub fn load() -> Result<Vec<Roadmap>, ContentError> {
    files()?.iter().map(parse).collect()
}
