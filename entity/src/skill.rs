//! A skill: anything that a posting can ask for, one identity everywhere.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One row of `skill`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "skill")]
pub struct Model {
    /// Given once, never reused.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Readable key, e.g. `pytorch`.
    #[sea_orm(unique)]
    pub slug: String,
    /// How people write it, e.g. `PyTorch`.
    pub name: String,
    /// What sort of skill it is.
    pub kind: Kind,
    /// Slugs of the skills it is a part or a case of.
    pub broader: Vec<String>,
    /// Slugs of the skills that half stand in for it.
    pub substitutes: Vec<String>,
    /// Whether the current vocabulary no longer names it.
    pub retired: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// What sort of skill it is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A language programs, queries or markup are written in.
    #[sea_orm(num_value = 0)]
    Language,
    /// A frame that calls your code.
    #[sea_orm(num_value = 1)]
    Framework,
    /// Code that yours calls.
    #[sea_orm(num_value = 2)]
    Library,
    /// A program people work with.
    #[sea_orm(num_value = 3)]
    Tool,
    /// A system that stores and finds data.
    #[sea_orm(num_value = 4)]
    Database,
    /// An environment that software runs on.
    #[sea_orm(num_value = 5)]
    Platform,
    /// A provider of rented infrastructure, or one of its services.
    #[sea_orm(num_value = 6)]
    Cloud,
    /// A way of building models, analyses or systems.
    #[sea_orm(num_value = 7)]
    Method,
    /// An idea or a field of knowledge.
    #[sea_orm(num_value = 8)]
    Concept,
    /// A field of mathematics or statistics.
    #[sea_orm(num_value = 9)]
    Mathematics,
    /// A field of business that software serves.
    #[sea_orm(num_value = 10)]
    Domain,
    /// A way for people to work together.
    #[sea_orm(num_value = 11)]
    Practice,
    /// A certificate that an examiner hands out.
    #[sea_orm(num_value = 12)]
    Certification,
    /// A personal ability, such as communication.
    #[sea_orm(num_value = 13)]
    SoftSkill,
}

impl Kind {
    /// Every kind with the word that stands for it in content files.
    pub const WORDS: [(&'static str, Self); 14] = [
        ("language", Self::Language),
        ("framework", Self::Framework),
        ("library", Self::Library),
        ("tool", Self::Tool),
        ("database", Self::Database),
        ("platform", Self::Platform),
        ("cloud", Self::Cloud),
        ("method", Self::Method),
        ("concept", Self::Concept),
        ("mathematics", Self::Mathematics),
        ("domain", Self::Domain),
        ("practice", Self::Practice),
        ("certification", Self::Certification),
        ("soft_skill", Self::SoftSkill),
    ];

    /// The word that stands for it in content files.
    #[must_use]
    pub fn word(self) -> &'static str {
        // In the order of the kinds' numbers, which a test holds.
        Self::WORDS[self as usize].0
    }

    /// Whether the skill is a named technology rather than a method, an idea or an ability.
    #[must_use]
    pub const fn is_technology(self) -> bool {
        matches!(
            self,
            Self::Language
                | Self::Framework
                | Self::Library
                | Self::Tool
                | Self::Database
                | Self::Platform
                | Self::Cloud
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn words_are_what_content_files_say() {
        for (number, (word, kind)) in Kind::WORDS.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
            assert_eq!(kind.word(), word);
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
    }
}
