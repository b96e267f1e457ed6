//! `content/requirements.yaml`: by which headings and words a posting says how it asks for a skill.

use serde::Deserialize;

use super::ContentError;

/// The headings and cues.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRules {
    /// Headings by the section they open.
    pub sections: Vec<SectionHeadings>,
    /// Words that decide about the clause they stand in.
    pub cues: Cues,
}

/// The headings that open one kind of section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionHeadings {
    /// The kind.
    pub section: Section,
    /// Beginnings of headings, in lower case.
    pub headings: Vec<String>,
}

/// What a section of a posting speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What the person must bring.
    Requirements,
    /// What is welcome.
    Nice,
    /// What the person will do.
    Responsibilities,
    /// Who the employer is: asks for nothing.
    Company,
    /// What the employer gives: asks for nothing.
    Benefits,
    /// Equal opportunity, privacy, how to apply: asks for nothing.
    Legal,
}

impl Section {
    /// Whether skills named in such a section are asked for.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(
            self,
            Self::Requirements | Self::Nice | Self::Responsibilities
        )
    }
}

/// Words that decide about the clause they stand in, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cues {
    /// It is welcome.
    pub nice: Vec<String>,
    /// It must be there.
    pub required: Vec<String>,
}

impl RequirementRules {
    /// Loads the embedded rules.
    ///
    /// # Errors
    /// With file and line at the first mistake, or when the file is missing.
    pub fn load() -> Result<Self, ContentError> {
        super::file("requirements.yaml")?.parse()
    }
}
