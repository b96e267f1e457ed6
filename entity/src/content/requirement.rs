//! `content/requirements.yaml`: by which headings and words a posting says how it asks for a skill.

use serde::{Deserialize, Serialize};

use super::{ContentError, Spanned};

/// The headings and cues.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementRules {
    /// Headings by the section they open.
    pub sections: Vec<SectionHeadings>,
    /// Words that keep a heading from closing anything.
    pub open_words: Vec<String>,
    /// Words that decide about the clause or the sentence they stand in.
    pub cues: Vec<CueWords>,
}

/// The headings that open one kind of section, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionHeadings {
    /// The kind.
    pub section: Section,
    /// Beginnings of headings.
    pub headings: Vec<Spanned<String>>,
    /// Whole headings: words that begin ordinary lines as well.
    #[serde(default)]
    pub alone: Vec<Spanned<String>>,
    /// Ends of headings.
    #[serde(default)]
    pub endings: Vec<Spanned<String>>,
}

/// What a section of a posting speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Its name in the file and in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requirements => "requirements",
            Self::Nice => "nice",
            Self::Responsibilities => "responsibilities",
            Self::Company => "company",
            Self::Benefits => "benefits",
            Self::Legal => "legal",
        }
    }
}

/// Words with one meaning, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueWords {
    /// What they mean.
    pub says: Meaning,
    /// Where they stand.
    #[serde(default)]
    pub stands: Stand,
    /// The words.
    pub words: Vec<Spanned<String>>,
}

/// What a cue means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// It is welcome.
    Nice,
    /// It must be there.
    Required,
    /// It is not asked for.
    Unwanted,
    /// It looks like a cue and is none.
    Nothing,
    /// Unit of a number of years.
    Years,
    /// The sentence asks for something.
    Asks,
    /// The sentence is about the employer.
    Company,
    /// The sentence is about what the employer gives.
    Benefits,
    /// The sentence is about the law or the application.
    Legal,
}

/// On which side of what it speaks for a cue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// On either side.
    #[default]
    Either,
    /// Before it.
    Before,
    /// After it.
    After,
    /// At the beginning of a sentence.
    Opening,
}

impl RequirementRules {
    /// Loads the embedded rules.
    ///
    /// # Errors
    /// With file and line at the first mistake, or when the file is missing.
    pub fn load() -> Result<Self, ContentError> {
        let file = super::file("requirements.yaml")?;
        let rules: Self = file.parse()?;
        let headings = rules.sections.iter().flat_map(|section| {
            let lists = [&section.headings, &section.alone, &section.endings];
            lists.into_iter().flatten()
        });
        let cues = rules.cues.iter().flat_map(|group| &group.words);
        for words in headings.chain(cues) {
            let text = &words.value;
            if text.trim().is_empty() || *text != text.to_lowercase() || text.contains('\u{2019}') {
                let message = format!("`{text}` is not in lower case with straight apostrophes");
                return Err(file.error(words, message));
            }
        }
        Ok(rules)
    }
}
