//! `content/gaps.yaml`: words with a capital that are no skill by themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ContentError;

/// What names that are no skills are made of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSkills {
    /// Whole names, by the reason they are listed for.
    pub words: BTreeMap<String, Vec<String>>,
    /// Words that no skill ends with.
    pub last_words: Vec<String>,
    /// Words that no skill begins with.
    pub first_words: Vec<String>,
    /// Firms whose names stand before those of their products.
    pub makers: Vec<String>,
}

impl NoSkills {
    /// Loads the embedded lists.
    ///
    /// # Errors
    /// With file and line at the first mistake, or when the file is missing.
    pub fn load() -> Result<Self, ContentError> {
        super::file("gaps.yaml")?.parse()
    }
}
